#include "search/watch.hpp"

#include <fmt/format.h>

namespace sm::detail::inline search {

Watch::Watch(const Limits& limits, std::size_t most_states)
    : limits_(limits),
      most_states_(most_states),
      clock_(limits.clock == nullptr ? &steady() : limits.clock) {
    const auto now = clock_->now();
    end_ = limits.time > Duration::max() - now ? Duration::max() : now + limits.time;
}

std::string Watch::reason() const {
    switch (reached_) {
        case Reached::nothing:
            return {};
        case Reached::states:
            return fmt::format("the search reached its limit of {} states", states_);
        case Reached::time:
            return fmt::format("the search reached its limit of {}, after {} states",
                               shown_time(limits_.time), states_);
        case Reached::memory:
            return fmt::format("the search reached its limit of {} of memory, after {} states",
                               shown_bytes(limits_.memory), states_);
    }
    return {};
}

std::string shown_time(Duration time) {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
    return ms > 0 && ms % 1000 == 0 ? fmt::format("{} s", ms / 1000) : fmt::format("{} ms", ms);
}

std::string shown_bytes(std::size_t bytes) {
    if (bytes % (1U << 20) == 0) return fmt::format("{} MiB", bytes >> 20);
    if (bytes % (1U << 10) == 0) return fmt::format("{} KiB", bytes >> 10);
    return fmt::format("{} bytes", bytes);
}

}  // namespace sm::detail::inline search
