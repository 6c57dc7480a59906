#pragma once
/// One node of etcd as a local process, on a disk that can be slow.

#include <sm/cluster/process/process_cluster.hpp>

#include <memory>
#include <optional>
#include <string>

#include "client.hpp"

namespace etcd {

/// Requests throw what Client throws; operations on the node sm::ProcessError, sm::Unsupported, and
/// sm::Misuse in a state in which they make no sense.
class SingleNode {
 public:
    /// Starts a node of this version with no data, and waits until it is ready.
    explicit SingleNode(const std::string& version);

    void put(const std::string& key, const std::string& value);
    std::optional<std::string> get(const std::string& key);

    /// As `kill -9`, at once.
    void kill();
    /// Starts it with the data it had, and waits until it is ready.
    void restart();
    /// From now on every write to its log takes a while, as on a disk that is busy.
    void slow_disk();

 private:
    void await_ready();

    sm::ProcessCluster cluster_{{.name = "etcd"}};
    std::optional<Client> client_;
};

/// How `sm::check` makes systems of single nodes; the next ones are made while one is in use.
class SingleNodes {
 public:
    explicit SingleNodes(std::string version);
    std::shared_ptr<SingleNode> take() const;

 private:
    std::shared_ptr<sm::Prefetch<SingleNode>> ahead_;
};

/// The system under test; a single worker's, who is also the operator.
class SingleNodeSystem {
 public:
    explicit SingleNodeSystem(std::shared_ptr<SingleNode> node) : node_(std::move(node)) {}
    SingleNodeSystem client(int) const { return *this; }
    SingleNode& node() const { return *node_; }

 private:
    std::shared_ptr<SingleNode> node_;
};

/// Why a version cannot be tested here: nothing if it can.
std::optional<std::string> no_single_node(const std::string& version);

}  // namespace etcd
