#pragma once
/// How each place of a search was reached.

#include <algorithm>

#include "search/footprint.hpp"
#include "search/search.hpp"

namespace sm::detail::inline search {

/// A forest of steps, each knowing the one before it; parents come before their children.
class BackPointers {
 public:
    using Id = std::uint32_t;
    static constexpr Id kStart = std::numeric_limits<Id>::max();

    Id add(Id before, CallId call) {
        steps_.push_back({before, call});
        return static_cast<Id>(steps_.size() - 1);
    }

    /// Forgets the step added last.
    void drop_last() { steps_.pop_back(); }

    /// The calls on the way to `id`, first to last.
    std::vector<CallId> calls(Id id) const {
        std::vector<CallId> calls;
        for (; id != kStart; id = steps_[id].before) calls.push_back(steps_[id].call);
        std::reverse(calls.begin(), calls.end());
        return calls;
    }

    /// Whether `keep_only` is due: it is when the trail has doubled since the last time.
    bool overgrown() const { return steps_.size() >= limit_; }

    /// Forgets all that does not lead to `ends`, and renumbers them.
    void keep_only(const std::vector<Id*>& ends) {
        std::vector<Id> place(steps_.size(), kStart);
        for (const auto* end : ends) {
            for (auto id = *end; id != kStart && place[id] == kStart; id = steps_[id].before) {
                place[id] = 0;
            }
        }
        Id kept = 0;
        for (std::size_t i = 0; i < steps_.size(); ++i) {
            if (place[i] == kStart) continue;
            const auto [before, call] = steps_[i];
            steps_[kept] = {before == kStart ? kStart : place[before], call};
            place[i] = kept++;
        }
        steps_.resize(kept);
        for (auto* end : ends) {
            if (*end != kStart) *end = place[*end];
        }
        limit_ = std::max(kFirstLimit, 2 * steps_.size());
    }

    std::size_t bytes() const { return footprint(steps_); }

 private:
    struct Step {
        Id before;
        CallId call;
    };
    static constexpr std::size_t kFirstLimit = 4096;

    std::vector<Step> steps_;
    std::size_t limit_ = kFirstLimit;
};

}  // namespace sm::detail::inline search
