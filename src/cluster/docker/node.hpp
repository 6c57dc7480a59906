#pragma once
/// One node of a cluster: its container, the state it is believed to be in, its logs.

#include <sm/cluster/docker/docker_cluster.hpp>

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "cluster/docker/log_follower.hpp"
#include "cluster/docker/networks.hpp"

namespace sm::detail::inline cluster {

/// What all nodes of a cluster share.
struct Context {
    Docker docker{};
    std::string prefix{};               // begins the engine's names
    std::vector<std::string> labels{};  // words for the command line
    std::filesystem::path logs{};
    std::size_t log_limit = 0;
    Networks networks{};
};

/// Calls on one node take turns.
class Node {
 public:
    /// `number` is that of its address within each network.
    Node(const Context& around, NodeSpec spec, std::uint32_t number);

    void create();
    void recreate(const NodeSpec& spec);
    void start();
    void stop();
    void kill();
    void pause();
    void unpause();
    void wipe();
    void disconnect(const std::string& network);
    void connect(const std::string& network);

    NodeState state();
    Endpoint published(std::uint16_t inside);
    CommandResult exec(const std::vector<std::string>& words, Duration limit);

    std::vector<std::string> networks() const;
    const std::string& engine_name() const { return engine_name_; }
    std::vector<std::string> volumes() const;

    std::filesystem::path log() const;
    std::string last_lines(std::size_t count) const;
    /// Why the node does not run, if it has ended: cheap, for asking again and again.
    std::optional<std::string> death();
    /// The error of a node that was waited for in vain.
    DockerError not_ready(const Waited& waited);

 private:
    void make_container();
    void check(const NodeSpec& spec) const;
    std::vector<std::string> create_words(std::map<std::string, std::string>& secrets) const;
    void refresh();
    void need(const char* verb, std::initializer_list<NodeState> allowed, const char* instead);
    void act(const std::vector<std::string>& words, NodeState after, Duration more = {});
    std::string volume_of(std::size_t index) const;
    std::string described() const;
    std::string finished_at() const;
    std::string tail() const;

    const Context& around_;
    NodeSpec spec_;
    const std::string engine_name_;
    const std::uint32_t number_;
    mutable std::recursive_mutex mutex_;  // errors are put together under it
    NodeState state_ = NodeState::created;
    int exit_code_ = 0;
    std::map<std::string, bool> connected_;
    std::map<std::uint16_t, Endpoint> published_;
    int starts_ = 0;
    std::unique_ptr<LogFollower> log_;
};

}  // namespace sm::detail::inline cluster
