#pragma once
/// The two searches that take turns.

#include <map>

#include "search/back_pointers.hpp"
#include "search/frontier.hpp"
#include "search/graph.hpp"
#include "search/longest_prefix.hpp"
#include "search/watch.hpp"

namespace sm::detail::inline search {

enum class Progress : std::uint8_t {
    going,    ///< the turn is over
    valid,    ///< found an explanation
    invalid,  ///< there is none
    ended,    ///< the watch ended the search
    full,     ///< there is no more memory
};

/// How long a turn lasts, and the bytes that others hold meanwhile.
struct Turn {
    std::size_t nodes;
    std::size_t held_elsewhere;
};

/// Goes after one explanation as far as it leads, then back to the last choice. Never goes to a
/// place twice, and for that remembers all it has been to: its memory grows with its time.
class DepthFirst {
 public:
    explicit DepthFirst(Graph& graph);

    Progress run(Watch& watch, Turn turn);
    std::size_t bytes() const;
    std::vector<CallId> moves() const { return trail_.calls(end_); }
    LongestPrefix& longest_prefix() { return deepest_; }
    const BackPointers& trail() const { return trail_; }

 private:
    struct Frame {
        Graph::Cursor cursor;
        BackPointers::Id trail;
    };
    void push(const Word* node, BackPointers::Id trail);
    void pop();

    Graph* graph_;
    NodeSet seen_;
    std::vector<Word> nodes_;  // of the frames
    std::vector<Frame> frames_;
    std::vector<Word> child_;
    BackPointers trail_;
    BackPointers::Id end_ = BackPointers::kStart;
    LongestPrefix deepest_;
    bool found_ = false;
};

/// Looks at all places of a level before any of the next, those that used fewer optional calls
/// first, so that no place is looked at in vain; and forgets the level when it leaves it.
class BreadthFirst {
 public:
    explicit BreadthFirst(Graph& graph);
    /// Starts from other nodes.
    BreadthFirst(Graph& graph, const std::vector<std::vector<Word>>& starts);

    Progress run(Watch& watch, Turn turn);
    /// The highest level that it has seen a node of.
    std::uint32_t highest() const { return highest_; }
    std::size_t bytes() const;
    std::vector<CallId> moves() const { return trail_.calls(end_); }
    LongestPrefix& longest_prefix() { return deepest_; }
    const BackPointers& trail() const { return trail_; }

 private:
    void add(const Word* node, BackPointers::Id trail);
    bool take();
    Progress expand(Watch& watch, Turn& turn);
    bool next_level();

    Graph* graph_;
    std::map<std::uint32_t, Frontier> levels_;  // the one looked at, and those ahead
    std::vector<Word> node_;                    // whose moves are being made
    BackPointers::Id node_trail_ = BackPointers::kStart;
    Graph::Cursor cursor_ = 0;
    bool expanding_ = false;  // there is such a node
    std::uint32_t highest_ = 0;
    std::vector<Word> child_;
    BackPointers trail_;
    BackPointers::Id end_ = BackPointers::kStart;
    LongestPrefix deepest_;
    bool found_ = false;
};

}  // namespace sm::detail::inline search
