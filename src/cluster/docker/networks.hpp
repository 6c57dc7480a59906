#pragma once
/// The networks of a cluster: subnets found free, created and named.

#include <sm/cluster/docker/docker_cluster.hpp>

#include <map>
#include <string>
#include <vector>

#include "cluster/net/subnet.hpp"

namespace sm::detail::inline cluster {

struct Network {
    std::string engine_name{};
    Subnet subnet{};
};

using Networks = std::map<std::string, Network>;  // by the test's name

/// Creates them all, or throws; what was created until then is the caller's to remove.
/// `prefix` begins the engine's names; `labels` are words for the command line.
Networks create_networks(const Docker& docker, const ClusterSpec& spec, const std::string& prefix,
                         const std::vector<std::string>& labels);

}  // namespace sm::detail::inline cluster
