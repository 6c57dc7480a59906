#include <sm/cluster/docker/docker_cluster.hpp>

#include <utility>

#include "cluster/docker/docker_backend.hpp"

namespace sm {

DockerCluster::DockerCluster(ClusterSpec spec)
    : NodeCluster(std::make_unique<detail::DockerBackend>(std::move(spec))) {
    build();
}

Endpoint DockerCluster::published(const std::string& node, std::uint16_t inside) {
    const auto alive = core().alive();
    return static_cast<detail::DockerNode&>(core().node(node)).published(inside);
}

const Docker& DockerCluster::docker() const {
    return detail::docker_backend(core()).around().docker;
}

std::string DockerCluster::engine_name(const std::string& network_or_node) const {
    return detail::docker_backend(core()).around().prefix + network_or_node;
}

}  // namespace sm
