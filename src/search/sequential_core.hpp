#pragma once
/// The calls that a violation of sequential consistency is about: as few as can be.

#include "search/core.hpp"
#include "search/sequential.hpp"

namespace sm::detail::inline search {

/// Calls that no order true to their processes explains, though all others that may write are free
/// to take effect at any time, at most once. `order_processes` has found invalid the same calls.
Core sequential_core(std::span<const Interval> calls, const std::vector<ProcessCalls>& processes,
                     StateSpace& space, const Relaxation& relaxation = {},
                     const Bounds& bounds = {});

}  // namespace sm::detail::inline search
