#pragma once
/// A cluster of real programs, each with addresses of its own: what containers and local processes
/// have in common.

#include <sm/cluster/cluster.hpp>
#include <sm/cluster/cut.hpp>
#include <sm/os/command_line.hpp>
#include <sm/os/wait.hpp>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace sm {

class ProgramCluster : public Cluster,
                       public CanStart,
                       public CanStop,
                       public CanKill,
                       public CanPause,
                       public CanWipe,
                       public CanDisconnect,
                       public CanCut {
 public:
    /// Where the node is, or will be when it is created, on one of the cluster's networks.
    virtual std::string address(const std::string& node, const std::string& network) = 0;

    /// Waits until `look()` is true. Throws an error of the backend's, with the last lines of the
    /// log, when the node ends meanwhile or patience does.
    virtual void await(const std::string& node, const std::function<bool()>& look,
                       Patience patience = {}) = 0;

    /// Runs a program beside that of a running node, where the node's networks are.
    virtual CommandResult exec(const std::string& node, const std::vector<std::string>& words,
                               Duration limit = std::chrono::seconds{30}) = 0;

    /// What the latest start wrote; one file per start.
    virtual std::filesystem::path log(const std::string& node) const = 0;
    virtual std::string last_lines(const std::string& node, std::size_t count = 20) const = 0;

    /// Removes all of it now; operations that are under way or come later throw.
    virtual void tear_down() noexcept = 0;
};

/// A worker's client that knows its cluster.
template <class Client, class OneCluster>
class ClusterClient : public Client {
 public:
    // Named so as not to shadow, and warn of it, what a Client may have.
    ClusterClient(std::shared_ptr<OneCluster> sm_cluster, int sm_worker)
        : Client(*sm_cluster, sm_worker), cluster_(std::move(sm_cluster)) {}
    OneCluster& cluster() const { return *cluster_; }

 private:
    std::shared_ptr<OneCluster> cluster_;
};

/// A cluster as a system under test: each worker gets a `Client(OneCluster&, int worker)`.
template <class Client, class OneCluster>
class ClusterSystem {
 public:
    explicit ClusterSystem(std::shared_ptr<OneCluster> cluster) : cluster_(std::move(cluster)) {}
    ClusterClient<Client, OneCluster> client(int worker) { return {cluster_, worker}; }
    OneCluster& cluster() const { return *cluster_; }
    void tear_down() { cluster_->tear_down(); }

 private:
    std::shared_ptr<OneCluster> cluster_;
};

}  // namespace sm
