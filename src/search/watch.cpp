#include "search/watch.hpp"

#include <fmt/format.h>

#include "search/bound_text.hpp"

namespace sm::detail::inline search {

Watch::Watch(const Bounds& bounds)
    : bounds_(bounds), clock_(bounds.clock == nullptr ? &steady() : bounds.clock) {
    const auto now = clock_->now();
    end_ = bounds.time > Duration::max() - now ? Duration::max() : now + bounds.time;
}

bool Watch::look() {
    if (bounds_.stop != nullptr && bounds_.stop->load(std::memory_order_relaxed)) {
        return end(Limit::stopped);
    }
    return clock_->now() >= end_ ? end(Limit::time) : true;
}

std::string Watch::reason() const {
    switch (limit_) {
        case Limit::none:
            return {};
        case Limit::stopped:
            return fmt::format("the search was stopped after {} places", nodes_);
        case Limit::nodes:
            return fmt::format("the search reached its bound of {} places", nodes_);
        case Limit::time:
            return fmt::format("the search reached its bound of {}, after {} places",
                               shown_time(bounds_.time), nodes_);
        case Limit::memory:
            return fmt::format("the search reached its bound of {} of memory, after {} places",
                               shown_bytes(bounds_.memory), nodes_);
    }
    return {};
}

}  // namespace sm::detail::inline search
