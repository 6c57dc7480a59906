#pragma once
/// A cluster of containers: networks, nodes at fixed addresses, and their capabilities.

#include <sm/cluster/docker/docker.hpp>
#include <sm/cluster/node_cluster.hpp>
#include <sm/cluster/system.hpp>
#include <sm/os/endpoint.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace sm {

/// A cluster in containers. Whatever it creates carries its owner's labels, is removed by the
/// destructor, by a reaper process if this process is killed, and by the next run if both are.
///
/// A node's directory is the first of its `data`, else "/". One without an image runs its program
/// in an image made of that and of the shared libraries that it is linked with, in the directory
/// /data.
class DockerCluster final : public NodeCluster {
 public:
    /// Creates networks and nodes. Throws Misuse for a wrong spec, DockerError for the rest;
    /// nothing is left then.
    explicit DockerCluster(ClusterSpec spec);

    /// Where a published port is on this machine now; it moves when a node is started again.
    Endpoint published(const std::string& node, std::uint16_t inside);

    const Docker& docker() const;
    /// What the engine calls a network or node of this cluster.
    std::string engine_name(const std::string& network_or_node) const;
};

template <class Client, class Shared = detail::shared_of<Client>>
using DockerSystem = ClusterSystem<Client, DockerCluster, Shared>;

/// How `sm::check` makes systems of real containers; the next one is made while one is in use.
///
///     sm::check<Cmd>(sm::docker<Client>({.nodes = sm::nodes(3, {.image = image})}));
template <class Client, class Shared = detail::shared_of<Client>>
auto docker(ClusterSpec spec, PrefetchOptions prefetch = {}) {
    return clusters<Client, Shared>(
        [spec = std::move(spec)] { return std::make_unique<DockerCluster>(spec); }, prefetch);
}

}  // namespace sm
