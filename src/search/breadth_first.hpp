#pragma once
/// The search level by level: it decides what depth first has no memory for.

#include <map>

#include "search/linearizability.hpp"

namespace sm::detail::inline search {

/// Explores all nodes of a level before any of the next, those that used fewer optional calls
/// first, so that none is explored in vain; and forgets the level when it leaves it.
///
/// The verdict is that of depth first: the graph is the same, no move leads to a lower level, and
/// all nodes that can be reached are explored unless one of them is the end.
class BreadthFirst {
 public:
    explicit BreadthFirst(Graph& graph);
    /// Starts from other nodes.
    BreadthFirst(Graph& graph, const std::vector<std::vector<Word>>& starts);

    Progress run(Watch& watch, Turn turn = {});
    /// The highest level that it has seen a node of.
    std::uint32_t highest() const { return highest_; }
    const Trace& trace() const { return trace_; }
    std::size_t bytes() const;

 private:
    void add(const Word* node, BackPointers::Id step);
    bool take();
    Progress expand(Watch& watch, Turn& turn);
    bool next_level();

    Graph* graph_;
    std::map<std::uint32_t, Frontier> levels_;  // the one explored, and those ahead
    std::vector<Word> node_;                    // whose moves are being made
    BackPointers::Id node_step_ = BackPointers::kStart;
    Graph::Cursor cursor_ = 0;
    bool expanding_ = false;  // there is such a node
    std::uint32_t highest_ = 0;
    std::vector<Word> child_;
    Trace trace_;
};

}  // namespace sm::detail::inline search
