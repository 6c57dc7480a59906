#pragma once
/// Cycles of dependencies: shortest ones, and what kind of anomaly they are.
///
/// Derived in docs/derivations/transactions.md.

#include <optional>
#include <vector>

#include "checkers/transactions/anomalies.hpp"
#include "checkers/transactions/dependencies.hpp"
#include "checkers/transactions/graph.hpp"

namespace sm::detail::inline checkers::transactions {

/// A node of a cycle, and the edge from it to the next one.
struct Step {
    NodeId node = 0;
    Kind kind = kWw;
};

/// Finds shortest paths between states of one component. A step from a helper costs nothing.
class PathFinder {
 public:
    PathFinder(const Graph& graph, LimitWatch& limits);

    /// From one state to another, without the last node; none if there is none of at most `most`
    /// steps that cost something. From a state to itself it is a cycle.
    std::optional<std::vector<Step>> path(StateId from, StateId to, Scope scope,
                                          const Components& among, std::size_t most);
    /// A shortest cycle through a state that is on one.
    std::vector<Step> cycle(StateId through, Scope scope, const Components& among);

    /// How many states were looked at in all.
    std::size_t visited() const { return visited_; }

 private:
    struct Arrival {
        StateId from = 0;
        Kind kind = kWw;
        std::uint32_t distance = 0;
        std::uint32_t search = 0;  ///< in which it was met; of others nothing here counts
        bool done = false;
    };

    std::vector<Step> trace(StateId from, StateId to) const;

    const Graph& graph_;
    LimitWatch& limits_;
    std::vector<Arrival> arrivals_;
    std::uint32_t search_ = 0;
    std::size_t visited_ = 0;
};

/// Looks for cycles of each kind. Those that need the order of processes or of real time are looked
/// for only where they would rule out a model that nothing else has.
void find_cycles(const TransactionHistory& history, const Successions& successions,
                 const Graph& graph, Anomalies& anomalies, LimitWatch& limits);

}  // namespace sm::detail::inline checkers::transactions
