#pragma once
/// The graph of dependencies between transactions, of nodes and edges alone.
///
/// Derived in docs/derivations/transactions.md.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "checkers/transactions/limit_watch.hpp"

namespace sm::detail::inline checkers::transactions {

using NodeId = std::uint32_t;

/// Kinds of edges, as bits of a set of kinds.
enum Kind : std::uint8_t {
    kWw = 1,       ///< overwrote
    kWr = 2,       ///< was read by
    kRw = 4,       ///< read what the other overwrote
    kProcess = 8,  ///< returned before the other began, in the same process
    kRealtime = 16,
    kPass = 32,  ///< out of a hub: goes on as what led into it
};

/// A set of kinds.
using Kinds = std::uint8_t;

struct Edge {
    NodeId to = 0;
    Kind kind = kWw;

    friend bool operator==(Edge a, Edge b) = default;
    friend bool operator<(Edge a, Edge b) { return a.to != b.to ? a.to < b.to : a.kind < b.kind; }
};

/// Nodes 0 to `transactions` - 1 are transactions. Those after them stand for many edges in few:
/// a hub, that all of some transactions precede all of some others; an instant, that all that
/// returned by it precede all that began after it. An edge between transactions is a path between
/// them through such helpers only, of the kind of its first edge.
class Graph {
 public:
    explicit Graph(std::size_t transactions) : transactions_(transactions), nodes_(transactions) {}

    NodeId add_helper() { return static_cast<NodeId>(nodes_++); }
    void add(NodeId from, NodeId to, Kind kind) { loose_.push_back({from, {to, kind}}); }
    /// Puts the edges in order, without copies; none may be added after it.
    void finish(LimitWatch& limits);

    std::size_t transactions() const { return transactions_; }
    std::size_t nodes() const { return nodes_; }
    bool is_transaction(NodeId node) const { return node < transactions_; }
    std::span<const Edge> from(NodeId node) const {
        return std::span(edges_).subspan(starts_[node], starts_[node + 1] - starts_[node]);
    }
    /// How many edges of the kind there are, one for each way into a helper.
    std::size_t count(Kind kind) const;

 private:
    struct Loose {
        NodeId from;
        Edge edge;
    };

    std::size_t transactions_;
    std::size_t nodes_;
    std::vector<Loose> loose_;
    std::vector<std::uint32_t> starts_;
    std::vector<Edge> edges_;
};

/// What part of a graph is looked at.
struct Scope {
    Kinds kinds = 0;
    /// Whether no two anti-dependencies may come in sequence. A state is a node and whether it was
    /// come to by one; cycles of states are then the closed walks that snapshot isolation forbids.
    bool apart = false;
};

/// A node, twice, and one more if it was come to by an anti-dependency and that counts.
using StateId = std::uint32_t;

constexpr NodeId node_of(StateId state) { return state / 2; }

/// Calls `visit(edge, next state)` for each edge out of a state that is in the scope.
template <class Visit>
void each_next(const Graph& graph, Scope scope, StateId state, Visit&& visit) {
    for (const Edge& edge : graph.from(node_of(state))) {
        if ((edge.kind & (scope.kinds | kPass)) == 0) continue;
        StateId flag = 0;
        if (scope.apart) {
            flag = edge.kind == kPass ? state % 2 : edge.kind == kRw ? 1 : 0;
            if (edge.kind == kRw && state % 2 == 1) continue;
        }
        visit(edge, 2 * edge.to + flag);
    }
}

/// The strongly connected components of more than one state.
struct Components {
    std::vector<std::uint32_t> of;  ///< by state; kNone where the state is on no cycle
    std::size_t count = 0;
    std::vector<NodeId> members;  ///< the nodes on cycles, in order

    bool together(StateId a, StateId b) const;
};

/// Of the part of the graph that is within `among`, and so of all cycles of a larger scope.
Components components(const Graph& graph, Scope scope, const Components& among, LimitWatch& limits);
/// Of the whole graph.
Components components(const Graph& graph, Scope scope, LimitWatch& limits);

}  // namespace sm::detail::inline checkers::transactions
