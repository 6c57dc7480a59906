#pragma once
/// A cluster of containers: networks, nodes at fixed addresses, and what can be done to them.

#include <sm/cluster/cluster.hpp>
#include <sm/cluster/cut.hpp>
#include <sm/cluster/docker.hpp>
#include <sm/cluster/ready.hpp>
#include <sm/cluster/wait.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sm {

struct NetworkSpec {
    std::string name{};    // as the test calls it
    std::string subnet{};  // such as "10.7.0.0/24"; empty: the next free one of the pool
};

/// Where subnets come from.
struct SubnetPool {
    std::string range = "10.213.0.0/16";
    int prefix = 24;  // length of each subnet's
};

struct PublishedPort {
    std::uint16_t inside = 0;
    std::uint16_t outside = 0;  // on 127.0.0.1; 0: one that is free, another at each start
};

struct NodeSpec {
    std::string name{};
    std::string image{};
    std::vector<std::string> arguments{};
    std::vector<std::string> networks{};  // in this order; empty: all of the cluster's
    std::map<std::string, std::string> environment{};
    std::vector<PublishedPort> ports{};
    std::vector<std::string> data{};  // directories in volumes, which outlive `recreate`
    Duration stop_limit = std::chrono::seconds{10};  // then `stop` kills
};

class DockerCluster;

struct ClusterSpec {
    std::string name = "test";  // of the run; a label
    std::vector<NetworkSpec> networks{{"net"}};
    std::vector<NodeSpec> nodes{};                  // created and started together
    std::function<void(DockerCluster&)> prepare{};  // then called; may spawn, and wait
    std::filesystem::path logs{};                   // kept there; empty: gone with the cluster
    std::size_t log_limit = std::size_t{16} << 20;  // bytes, of one start of one node
    SubnetPool pool{};
    DockerOptions docker{};
};

struct Endpoint {
    std::string host{};
    std::uint16_t port = 0;
};

/// Whether something accepts a TCP connection there within the limit. Ask a node's own address: at
/// a published port the engine itself accepts.
bool accepts(const Endpoint& endpoint, Duration limit = std::chrono::milliseconds{200});

/// A cluster in containers. Whatever it creates carries its owner's labels, is removed by the
/// destructor, by a guardian process if this process is killed, and by the next run if both are.
class DockerCluster final : public Cluster,
                            public CanStart,
                            public CanStop,
                            public CanKill,
                            public CanPause,
                            public CanWipe,
                            public CanDisconnect,
                            public CanCut {
 public:
    /// Creates networks and nodes. Throws Misuse for a wrong spec, DockerError for the rest;
    /// nothing is left then.
    explicit DockerCluster(ClusterSpec spec);
    DockerCluster(const DockerCluster&) = delete;
    DockerCluster& operator=(const DockerCluster&) = delete;
    ~DockerCluster() override;

    /// Removes all of it now; operations that are under way or come later throw.
    void tear_down() noexcept;

    /// Creates a node without starting it. Its name must be new.
    void create(const NodeSpec& spec);
    /// Creates and starts a node.
    void spawn(const NodeSpec& spec);
    /// Creates and starts several at a time.
    void spawn(const std::vector<NodeSpec>& specs);
    /// Gives a node that does not run another image, arguments, environment or ports; what is in
    /// its `data` directories stays, all else is new. Its networks stay as they are.
    void recreate(const NodeSpec& spec);

    void start(const std::string& node) override;
    void stop(const std::string& node) override;
    void kill(const std::string& node) override;
    void pause(const std::string& node) override;
    void unpause(const std::string& node) override;
    void wipe(const std::string& node) override;
    std::vector<std::string> networks(const std::string& node) const override;
    void disconnect(const std::string& node, const std::string& network) override;
    void connect(const std::string& node, const std::string& network) override;

    /// By rules of nftables in the network namespace of who would receive, entered as root, by
    /// sudo, or by a helper container: what is cut vanishes with the container, if not before.
    void cut(const std::vector<Cut>& cuts) override;
    void restore(const std::vector<Cut>& cuts) override;
    void restore_all() override;
    std::vector<ActiveCut> active_cuts() override;
    std::optional<std::string> uncuttable() override;

    std::vector<std::string> nodes() const override;
    NodeState state(const std::string& node) override;

    /// Where the node is, or will be when it is created, on one of the cluster's networks.
    std::string address(const std::string& node, const std::string& network);
    /// Where a published port is on this machine now; it moves when a node is started again.
    Endpoint published(const std::string& node, std::uint16_t inside);

    /// Waits until `look()` is true. Throws DockerError, with the last lines of the log, when the
    /// node ends meanwhile or patience does.
    void await(const std::string& node, const std::function<bool()>& look, Patience patience = {});
    /// Runs a program in a running node.
    CommandResult exec(const std::string& node, const std::vector<std::string>& words,
                       Duration limit = std::chrono::seconds{30});

    /// What the latest start wrote; one file per start.
    std::filesystem::path log(const std::string& node) const;
    std::string last_lines(const std::string& node, std::size_t count = 20) const;

    const Docker& docker() const;
    /// What the engine calls a network or node of this cluster.
    std::string engine_name(const std::string& network_or_node) const;

 private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

/// A worker's client that knows its cluster.
template <class Client>
class DockerClient : public Client {
 public:
    // Named so as not to shadow, and warn of it, what a Client may have.
    DockerClient(std::shared_ptr<DockerCluster> sm_cluster, int sm_worker)
        : Client(*sm_cluster, sm_worker), cluster_(std::move(sm_cluster)) {}
    DockerCluster& cluster() const { return *cluster_; }

 private:
    std::shared_ptr<DockerCluster> cluster_;
};

/// A cluster as a system under test: each worker gets a `Client(DockerCluster&, int worker)`.
template <class Client>
class DockerSystem {
 public:
    explicit DockerSystem(std::shared_ptr<DockerCluster> cluster) : cluster_(std::move(cluster)) {}
    DockerClient<Client> client(int worker) { return {cluster_, worker}; }
    DockerCluster& cluster() const { return *cluster_; }
    void tear_down() { cluster_->tear_down(); }

 private:
    std::shared_ptr<DockerCluster> cluster_;
};

/// How `sm::check` makes systems of real containers; the next one is made while one is in use.
///
///     sm::check<Cmd>(sm::docker<Client>({.nodes = {{.name = "n1", .image = image}}}));
template <class Client>
auto docker(ClusterSpec spec, AheadOptions ahead = {}) {
    auto clusters = std::make_shared<Ahead<DockerCluster>>(
        [spec = std::move(spec)] { return std::make_unique<DockerCluster>(spec); }, ahead);
    return [clusters] {
        return DockerSystem<Client>(std::shared_ptr<DockerCluster>(clusters->take()));
    };
}

}  // namespace sm
