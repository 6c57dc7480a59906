#pragma once
/// Where the bars of a drawn history begin and end.

#include <sm/judge/explanation.hpp>

#include <span>
#include <vector>

namespace sm::detail::inline judge {

/// A bar from one column to another, both included; an open one ends with the drawing.
struct Bar {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool open = false;
};

struct Bars {
    std::vector<Bar> bars;
    std::size_t width = 0;
};

/// Lays out bars at least as long as `lengths`, each beginning and end in a column of its own
/// unless their timestamps are equal: then the calls overlap.
Bars wide_bars(std::span<const DrawnCall> calls, const std::vector<std::size_t>& lengths);

/// Lays out the shortest bars: calls that overlap do so, and calls that do not, do not.
Bars short_bars(std::span<const DrawnCall> calls);

}  // namespace sm::detail::inline judge
