#pragma once
/// Where the nodes of a cluster run, chosen when the test runs.

#include <sm/cluster/node_cluster.hpp>
#include <sm/cluster/system.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace sm {

enum class Backend {
    process,  ///< local processes
    docker,   ///< containers
};

/// The backend of this name: `process`, `docker`, or `auto`, which is process where nodes can have
/// network namespaces, and docker elsewhere. Throws Misuse for another name, saying what it was
/// `given_by`: "--on", say.
Backend backend_of(const std::string& name, const std::string& given_by);

/// The backend that the environment variable SM_ON names, auto if it is not set. Throws likewise.
Backend chosen_backend();

/// Why nodes cannot run there, in one line; nothing if they can.
std::optional<std::string> why_not_usable(Backend backend);

/// Likewise for these nodes: also if their programs, or the programs that cuts need, are missing.
std::optional<std::string> why_not_usable(Backend backend, const ClusterSpec& spec);

/// A cluster of this spec. Local processes are in network namespaces, as containers are, unless
/// `ClusterSpec.isolation` says otherwise.
std::unique_ptr<NodeCluster> make_cluster(Backend backend, const ClusterSpec& spec);

/// How `sm::check` makes systems of clusters there; the next one is made while one is in use. A
/// client gets the cluster as a NodeCluster.
///
///     sm::check<Cmd>(sm::on<Client>(sm::chosen_backend(), {.nodes = ...}));
template <class Client, class Shared = detail::shared_of<Client>>
auto on(Backend backend, ClusterSpec spec, PrefetchOptions prefetch = {}) {
    return clusters<Client, Shared>(
        [backend, spec = std::move(spec)] { return make_cluster(backend, spec); }, prefetch);
}

}  // namespace sm
