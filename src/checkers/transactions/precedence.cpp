#include "checkers/transactions/precedence.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace sm::detail::inline checkers::transactions {

void each_precedence(std::span<const Interval> intervals,
                     const std::function<void(std::size_t, std::size_t)>& visit) {
    std::vector<std::size_t> by_invocation(intervals.size());
    std::iota(by_invocation.begin(), by_invocation.end(), std::size_t{0});
    auto by_return = by_invocation;
    std::stable_sort(by_invocation.begin(), by_invocation.end(),
                     [&](auto a, auto b) { return intervals[a].invoked < intervals[b].invoked; });
    std::stable_sort(by_return.begin(), by_return.end(),
                     [&](auto a, auto b) { return intervals[a].returned < intervals[b].returned; });
    std::vector<std::size_t> frontier;
    auto next = by_return.begin();
    for (const std::size_t after : by_invocation) {
        for (; intervals[*next].returned < intervals[after].invoked; ++next) {
            std::erase_if(frontier, [&](std::size_t each) {
                return intervals[each].returned < intervals[*next].invoked;
            });
            frontier.push_back(*next);
        }
        for (const std::size_t before : frontier) visit(before, after);
    }
}

}  // namespace sm::detail::inline checkers::transactions
