#pragma once
/// Remembers the last level that a search came to, for the explanation of a failure.

#include "search/back_pointers.hpp"
#include "search/graph.hpp"

namespace sm::detail::inline search {

class LongestPrefix {
 public:
    void visit(const Graph& graph, const Word* node, BackPointers::Id trail) {
        const auto level = Graph::level(node);
        if (seen_ && level < level_) return;
        if (!seen_ || level > level_) reset(level);
        add_state(Graph::state(node));
        const auto ahead = graph.ahead(node);
        if (ahead >= fewest_ahead_) return;
        fewest_ahead_ = ahead;
        trail_ = trail;
        state_ = Graph::state(node);
    }

    bool seen() const { return seen_; }
    std::uint32_t level() const { return level_; }
    BackPointers::Id& trail() { return trail_; }
    /// The states on that level, that of the shortest order first.
    std::vector<StateId> states() const {
        std::vector<StateId> states{state_};
        for (const auto state : states_) {
            if (state != state_ && states.size() < states_shown) states.push_back(state);
        }
        return states;
    }
    bool more_states() const { return more_states_; }

 private:
    void reset(std::uint32_t level) {
        level_ = level;
        seen_ = true;
        fewest_ahead_ = std::numeric_limits<std::uint32_t>::max();
        states_.clear();
        more_states_ = false;
    }

    void add_state(StateId state) {
        if (more_states_) return;
        for (const auto known : states_) {
            if (known == state) return;
        }
        if (states_.size() == states_shown) {
            more_states_ = true;
        } else {
            states_.push_back(state);
        }
    }

    std::uint32_t level_ = 0;
    bool seen_ = false;
    std::uint32_t fewest_ahead_ = std::numeric_limits<std::uint32_t>::max();
    BackPointers::Id trail_ = BackPointers::kStart;
    StateId state_ = 0;
    std::vector<StateId> states_;
    bool more_states_ = false;
};

}  // namespace sm::detail::inline search
