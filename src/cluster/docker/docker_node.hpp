#pragma once
/// One node of a cluster in containers: its container, and its volumes.

#include <sm/cluster/docker/docker_cluster.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cluster/docker/networks.hpp"
#include "cluster/net/nft.hpp"
#include "cluster/node.hpp"
#include "os/child.hpp"

namespace sm::detail::inline cluster {

/// What all nodes of a cluster share.
struct Context {
    Docker docker{};
    std::string prefix{};               // begins the engine's names
    std::vector<std::string> labels{};  // words for the command line
    Networks networks{};
};

class DockerNode final : public Node {
 public:
    DockerNode(const NodeBackend& backend, const Context& around, Nft& filters,
               const NodeSpec& spec, std::uint32_t number);
    /// One that was not created is removed, whatever the engine may have of it.
    ~DockerNode() override;

    Endpoint published(std::uint16_t inside);
    const std::string& engine_name() const { return engine_name_; }
    std::vector<std::string> volumes() const;
    /// Why nothing can be filtered in it, found out where it runs.
    std::optional<std::string> why_no_filters();

    std::filesystem::path directory() const override;

 private:
    NodeSpec checked(NodeSpec spec) const override;
    void make() override;
    void remake(const NodeSpec& before) override;
    void empty() override;
    void launch() override;
    void finish(Ending how) override;
    void freeze() override { act({"pause", engine_name_}); }
    void thaw() override { act({"unpause", engine_name_}); }
    void plug(const std::string& network) override;
    void unplug(const std::string& network) override;
    CommandResult run(const std::vector<std::string>& words, Duration limit) override;
    bool seems_alive() const override { return log_ && !log_->ended(); }
    NodeState observed() override;
    std::string how_it_ended() const override;
    std::string last_lines_now(std::size_t count) const override;
    std::optional<CommandResult> nft(const std::vector<std::string>& words,
                                     const std::string& script) override;

    void make_container();
    void lay_down_files() const;
    std::vector<std::string> create_words(std::map<std::string, std::string>& secrets) const;
    std::vector<std::string> plug_words(const std::string& network) const;
    std::vector<std::string> unplug_words(const std::string& network) const;
    void act(const std::vector<std::string>& words, Duration more = {});
    void follow_log(const std::string& since);
    std::string volume_of(std::size_t index) const;
    std::string finished_at() const;

    const Context& around_;
    Nft& filters_;
    const std::string engine_name_;
    bool is_made_ = false;
    int exit_code_ = 0;
    std::map<std::uint16_t, Endpoint> published_;
    std::optional<Child> follower_;  // writes to the log
};

}  // namespace sm::detail::inline cluster
