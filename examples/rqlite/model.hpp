#pragma once
/// What rqlite promises, and the commands that put it to the test.

#include <sm/sm.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <thread>
#include <vector>

#include "cluster.hpp"

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

struct Model {
    std::map<Node, NodeState> nodes;
    std::map<sm::Ref<Log>, Node> logs;  // of the stopped nodes, newest ones only
    std::vector<Person> people;         // in the order of the log
    std::size_t settled = 0;            // so many of them every node has had the time to learn

    std::optional<NodeState> state(Node node) const { return sm::find(nodes, node); }
    bool is(Node node, NodeState state) const { return this->state(node) == state; }
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
    /// Whether there are enough nodes for a leader, with so many fewer.
    bool majority(int fewer = 0) const {
        return 2 * (count(NodeState::running) - fewer) > members();
    }
    /// Whether this node can be taken away and the others still have a majority.
    bool can_spare(Node node) const { return is(node, NodeState::running) && majority(1); }
};

/// Milliseconds; rqlited wants 500 <= heartbeat <= election.
using Milliseconds = sm::OneOf<500, 700, 1000>;

inline Timeouts timeouts(Milliseconds heartbeat, Milliseconds election) {
    return {std::chrono::milliseconds(heartbeat.get()), std::chrono::milliseconds(election.get())};
}

/// Three nodes with an empty table, led by `a`. Only when there is nothing yet.
struct Ready {
    bool pre(const Model& m) const { return m.nodes.empty(); }
    void apply(Model& m) const {
        for (const auto node : sm::enum_values<Node>()) m.nodes[node] = NodeState::running;
    }
    void run(auto& rqlite) const { rqlite.take_ready(); }
    static int weight(const Model& m) { return m.nodes.empty() ? 1 : 0; }
};

/// The first node starts alone; the others ask a member to let them in.
struct Spawn {
    Node node;
    Milliseconds heartbeat, election;
    std::optional<Node> join;

    bool pre(const Model& m) const {
        if (m.nodes.contains(node) || heartbeat > election) return false;
        return m.nodes.empty() ? !join : join && m.is(*join, NodeState::running) && m.majority();
    }
    void apply(Model& m) const { m.nodes[node] = NodeState::running; }
    void run(auto& rqlite) const {
        rqlite.cluster().spawn(node, timeouts(heartbeat, election), join);
    }
    static int weight(const Model& m) { return m.nodes.size() < 3 ? 8 : 0; }
};

/// Kills a node.
struct Stop {
    Node node;

    bool pre(const Model& m) const { return m.is(node, NodeState::running); }
    void apply(Model& m, sm::Ref<Log> log) const {
        m.nodes[node] = NodeState::stopped;
        m.logs[log] = node;
    }
    Log run(auto& rqlite) const {
        rqlite.cluster().stop(node);
        return {node};
    }
};

/// Starts a stopped node from its log, which the others have left behind by then.
struct ReSpawn {
    sm::Ref<Log> log;
    Milliseconds heartbeat, election;
    std::optional<Node> join;  // a member that is known to the others need not ask

    bool pre(const Model& m) const {
        return m.logs.contains(log) && heartbeat <= election &&
               (!join || m.is(*join, NodeState::running));
    }
    void apply(Model& m) const {
        const auto node = m.logs.at(log);
        m.nodes[node] = NodeState::running;
        m.logs.erase(log);
    }
    void run(auto& rqlite, const sm::Results& got) const {
        rqlite.cluster().respawn(got[log].node, timeouts(heartbeat, election), join);
    }
    static int weight(const Model& m) { return m.logs.empty() ? 0 : 3; }
};

/// The cluster forgets a node, which then ends.
struct Leave {
    Node node;

    bool pre(const Model& m) const { return m.can_spare(node); }
    void apply(Model& m) const { m.nodes[node] = NodeState::done; }
    void run(auto& rqlite) const { rqlite.cluster().leave(node); }
};

/// Cuts a node's raft network.
struct Disconnect {
    Node node;

    bool pre(const Model& m) const { return m.can_spare(node); }
    void apply(Model& m) const { m.nodes[node] = NodeState::disconnected; }
    void run(auto& rqlite) const { rqlite.cluster().disconnect(node); }
    static int weight(const Model& m) { return m.majority(1) ? 2 : 0; }
};

struct Connect {
    Node node;

    bool pre(const Model& m) const { return m.is(node, NodeState::disconnected); }
    void apply(Model& m) const { m.nodes[node] = NodeState::running; }
    void run(auto& rqlite) const { rqlite.cluster().connect(node); }
    static int weight(const Model& m) { return m.count(NodeState::disconnected) > 0 ? 1 : 0; }
};

struct Pause {
    Node node;

    bool pre(const Model& m) const { return m.can_spare(node); }
    void apply(Model& m) const { m.nodes[node] = NodeState::paused; }
    void run(auto& rqlite) const { rqlite.cluster().pause(node); }
    static int weight(const Model& m) { return m.majority(1) ? 2 : 0; }
};

struct UnPause {
    Node node;

    bool pre(const Model& m) const { return m.is(node, NodeState::paused); }
    void apply(Model& m) const { m.nodes[node] = NodeState::running; }
    void run(auto& rqlite) const { rqlite.cluster().unpause(node); }
    static int weight(const Model& m) { return m.count(NodeState::paused) > 0 ? 2 : 0; }
};

/// Time passes. In a second every node that can be reached has learned what was written.
struct Delay {
    sm::OneOf<50, 300, 1000> milliseconds;

    bool pre(const Model& m) const { return !m.nodes.empty(); }
    void apply(Model& m) const {
        if (milliseconds.get() >= 1000) m.settled = m.people.size();
    }
    void run(auto&) const {
        std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds.get()));
    }
};

/// Inserts a person; false if there is one of that name.
struct Insert {
    Node node;
    Person person;

    bool pre(const Model& m) const { return m.is(node, NodeState::running) && m.majority(); }
    bool apply(Model& m) const {
        if (std::find(m.people.begin(), m.people.end(), person) != m.people.end()) return false;
        m.people.push_back(person);
        return true;
    }
    bool run(auto& rqlite) const { return rqlite.cluster().insert(node, person); }
    static int weight(const Model& m) { return m.majority() ? 4 : 0; }
};

/// All people, of whom none that was acknowledged may be missing.
template <Level level>
struct Get {
    static constexpr bool read_only = true;
    Node node;

    /// A weak read may wait at a paused node for what happens when that goes on.
    bool pre(const Model& m) const {
        if (level == Level::none) return m.answers(node);
        const bool waits = level == Level::weak && m.is(node, NodeState::paused);
        return m.majority() && (waits || m.answers(node));
    }
    std::vector<Person> apply(Model& m) const { return m.people; }
    std::vector<Person> run(auto& rqlite) const { return rqlite.cluster().people(node, level); }
    static int weight(const Model& m) { return m.nodes.empty() ? 0 : 4; }
};

/// All people that the node knows, as of any time after the last long Delay began.
struct GetLagging {
    static constexpr bool read_only = true;
    Node node;

    bool pre(const Model& m) const { return m.answers(node); }
    std::vector<Person> apply(Model& m) const { return m.people; }
    bool post(const Model& m, const std::vector<Person>& got) const {
        return got.size() >= m.settled && got.size() <= m.people.size() &&
               std::equal(got.begin(), got.end(), m.people.begin());
    }
    std::vector<Person> run(auto& rqlite) const {
        return rqlite.cluster().people(node, Level::none);
    }
    static int weight(const Model& m) { return m.nodes.empty() ? 0 : 4; }
};

}  // namespace rqlite
