#pragma once
/// The same for several nodes, side by side.

#include <sm/cluster/cluster.hpp>
#include <sm/fault/partition.hpp>

#include <functional>
#include <string>

namespace sm::detail::inline fault {

/// Does it to all of them at once, in turn where the cluster is of one thread. Returns those that
/// refused, throws what else went wrong when all are done.
sm::fault::Nodes at_once(Cluster& cluster, const sm::fault::Nodes& nodes,
                         const std::function<void(const std::string&)>& task);

}  // namespace sm::detail::inline fault
