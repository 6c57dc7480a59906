#pragma once
/// The searches taking turns, and what is learned between them.

#include <optional>

#include "search/reachability.hpp"
#include "search/searches.hpp"

namespace sm::detail::inline search {

/// How long turns are at first; small ones let a test see all that happens between turns.
struct Pace {
    std::size_t first_turn = 1024;
    std::size_t turn_per_call = 4;  ///< added to the first turn
    std::uint32_t window = 16;      ///< in levels
};

/// Lets the searches take turns that double, so that the one that decides first costs no more than
/// a few times what it would alone. When memory ends, depth first gives up and leaves it to breadth
/// first. After the first turn there is a survey, and if it ends well, all begins anew with what it
/// found.
class Portfolio {
 public:
    Portfolio(std::span<const Interval> calls, StateSpace& space, const Bounds& bounds,
              const Pace& pace = {});

    SearchResult run();

 private:
    static constexpr std::size_t kMostStarts = std::size_t{1} << 16;

    void start();
    bool depth_turn();
    bool breadth_turn();
    void survey();
    bool window_turn();

    template <class Search>
    bool decided(Progress progress, Search& search);
    void explain(LongestPrefix& longest_prefix, const BackPointers& trail);
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
    std::optional<Reachability> survey_;
    std::vector<StateId> all_states_;  // if the survey found them all
    std::uint32_t window_;
    SearchResult result_;
};

}  // namespace sm::detail::inline search
