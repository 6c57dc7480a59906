#pragma once
/// The algorithm: the graph that is searched, and the search that back-tracks through it.

#include "search/memo.hpp"
#include "search/nodes.hpp"
#include "search/timetable.hpp"

namespace sm::detail::inline search {

/// Its nodes are configurations: a level of the timetable, a state, and the calls that took effect.
/// A move lets one more call take effect.
///
/// A node is `words()` words: level and state; masks of the calls in flight that took effect, first
/// of those that may write, then of those that only read; a mask of the optional calls that did.
class Graph {
 public:
    static constexpr CallId kNoCall = std::numeric_limits<CallId>::max();
    using Cursor = std::uint32_t;  ///< which moves from a node were made

    /// The calls have to outlive it; `kinds` as for a Timetable.
    Graph(std::span<const Interval> calls, std::vector<Kind> kinds, StateId initial, Memo& memo);

    std::size_t words() const { return shape_.words(); }
    NodeShape shape() const { return shape_; }
    const Timetable& table() const { return table_; }

    static std::uint32_t level(const Word* node) { return static_cast<std::uint32_t>(*node >> 32); }
    static StateId state(const Word* node) { return static_cast<StateId>(*node); }
    bool done(const Word* node) const { return level(node) == table_.levels(); }
    /// How many calls took effect before their return, or have none.
    std::uint32_t ahead(const Word* node) const;

    /// Where the search starts. Calls that take effect on the way are added to `order`, if given.
    void start(Word* node, std::vector<CallId>* order = nullptr);
    /// Writes the node after the next move and returns its call; kNoCall after the last one.
    CallId next(const Word* node, Cursor& cursor, Word* child);
    /// The calls that have not taken effect and could be next, whatever their answers.
    std::vector<CallId> candidates(const Word* node) const;
    /// All calls that took effect, given those of the moves only.
    std::vector<CallId> replay(const std::vector<CallId>& moves, Word* node);
    /// Nodes that are as good as any that the level can be reached with, from whatever comes before
    /// it, if these are all states; none if there would be more than `most`.
    std::vector<std::vector<Word>> best_case(std::uint32_t level,
                                             const std::vector<StateId>& states, std::size_t most);

    std::size_t bytes() const { return table_.bytes() + memo_->bytes(); }

 private:
    static constexpr Word kNextLevel = Word{1} << 32;

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
    static void set_state(Word* node, StateId state) {
        *node = (*node & ~Word{std::numeric_limits<StateId>::max()}) | state;
    }
    void take_effect(Word* node, CallId call, StateId to) const {
        node[word_of(call)] |= bit_of(call);
        set_state(node, to);
    }
    CallId move(const Word* node, CallId call, StateId to, Word* child);
    void settle(Word* node, std::vector<CallId>* order);
    void read_all(Word* node, std::vector<CallId>* order);
    bool twin_is_earlier(const Word* node, std::span<const Timetable::InFlight> row,
                         std::uint32_t twin) const;
    bool twin_is_earlier(const Word* node, std::uint32_t optional) const;

    Timetable table_;
    Memo* memo_;
    StateId initial_;
    NodeShape shape_;
    std::vector<std::uint32_t> base_;  // by call: the first word of the mask it is in
};

/// The last level that a search came to, for the explanation of a failure.
class LongestPrefix {
 public:
    void visit(const Graph& graph, const Word* node, BackPointers::Id step);

    bool seen() const { return seen_; }
    std::uint32_t level() const { return level_; }
    /// The last step of the shortest order that leads there.
    BackPointers::Id step() const { return step_; }
    /// The states on that level, that of the shortest order first.
    std::vector<StateId> states() const;
    bool more_states() const { return more_states_; }

 private:
    void add_state(StateId state);

    std::uint32_t level_ = 0;
    bool seen_ = false;
    std::uint32_t fewest_ahead_ = std::numeric_limits<std::uint32_t>::max();
    BackPointers::Id step_ = BackPointers::kStart;
    StateId state_ = 0;
    std::vector<StateId> states_;
    bool more_states_ = false;
};

/// What a search leaves behind: how it came to its nodes, and how far.
struct Trace {
    BackPointers steps;
    bool found = false;                           ///< an explanation
    BackPointers::Id end = BackPointers::kStart;  ///< its last step
    LongestPrefix longest_prefix;
};

/// The order that explains all calls, if one was found.
std::vector<CallId> explanation(Graph& graph, const Trace& trace);
/// How far the calls can be explained, if none was.
Counterexample counterexample(Graph& graph, const Trace& trace);

/// How many states a search explores in a turn, and the bytes that others hold meanwhile.
struct Turn {
    std::size_t states = unlimited;
    std::size_t held_elsewhere = 0;
};

/// Follows one explanation as far as it leads, then goes back to the last choice. Never explores a
/// node twice, and for that remembers all that it has been to: its memory grows with its time.
class DepthFirst {
 public:
    explicit DepthFirst(Graph& graph);

    Progress run(Watch& watch, Turn turn = {});
    const Trace& trace() const { return trace_; }
    std::size_t bytes() const;

 private:
    struct Frame {
        Graph::Cursor cursor;
        BackPointers::Id step;
    };
    void push(BackPointers::Id step);
    void back_track();

    Graph* graph_;
    NodeSet seen_;
    std::vector<Word> nodes_;  // of the frames
    std::vector<Frame> frames_;
    std::vector<Word> child_;  // the node that the last move led to
    Trace trace_;
};

}  // namespace sm::detail::inline search
