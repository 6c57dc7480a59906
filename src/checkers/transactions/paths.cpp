#include <algorithm>
#include <deque>
#include <limits>
#include <utility>

#include "checkers/transactions/cycles.hpp"
#include "checkers/transactions/history.hpp"

namespace sm::detail::inline checkers::transactions {

PathFinder::PathFinder(const Graph& graph, LimitWatch& limits)
    : graph_(graph), limits_(limits), arrivals_(2 * graph.nodes()) {}

std::optional<std::vector<Step>> PathFinder::path(StateId from, StateId to, Scope scope,
                                                  const Components& among, std::size_t most) {
    ++search_;
    // Breadth first with steps of cost 0 and 1: what costs nothing comes to the front.
    std::deque<StateId> next{from};
    const auto distance = [&](StateId state) {
        return arrivals_[state].search == search_ ? arrivals_[state].distance : kNone;
    };
    bool begun = false;
    while (!next.empty()) {
        const StateId state = next.front();
        next.pop_front();
        const bool first = !begun && state == from;
        if (!first && state == to) return trace(from, to);
        if (!first && std::exchange(arrivals_[state].done, true)) continue;
        const std::uint32_t here = first ? 0 : arrivals_[state].distance;
        const std::uint32_t cost = graph_.is_transaction(node_of(state)) ? 1 : 0;
        begun = true;
        ++visited_;
        limits_.step();
        if (here + cost > most) continue;
        each_next(graph_, scope, state, [&](Edge edge, StateId other) {
            if (!among.together(state, other) || distance(other) <= here + cost) return;
            arrivals_[other] = {state, edge.kind, here + cost, search_, false};
            cost == 0 ? next.push_front(other) : next.push_back(other);
        });
    }
    return std::nullopt;
}

std::vector<Step> PathFinder::trace(StateId from, StateId to) const {
    std::vector<Step> steps;
    StateId at = to;
    do {
        steps.push_back({node_of(arrivals_[at].from), arrivals_[at].kind});
        at = arrivals_[at].from;
    } while (at != from);
    std::reverse(steps.begin(), steps.end());
    return steps;
}

std::vector<Step> PathFinder::cycle(StateId through, Scope scope, const Components& among) {
    return *path(through, through, scope, among, std::numeric_limits<std::uint32_t>::max() - 1);
}

}  // namespace sm::detail::inline checkers::transactions
