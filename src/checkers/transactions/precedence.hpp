#pragma once
/// Which of some intervals directly precede which, in time.

#include <sm/history/history.hpp>

#include <functional>
#include <span>

namespace sm::detail::inline checkers::transactions {

struct Interval {
    Timestamp invoked = 0;
    Timestamp returned = never;
};

/// Calls `visit(before, after)` for each pair of which one returned before the other's invocation,
/// but not for those that follow from others: the transitive reduction, in time near-linear in the
/// number of intervals times how many overlap.
///
/// Kept is a frontier: what has returned, except what precedes something that has returned.
void each_precedence(std::span<const Interval> intervals,
                     const std::function<void(std::size_t, std::size_t)>& visit);

}  // namespace sm::detail::inline checkers::transactions
