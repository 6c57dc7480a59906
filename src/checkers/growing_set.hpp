#pragma once
/// Sets that only grow, and are read as a whole.
///
/// Derived in docs/derivations/set.md.

#include <sm/checkers/object.hpp>

namespace sm::detail::inline checkers {

/// See judge_set: applies to a set if nothing is removed or asked for, and adds are done or open.
ObjectResult judge_growing_set(const ObjectHistory& history);

}  // namespace sm::detail::inline checkers
