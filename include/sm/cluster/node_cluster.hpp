#pragma once
/// A cluster of real programs, each with addresses and a directory of its own: the common part of
/// containers and local processes.

#include <sm/cluster/cluster.hpp>
#include <sm/cluster/cut.hpp>
#include <sm/cluster/docker/docker.hpp>
#include <sm/cluster/network.hpp>
#include <sm/cluster/node_spec.hpp>
#include <sm/os/command_line.hpp>
#include <sm/os/endpoint.hpp>
#include <sm/os/wait.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sm {

/// What keeps local processes apart.
enum class Isolation {
    best,        ///< namespaces where this process may make them, else loopback
    namespaces,  ///< each node in its own network namespace; else Unsupported
    loopback,    ///< addresses 127.x.y.z; nothing can be cut, unplugged or delayed
};

struct ClusterSpec {
    std::string name = "test";  ///< of the run; a label
    std::vector<NetworkSpec> networks{{"net"}};
    std::vector<NodeSpec> nodes{};                  ///< created, started and awaited together
    std::function<void(NodeCluster&)> prepare{};    ///< then called; may spawn, and wait
    std::filesystem::path logs{};                   ///< kept there; empty: gone with the cluster
    std::size_t log_limit = std::size_t{16} << 20;  ///< bytes, of one start of one node
    SubnetPool pool{};
    Isolation isolation = Isolation::best;  ///< of processes
    DockerOptions docker{};                 ///< of containers
};

namespace detail::inline cluster {
class ClusterCore;
class NodeBackend;
}  // namespace detail::inline cluster

class NodeCluster : public Cluster,
                    public CanStart,
                    public CanStop,
                    public CanKill,
                    public CanPause,
                    public CanWipe,
                    public CanDisconnect,
                    public CanCut {
 public:
    NodeCluster(const NodeCluster&) = delete;
    NodeCluster& operator=(const NodeCluster&) = delete;
    ~NodeCluster() override;

    /// Removes all of it now; pending and later operations throw.
    void tear_down() noexcept;

    /// Creates a node without starting it. Its name must be new.
    void create(const NodeSpec& spec);
    /// Creates and starts a node, and waits until it is ready, if its spec says when it is.
    void spawn(const NodeSpec& spec);
    /// Likewise several, side by side.
    void spawn(const std::vector<NodeSpec>& specs);
    /// Gives a node that does not run another program or image, arguments, environment, ports or
    /// limits; its networks, its directory and what is in that stay as they are.
    void recreate(const NodeSpec& spec);

    void start(const std::string& node) override;
    void stop(const std::string& node) override;
    void kill(const std::string& node) override;
    void pause(const std::string& node) override;
    void unpause(const std::string& node) override;
    void wipe(const std::string& node) override;
    std::vector<std::string> networks(const std::string& node) const override;
    /// As if the cable were unplugged: the node keeps its address, and no packet comes or goes.
    void disconnect(const std::string& node, const std::string& network) override;
    void connect(const std::string& node, const std::string& network) override;

    /// By rules of nftables in the network namespace of the receiver.
    void cut(const std::vector<Cut>& cuts) override;
    void restore(const std::vector<Cut>& cuts) override;
    void restore_all() override;
    std::vector<ActiveCut> active_cuts() override;
    std::optional<std::string> why_not_cut() override;

    std::vector<std::string> nodes() const override;
    NodeState state(const std::string& node) override;

    /// Where the node is, or will be when it is created, on one of the cluster's networks; empty:
    /// on its first.
    std::string address(const std::string& node, const std::string& network = {});
    Endpoint endpoint(const std::string& node, std::uint16_t port, const std::string& network = {});
    /// Where the node's data is, as its program sees it.
    std::filesystem::path directory(const std::string& node) const;

    /// Waits until `look()` is true. Throws a ClusterError, with the last lines of the log, when
    /// the node ends meanwhile or patience does.
    void await(const std::string& node, const std::function<bool()>& look, Patience patience = {});
    /// Waits until the node is ready, as its spec says; at once if it does not say.
    void await_ready(const std::string& node);
    void await_ready(const std::vector<std::string>& nodes);

    /// Kills a node, starts it with the data it has, and waits until it is ready.
    void crash_and_restart(const std::string& node);

    /// Runs a program beside that of a running node: in the container, or in the node's directory
    /// and network namespace.
    CommandResult exec(const std::string& node, const std::vector<std::string>& words,
                       Duration limit = std::chrono::seconds{30});

    /// What the latest start wrote; one file per start.
    std::filesystem::path log(const std::string& node) const;
    std::string last_lines(const std::string& node, std::size_t count = 20) const;

 protected:
    explicit NodeCluster(std::unique_ptr<detail::NodeBackend> backend);
    /// Makes the networks and the nodes of the spec, and prepares them; to be called at the end of
    /// the constructor. Nothing is left where it throws.
    void build();

    detail::ClusterCore& core() const { return *core_; }

 private:
    std::unique_ptr<detail::ClusterCore> core_;
};

}  // namespace sm
