#pragma once
/// Faults that do less than a fault does.

#include <sm/spec/fault.hpp>

#include <vector>

namespace sm::detail::inline workload {

/// A partition without the cuts of one of its nodes, in one direction only, or without one cut;
/// other faults with one item less in a list of their arguments. The boldest come first.
std::vector<Fault> narrower(const Fault& fault);

}  // namespace sm::detail::inline workload
