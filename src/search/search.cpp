#include "search/search.hpp"

#include "search/portfolio.hpp"

namespace sm::detail::inline search {

SearchResult linearize(std::span<const Interval> calls, StateSpace& space, const Bounds& bounds) {
    if (Timetable::row_bytes(calls) <= bounds.memory) return Portfolio(calls, space, bounds).run();
    Watch watch(bounds);
    watch.out_of_memory();
    SearchResult result;
    result.reason = watch.reason();
    return result;
}

}  // namespace sm::detail::inline search
