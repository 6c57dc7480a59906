#pragma once
/// The faults of a test of etcd: the library's by name, and changes of the members.

#include <sm/base/clock.hpp>
#include <sm/workload/nemesis.hpp>

#include <string>
#include <vector>

namespace etcd {

/// The packages of these names for a cluster of so many nodes; `membership` is one more:
///
///   membership   grow: a new node joins, and leaves when that is healed;
///                shrink: a node is removed, and a new one joins for it when that is healed
///
/// Throws sm::Misuse for names that make no sense, and sm::Unsupported for `clock`, saying why.
sm::workload::NemesisPackage nemesis_of(const std::string& names, int nodes, sm::Duration interval);

/// The names that there are, without those that are always refused.
std::vector<std::string> nemesis_names();

}  // namespace etcd
