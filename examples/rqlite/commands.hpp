#pragma once
/// The commands that put the model to the test: faults, writes and reads.

#include <sm/sm.hpp>

#include <rapidcheck.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "model.hpp"

namespace rqlite {

/// Milliseconds. The time-out of elections must not be less than that of heartbeats: what is drawn
/// is by how much it is more.
using Heartbeat = sm::OneOf<500, 700, 1000>;
using Slack = sm::OneOf<0, 200, 500>;

inline Timeouts timeouts(Heartbeat heartbeat, Slack slack) {
    using std::chrono::milliseconds;
    return {milliseconds(heartbeat.get()), milliseconds(heartbeat.get() + slack.get())};
}

/// The commands of one model. A suite picks those it wants for its variant.
template <Start start>
struct Commands {
    using Model = rqlite::Model<start>;

    /// The leader is the most telling node to take away.
    template <class Fault>
    static rc::Gen<Fault> at_the_leader_often() {
        return rc::gen::map(
            rc::gen::weightedElement<Node>({{6, first_leader}, {1, Node::a}, {1, Node::b}}),
            [](Node node) { return Fault{node}; });
    }

    /// A node that is away and has missed something is the most telling one to read from.
    template <class Read>
    static rc::Gen<Read> where_something_is_missed(const Model& m) {
        std::vector<Node> nodes;
        for (const auto& [node, state] : m.nodes) {
            const bool away = state != NodeState::running && m.missed > 0;
            nodes.insert(nodes.end(), away ? 8 : 1, node);
        }
        return rc::gen::map(rc::gen::elementOf(std::move(nodes)),
                            [](Node node) { return Read{node}; });
    }

    /// The first node starts alone; the others ask a member to let them in.
    struct Spawn {
        Node node;
        Heartbeat heartbeat;
        Slack slack;
        std::optional<Node> join;

        bool pre(const Model& m) const {
            if (m.nodes.contains(node)) return false;
            if (m.nodes.empty()) return !join;
            return join && m.is(*join, NodeState::running) && m.majority();
        }
        void apply(Model& m) const { m.set(node, NodeState::running); }
        void run(auto& rqlite) const {
            rqlite.cluster().spawn(node, timeouts(heartbeat, slack), join);
        }
        /// Of all nodes, and of all members to join, few fit: those are drawn.
        static rc::Gen<Spawn> gen(const Model& m) {
            std::vector<Node> fresh;
            std::vector<std::optional<Node>> members;
            for (const auto node : sm::enum_values<Node>()) {
                if (!m.nodes.contains(node)) fresh.push_back(node);
                if (m.is(node, NodeState::running)) members.emplace_back(node);
            }
            if (members.empty()) members.emplace_back();
            return rc::gen::construct<Spawn>(
                rc::gen::elementOf(std::move(fresh)), rc::gen::elementOf(Heartbeat::all()),
                rc::gen::elementOf(Slack::all()), rc::gen::elementOf(std::move(members)));
        }
        static int weight(const Model& m) {
            const bool can_grow = m.nodes.size() < 3 && m.majority();
            return m.nodes.empty() || can_grow ? 12 : 0;
        }
    };

    /// Kills a node.
    struct Stop {
        Node node;

        bool pre(const Model& m) const { return m.is(node, NodeState::running); }
        void apply(Model& m, sm::Ref<Log> log) const {
            m.set(node, NodeState::stopped);
            m.logs[log] = node;
        }
        Log run(auto& rqlite) const {
            rqlite.cluster().stop(node);
            return {node};
        }
        static rc::Gen<Stop> gen(const Model&) { return at_the_leader_often<Stop>(); }
        static int weight(const Model& m) { return m.majority(1) ? 6 : 1; }
    };

    /// Starts a stopped node from its log, which the others have abandoned by then.
    struct ReSpawn {
        sm::Ref<Log> log;
        Heartbeat heartbeat;
        Slack slack;
        std::optional<Node> join;  // a node that knows its cluster does not ask

        bool pre(const Model& m) const {
            return m.logs.contains(log) && (!join || m.is(*join, NodeState::running));
        }
        void apply(Model& m) const {
            const auto found = m.logs.find(log);
            if (found == m.logs.end()) return;
            m.set(found->second, NodeState::running);
            m.logs.erase(found);
        }
        void run(auto& rqlite, const sm::Results& got) const {
            rqlite.cluster().respawn(got[log].node, timeouts(heartbeat, slack), join);
        }
        /// Whether the others have gone on meanwhile.
        std::string label(const Model& before, const sm::Nothing&) const {
            return before.missed > 0 ? "respawned from an old log" : "respawned from its log";
        }
        static int weight(const Model& m) {
            return m.logs.empty() ? 0 : m.missed > 0 || !m.majority() ? 8 : 2;
        }
    };

