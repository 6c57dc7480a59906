#pragma once
/// Changes of the members as faults, which are undone like others.

#include <sm/fault/injector.hpp>

#include "cluster.hpp"

namespace etcd {

/// Teaches the injector `grow`, by so many nodes, which leave when that is healed, and `shrink`, by
/// these nodes, for each of which a new one joins when that is healed. What the cluster refuses
/// until its patience ends is thrown on.
void add_membership(sm::fault::Injector& injector, Cluster& cluster);

}  // namespace etcd
