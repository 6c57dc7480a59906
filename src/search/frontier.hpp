#pragma once
/// Nodes that wait to be looked at, the best first.

#include <algorithm>

#include "search/back_pointers.hpp"
#include "search/node_set.hpp"

namespace sm::detail::inline search {

/// Nodes of low cost come first, so that few are looked at in vain: a better node costs less than
/// the worse ones. (None is in vain if moves only ever use optional calls up.)
class Frontier {
 public:
    static constexpr std::uint32_t kNone = NodeSet::kRejected;

    explicit Frontier(GraphShape shape) : nodes_(shape) {}

    /// Adds a node and returns its place, whose trail is then to be set; kNone if it is not needed.
    std::uint32_t add(const Word* node) {
        const auto place = nodes_.insert(node);
        if (place == kNone) return kNone;
        if (place == trails_.size()) trails_.push_back(BackPointers::kStart);
        const auto cost = nodes_.cost(node);
        if (cost >= waiting_.size()) waiting_.resize(cost + 1);
        waiting_[cost].push_back(place);
        least_ = std::min<std::size_t>(least_, cost);
        return place;
    }

    /// The place of the next node, each once; kNone if there is none left.
    std::uint32_t take() {
        for (; least_ < waiting_.size(); ++least_) {
            while (!waiting_[least_].empty()) {
                const auto place = waiting_[least_].back();
                waiting_[least_].pop_back();
                // A better one may have taken its place, and then waits for itself.
                if (nodes_.cost(nodes_[place]) == least_) return place;
            }
        }
        return kNone;
    }

    const Word* operator[](std::uint32_t place) const { return nodes_[place]; }
    BackPointers::Id& trail(std::uint32_t place) { return trails_[place]; }
    std::vector<BackPointers::Id>& trails() { return trails_; }

    std::size_t bytes() const {
        auto bytes = sizeof(Frontier) + nodes_.bytes() + footprint(trails_) + footprint(waiting_);
        for (const auto& some : waiting_) bytes += footprint(some);
        return bytes;
    }

 private:
    NodeSet nodes_;
    std::vector<BackPointers::Id> trails_;
    std::vector<std::vector<std::uint32_t>> waiting_;  // by cost
    std::size_t least_ = 0;                            // none waits below it
};

}  // namespace sm::detail::inline search