    /// The cluster forgets a node, which then ends.
    struct Leave {
        Node node;

        bool pre(const Model& m) const { return m.can_spare(node); }
        void apply(Model& m) const { m.set(node, NodeState::done); }
        void run(auto& rqlite) const { rqlite.cluster().leave(node); }
        static int weight(const Model& m) { return m.majority(1) ? 1 : 0; }
    };

    /// Cuts a node's raft network.
    struct Disconnect {
        Node node;

        bool pre(const Model& m) const { return m.can_spare(node); }
        void apply(Model& m) const { m.set(node, NodeState::disconnected); }
        void run(auto& rqlite) const { rqlite.cluster().disconnect(node); }
        static int weight(const Model& m) { return m.majority(1) ? 4 : 0; }
    };

    struct Connect {
        Node node;

        bool pre(const Model& m) const { return m.is(node, NodeState::disconnected); }
        void apply(Model& m) const { m.set(node, NodeState::running); }
        void run(auto& rqlite) const { rqlite.cluster().connect(node); }
        static int weight(const Model& m) { return m.count(NodeState::disconnected) > 0 ? 3 : 0; }
    };

    struct Pause {
        Node node;

        bool pre(const Model& m) const { return m.can_spare(node); }
        void apply(Model& m) const { m.set(node, NodeState::paused); }
        void run(auto& rqlite) const { rqlite.cluster().pause(node); }
        static rc::Gen<Pause> gen(const Model&) { return at_the_leader_often<Pause>(); }
        static int weight(const Model& m) { return m.majority(1) ? 8 : 0; }
    };

    struct UnPause {
        Node node;

        bool pre(const Model& m) const { return m.is(node, NodeState::paused); }
        void apply(Model& m) const { m.set(node, NodeState::running); }
        void run(auto& rqlite) const { rqlite.cluster().unpause(node); }
        static int weight(const Model& m) {
            return m.count(NodeState::paused) == 0 ? 0 : m.missed == 0 ? 1 : 8;
        }
    };

    /// Time passes. In a second every node that can be reached has learned what was written.
    struct Delay {
        sm::OneOf<1000, 300, 50> milliseconds;

        bool pre(const Model& m) const { return !m.nodes.empty(); }
        void apply(Model& m) const {
            if (milliseconds.get() >= 1000) m.settled = m.people.size();
        }
        void run(auto& rqlite) const {
            rqlite.cluster().pass(std::chrono::milliseconds(milliseconds.get()));
        }
        static int weight(const Model& m) { return m.people.empty() ? 1 : 2; }
    };

    /// Inserts a person; false if there is one of that name.
    struct Insert {
        Node node;
        Person person;

        bool pre(const Model& m) const { return m.is(node, NodeState::running) && m.majority(); }
        bool apply(Model& m) const {
            if (std::find(m.people.begin(), m.people.end(), person) != m.people.end()) return false;
            m.people.push_back(person);
            if (!m.all_run()) ++m.missed;
            return true;
        }
        bool run(auto& rqlite) const { return rqlite.cluster().insert(node, person); }
        static int weight(const Model& m) {
            if (!m.majority()) return 0;
            if (m.all_run() || m.missed > 0) return m.people.empty() ? 6 : 2;
            return m.part_lags() ? 8 : 3;
        }
    };

    /// All people, of whom none that was acknowledged may be missing.
    template <Level level>
    struct Get {
        static constexpr bool read_only = true;
        Node node;

        /// A weak read may wait at a paused node for what happens when that goes on.
        bool pre(const Model& m) const {
            if (level == Level::none) return m.answers(node);
            const bool waits =
                level == Level::weak && m.is(node, NodeState::paused) && m.missed > 0;
            return m.majority() && (waits || m.answers(node));
        }
        std::vector<Person> apply(Model& m) const { return m.people; }
        std::vector<Person> run(auto& rqlite) const { return rqlite.cluster().people(node, level); }
        static rc::Gen<Get> gen(const Model& m) { return where_something_is_missed<Get>(m); }
        static int weight(const Model& m) {
            if (m.nodes.empty() || (level != Level::none && !m.majority())) return 0;
            if (m.people.empty() || (m.part_lags() && m.missed == 0)) return 1;
            return level == Level::strong ? 5 : m.all_run() ? 2 : 8;
        }
    };

    /// All people that the node knows, as of any time after the last long Delay.
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
        static rc::Gen<GetLagging> gen(const Model& m) {
            return where_something_is_missed<GetLagging>(m);
        }
        static int weight(const Model& m) { return m.nodes.empty() ? 0 : m.settled == 0 ? 1 : 6; }
    };
};

}  // namespace rqlite
