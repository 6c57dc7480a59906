#pragma once
/// One node of a cluster: the state it is believed to be in, its networks, its logs. What differs
/// between a container and a process is left to the backend's kind of node.

#include <sm/cluster/node_cluster.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "cluster/log_copy.hpp"
#include "cluster/net/packet_filter.hpp"

namespace sm::detail::inline cluster {

class NodeBackend;

/// How a program is ended.
enum class Ending { stop, kill };

/// Calls on one node take turns.
class Node {
 public:
    /// `number` is that of its address within each network. The spec names its networks.
    Node(const NodeBackend& backend, NodeSpec spec, std::uint32_t number);
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;
    virtual ~Node() = default;

    void create(const NodeContext& context);
    void recreate(const NodeSpec& spec, const NodeContext& context);
    void wipe(const NodeContext& context);
    void start();
    void end(Ending how);
    void pause();
    void unpause();
    void disconnect(const std::string& network);
    void connect(const std::string& network);

    NodeState state();
    CommandResult exec(const std::vector<std::string>& words, Duration limit);
    NodeSpec spec() const;
    /// They never change.
    const std::vector<std::string>& networks() const { return networks_; }
    virtual std::filesystem::path directory() const = 0;

    std::filesystem::path log() const;
    std::string last_lines(std::size_t count) const;
    /// Why the node does not run, if it has ended: cheap, for asking again and again.
    std::optional<std::string> death();
    /// Throws the error of a node that was waited for in vain.
    [[noreturn]] void raise_not_ready(const Waited& waited);

    /// Changes what it filters in one step; does nothing for one that does not run.
    void install(const PacketFilter& before, const PacketFilter& after);
    /// Packets dropped, by the sender's address.
    std::map<std::string, std::uint64_t> dropped();

 protected:
    using Guard = std::lock_guard<std::recursive_mutex>;  // errors are put together under it

    /// What the functions of the spec said of this node.
    struct Given {
        Arguments arguments{};
        Environment environment{};
        Files files{};
        std::vector<Arguments> setup{};
    };

    /// The spec with what was left open; throws Misuse for one that cannot be. It has a name, and
    /// networks that there are.
    virtual NodeSpec checked(NodeSpec spec) const = 0;
    /// From nothing to a node that can be started.
    virtual void make() = 0;
    /// Likewise of another spec and with the data it had.
    virtual void remake(const NodeSpec& before) = 0;
    /// Removes all its data; it can be started then.
    virtual void empty() = 0;
    virtual void launch() = 0;
    virtual void finish(Ending how) = 0;
    virtual void freeze() = 0;
    virtual void thaw() = 0;
    virtual void plug(const std::string& network) = 0;
    virtual void unplug(const std::string& network) = 0;
    virtual CommandResult run(const std::vector<std::string>& words, Duration limit) = 0;
    /// Whether a running node is likely to run still; costs next to nothing.
    virtual bool seems_alive() const = 0;
    /// The state as it is, `state_` being what it is believed to be.
    virtual NodeState observed() = 0;
    /// "with exit code 3", of a node that is dead.
    virtual std::string how_it_ended() const = 0;
    virtual std::string last_lines_now(std::size_t count) const = 0;
    /// Runs nft(8) where its packets arrive; nothing if it does not run.
    virtual std::optional<CommandResult> nft(const std::vector<std::string>& words,
                                             const std::string& script) = 0;

    void need(const char* verb, std::initializer_list<NodeState> allowed, const char* instead);
    void refresh() { state_ = observed(); }
    bool is_connected(const std::string& network) const { return connected_.at(network); }
    std::string described() const;

    const NodeBackend& backend_;
    const std::uint32_t number_;
    const std::vector<std::string> networks_;
    NodeSpec spec_;
    Given given_;
    mutable std::recursive_mutex mutex_;
    NodeState state_ = NodeState::created;
    int starts_ = 0;
    std::unique_ptr<LogCopy> log_;

 private:
    void adopt(NodeSpec spec, const NodeContext& context);
    void need_network(const char* verb, const std::string& network, bool connected) const;
    void fail_if(bool failed, const CommandResult& result) const;
    std::string tail() const;

    std::map<std::string, bool> connected_;
};

}  // namespace sm::detail::inline cluster
