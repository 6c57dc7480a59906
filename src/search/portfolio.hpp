#pragma once
/// The searches taking turns: whichever is fast on this history decides it.
///
/// Derived in docs/derivations/search.md.

#include <optional>

#include "search/breadth_first.hpp"
#include "search/reachability.hpp"

namespace sm::detail::inline search {

/// How long turns are at first; small ones let a test see all that happens between turns.
struct Pace {
    std::size_t first_turn = 1024;
    std::size_t turn_per_call = 4;  ///< added to the first turn
    std::uint32_t window = 16;      ///< in levels
};

/// Depth first finds explanations fast, breadth first needs little memory, and the window convicts
/// a long history by its end alone. Nobody knows beforehand which of them decides, so they take
/// turns that double: the one that decides first costs no more than a few times what it would
/// alone. When memory ends, depth first gives up and leaves it to breadth first. After the first
/// turn the reachable states are explored, and if they are few, all begins anew with what they
/// show.
///
/// The verdict is that of the one that decides, and each of them decides rightly.
class Portfolio {
 public:
    Portfolio(std::span<const Interval> calls, StateSpace& space, const Limits& limits,
              std::size_t most_states = unlimited, const Pace& pace = {});

    SearchResult run();

 private:
    void start();
    bool depth_turn();
    bool breadth_turn();
    bool window_turn();
    void explore_states();

    bool decided(Progress progress, const Trace& trace);
    std::size_t held_by_searches() const;

    std::vector<Interval> calls_;
    std::vector<Kind> kinds_;
    Memo memo_;
    StateId initial_;
    Watch watch_;
    std::size_t turn_;
    std::optional<Graph> graph_;
    std::optional<DepthFirst> depth_;
    std::optional<BreadthFirst> breadth_;
    std::optional<Reachability> reachability_;
    std::vector<StateId> all_states_;  // if all are known
    std::uint32_t window_;
    SearchResult result_;
};

}  // namespace sm::detail::inline search
