#pragma once
/// The places of a search and the moves between them.

#include <bit>

#include "search/memo.hpp"
#include "search/node_set.hpp"
#include "search/timetable.hpp"

namespace sm::detail::inline search {

/// A node is `words()` words: level and state; masks of the calls in flight that took effect, first
/// of those that may write, then of those that only read; a mask of the optional calls that took
/// effect. A move lets one more call take effect.
class Graph {
 public:
    static constexpr CallId kNoCall = std::numeric_limits<CallId>::max();
    using Cursor = std::uint32_t;

    /// The calls have to outlive it; `kinds` as for a Timetable.
    Graph(std::span<const Interval> calls, std::vector<Kind> kinds, StateId initial, Memo& memo);

    std::size_t words() const { return shape_.words(); }
    GraphShape shape() const { return shape_; }
    const Timetable& table() const { return table_; }

    static std::uint32_t level(const Word* node) { return static_cast<std::uint32_t>(*node >> 32); }
    static StateId state(const Word* node) { return static_cast<StateId>(*node); }
    bool done(const Word* node) const { return level(node) == table_.levels(); }
    /// How many calls took effect before their return, or have none.
    std::uint32_t ahead(const Word* node) const;

    /// Where the search starts. Calls that take effect on the way are added to `order`, if given.
    void start(Word* node, std::vector<CallId>* order = nullptr);
    /// Nodes that are as good as any that the level can be reached with, from whatever comes before
    /// it, if these are all states; none if there would be more than `most`.
    std::vector<std::vector<Word>> best_case(std::uint32_t level,
                                             const std::vector<StateId>& states, std::size_t most);
    /// Writes the node after the next move and returns its call; kNoCall after the last one. The
    /// call that is due is tried first, then the others in flight, then the optional ones.
    CallId next(const Word* node, Cursor& cursor, Word* child);
    /// All calls that took effect, given those of the moves only.
    std::vector<CallId> replay(const std::vector<CallId>& moves, Word* node);
    /// The calls that have not taken effect and could be next, whatever their answers.
    std::vector<CallId> candidates(const Word* node) const;

    std::size_t bytes() const { return table_.bytes() + memo_->bytes(); }

 private:
    StateId step(StateId from, CallId call) { return memo_->step(from, table_.kind(call), call); }
    std::size_t word_of(CallId call) const {
        return base_[call] + table_.slot(call) / std::numeric_limits<Word>::digits;
    }
    Word bit_of(CallId call) const {
        return Word{1} << (table_.slot(call) % std::numeric_limits<Word>::digits);
    }
    bool took_effect(const Word* node, CallId call) const {
        return (node[word_of(call)] & bit_of(call)) != 0;
    }
    bool twin_is_earlier(const Word* node, std::span<const Timetable::InFlight> row,
                         std::uint32_t twin) const;
    void settle(Word* node, std::vector<CallId>* order);
    void read_all(Word* node, std::vector<CallId>* order);
    CallId next_in_flight(const Word* node, Cursor& cursor, Word* child);
    CallId next_optional(const Word* node, Cursor& cursor, Word* child);
    void effect(Word* node, CallId call, StateId to) const;

    Timetable table_;
    Memo* memo_;
    StateId initial_;
    GraphShape shape_;
    std::vector<std::uint32_t> base_;  // by call: the first word of the mask it is in
};

}  // namespace sm::detail::inline search
