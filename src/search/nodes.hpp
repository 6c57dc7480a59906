#pragma once
/// The nodes that a search has been to or waits to explore, and how it came to each.

#include <algorithm>

#include "search/search.hpp"

namespace sm::detail::inline search {

using Word = std::uint64_t;

/// How many words of a node are what.
struct NodeShape {
    std::size_t key;    ///< must be the same for nodes to be compared
    std::size_t reads;  ///< a mask of the calls in flight that only read, and are done
    std::size_t used;   ///< a mask of the optional calls used

    std::size_t words() const { return key + reads + used; }
};

/// A set of nodes, of which only the best are kept.
///
/// It spares exploring what a better node covers. Of two with one key that is the better one that
/// has done all reads that the other has, and used no optional call that the other has not. The
/// verdict stays: whatever explains the rest from the other one explains it from here, without
/// those reads, and leaving those optional calls unused for ever. (On logs with crashed clients
/// this is a factor of hundreds, and with many readers too.)
class NodeSet {
 public:
    static constexpr std::uint32_t kRejected = std::numeric_limits<std::uint32_t>::max();

    explicit NodeSet(NodeShape shape) : shape_(shape), words_(shape.words()) {}

    /// Adds a node and returns its place, or kRejected if one as good is there. Nodes that are
    /// worse are overwritten by it.
    std::uint32_t insert(const Word* node);

    const Word* operator[](std::uint32_t place) const { return &nodes_[place * words_]; }
    /// How many reads are not done and optional calls used; of two nodes the better has less.
    std::uint32_t cost(const Word* node) const;
    std::size_t bytes() const;

 private:
    std::size_t slot_of(const Word* node) const;
    std::uint32_t append(const Word* node, std::uint32_t next);
    std::uint32_t insert_best(const Word* node, std::uint32_t& head);
    bool as_good(const Word* a, const Word* b) const;
    void grow();

    NodeShape shape_;
    std::size_t words_;
    std::vector<Word> nodes_;
    std::vector<std::uint32_t> next_;   // with the same key; unused if all of a node is key
    std::vector<std::uint32_t> table_;  // first node of a key, plus one; 0 is empty
    std::uint32_t size_ = 0;
    std::size_t keys_ = 0;
};

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

    /// Whether `keep_only` is due: when the steps have doubled since the last time.
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

/// Nodes that wait to be explored, the best first.
///
/// Nodes of low cost come first, so that few are explored in vain: a better node costs less than
/// the worse ones. (None is in vain if moves only ever use optional calls up.)
class Frontier {
 public:
    static constexpr std::uint32_t kNone = NodeSet::kRejected;

    explicit Frontier(NodeShape shape) : nodes_(shape) {}

    /// Adds a node and returns its place, whose step is then to be set; kNone if it is not needed.
    std::uint32_t add(const Word* node) {
        const auto place = nodes_.insert(node);
        if (place == kNone) return kNone;
        if (place == steps_.size()) steps_.push_back(BackPointers::kStart);
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
    BackPointers::Id& step_to(std::uint32_t place) { return steps_[place]; }
    /// The last step to each node, by place.
    std::vector<BackPointers::Id>& steps() { return steps_; }

    std::size_t bytes() const {
        auto bytes = sizeof(Frontier) + nodes_.bytes() + footprint(steps_) + footprint(waiting_);
        for (const auto& some : waiting_) bytes += footprint(some);
        return bytes;
    }

 private:
    NodeSet nodes_;
    std::vector<BackPointers::Id> steps_;
    std::vector<std::vector<std::uint32_t>> waiting_;  // by cost
    std::size_t least_ = 0;                            // none waits below it
};

}  // namespace sm::detail::inline search
