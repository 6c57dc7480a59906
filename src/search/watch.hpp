#pragma once
/// Sees to it that a search keeps to its bounds.

#include "search/footprint.hpp"
#include "search/search.hpp"

namespace sm::detail::inline search {

class Watch {
 public:
    explicit Watch(const Bounds& bounds);

    /// To be called for each place looked at; false when the search has to end. Time, stop flag and
    /// memory are looked at now and then: see `due`.
    bool count() {
        if (nodes_ >= bounds_.nodes) return end(Limit::nodes);
        ++nodes_;
        return true;
    }
    /// Whether it is time for `look`.
    bool due() const { return nodes_ % kBetweenMeasures == 0; }
    /// Looks at clock and stop flag; false when the search has to end.
    bool look();
    bool fits(std::size_t bytes) const { return bytes <= bounds_.memory; }
    /// Ends the search; false, as it has to.
    bool out_of_memory() { return end(Limit::memory); }

    bool ended() const { return limit_ != Limit::none; }
    std::size_t nodes() const { return nodes_; }
    /// Why it ended, as a sentence without its stop.
    std::string reason() const;

 private:
    enum class Limit : std::uint8_t { none, nodes, time, stopped, memory };

    bool end(Limit limit) {
        limit_ = limit;
        return false;
    }

    Bounds bounds_;
    const Clock* clock_;
    Duration end_;
    std::size_t nodes_ = 0;
    Limit limit_ = Limit::none;
};

}  // namespace sm::detail::inline search
