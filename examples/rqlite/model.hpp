#pragma once
/// What rqlite promises: the state of the nodes, and one table that all of them agree on.

#include <sm/sm.hpp>

#include <algorithm>
#include <map>
#include <vector>

#include "words.hpp"

namespace rqlite {

enum class NodeState {
    running,
    disconnected,  // its raft network is cut; requests still reach it
    stopped,       // killed; its log is kept
    paused,        // frozen, with its connections open
    done,          // it left the cluster, and ended
};

/// The log that a stopped node leaves behind.
struct Log {
    Node node;
};

/// What there is before the first command.
enum class Start {
    nothing,
    ready,  // three nodes with an empty table, led by `first_leader`
};

inline std::map<Node, NodeState> nodes_at(Start start) {
    std::map<Node, NodeState> nodes;
    if (start == Start::nothing) return nodes;
    for (const auto node : sm::enum_values<Node>()) nodes[node] = NodeState::running;
    return nodes;
}

template <Start start>
struct Model {
    std::map<Node, NodeState> nodes = nodes_at(start);
    std::map<sm::Ref<Log>, Node> logs;  // of the stopped nodes
    std::vector<Person> people;         // in the order of the log
    std::size_t missed = 0;             // so many were written while a node was away
    std::size_t settled = 0;            // so many every node has had the time to learn

    bool is(Node node, NodeState state) const {
        const auto found = nodes.find(node);
        return found != nodes.end() && found->second == state;
    }
    /// Whether requests get through to it.
    bool answers(Node node) const {
        return is(node, NodeState::running) || is(node, NodeState::disconnected);
    }
    std::ptrdiff_t count(NodeState state) const {
        return std::count_if(nodes.begin(), nodes.end(),
                             [&](const auto& node) { return node.second == state; });
    }
    std::ptrdiff_t members() const {
        return static_cast<std::ptrdiff_t>(nodes.size()) - count(NodeState::done);
    }
    bool all_run() const { return count(NodeState::running) == members(); }
    /// Whether there are enough nodes for a leader, with so many fewer.
    bool majority(int fewer = 0) const {
        return 2 * (count(NodeState::running) - fewer) > members();
    }
    /// Whether this node can be taken away and the others still have a majority.
    bool can_spare(Node node) const { return is(node, NodeState::running) && majority(1); }
    void set(Node node, NodeState state) {
        nodes[node] = state;
        if (all_run()) missed = 0;
    }
    /// Whether a node is away that can be read from, or will be when it is thawed.
    bool part_lags() const { return count(NodeState::paused) + count(NodeState::disconnected) > 0; }
};

}  // namespace rqlite
