#pragma once
/// A client's connections to the nodes of a cluster, by their names.

#include <sm/cluster/connection.hpp>
#include <sm/cluster/node_cluster.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace sm {

/// Connections to one port of every node, each made when it is first used and kept. Used by one
/// thread at a time.
///
///     sm::Connections redis(cluster, 6379);
///     redis["n1"].send("PING\r\n");
class Connections {
 public:
    /// The cluster has to outlive it. On the nodes' first networks, where none is named.
    Connections(NodeCluster& cluster, std::uint16_t port, ConnectionLimits limits = {},
                std::string network = {})
        : cluster_(&cluster), port_(port), limits_(limits), network_(std::move(network)) {}

    Connection& operator[](const std::string& node) {
        const auto known = all_.find(node);
        if (known != all_.end()) return known->second;
        Connection made(cluster_->endpoint(node, port_, network_), limits_);
        return all_.emplace(node, std::move(made)).first->second;
    }

 private:
    NodeCluster* cluster_;
    std::uint16_t port_;
    ConnectionLimits limits_;
    std::string network_;
    std::map<std::string, Connection> all_;
};

}  // namespace sm
