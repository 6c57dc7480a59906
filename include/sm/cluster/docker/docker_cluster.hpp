#pragma once
/// A cluster of containers: networks, nodes at fixed addresses, and what can be done to them.

#include <sm/cluster/docker/docker.hpp>
#include <sm/cluster/network.hpp>
#include <sm/cluster/prefetch.hpp>
#include <sm/cluster/program_cluster.hpp>
#include <sm/os/endpoint.hpp>

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

/// A cluster in containers. Whatever it creates carries its owner's labels, is removed by the
/// destructor, by a reaper process if this process is killed, and by the next run if both are.
class DockerCluster final : public ProgramCluster {
 public:
    /// Creates networks and nodes. Throws Misuse for a wrong spec, DockerError for the rest;
    /// nothing is left then.
    explicit DockerCluster(ClusterSpec spec);
    DockerCluster(const DockerCluster&) = delete;
    DockerCluster& operator=(const DockerCluster&) = delete;
    ~DockerCluster() override;

    void tear_down() noexcept override;

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

    std::string address(const std::string& node, const std::string& network) override;
    /// Where a published port is on this machine now; it moves when a node is started again.
    Endpoint published(const std::string& node, std::uint16_t inside);

    void await(const std::string& node, const std::function<bool()>& look,
               Patience patience = {}) override;
    /// Runs a program in the container.
    CommandResult exec(const std::string& node, const std::vector<std::string>& words,
                       Duration limit = std::chrono::seconds{30}) override;

    std::filesystem::path log(const std::string& node) const override;
    std::string last_lines(const std::string& node, std::size_t count = 20) const override;

    const Docker& docker() const;
    /// What the engine calls a network or node of this cluster.
    std::string engine_name(const std::string& network_or_node) const;

 private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

template <class Client>
using DockerSystem = ClusterSystem<Client, DockerCluster>;

/// How `sm::check` makes systems of real containers; the next one is made while one is in use.
///
///     sm::check<Cmd>(sm::docker<Client>({.nodes = {{.name = "n1", .image = image}}}));
template <class Client>
auto docker(ClusterSpec spec, PrefetchOptions ahead = {}) {
    auto clusters = std::make_shared<Prefetch<DockerCluster>>(
        [spec = std::move(spec)] { return std::make_unique<DockerCluster>(spec); }, ahead);
    return [clusters] {
        return DockerSystem<Client>(std::shared_ptr<DockerCluster>(clusters->take()));
    };
}

}  // namespace sm
