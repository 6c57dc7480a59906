#pragma once
/// How often a failure shows at least, as far as few runs can tell.

#include <sm/shrink/budget.hpp>

namespace sm::detail::inline shrink {

/// The rate that was seen, less one standard deviation of the number of failures: 5 of 5 is 0.55.
double cautious(const FailureRate& rate);

}  // namespace sm::detail::inline shrink
