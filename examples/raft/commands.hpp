#pragma once
/// What a key-value store promises, and the commands that put it to the test: writes, reads at each
/// level, and what befalls the servers meanwhile.

#include <sm/cluster/cluster.hpp>
#include <sm/cluster/cut.hpp>
#include <sm/fault/commands.hpp>
#include <sm/simulation/filters.hpp>
#include <sm/sm.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "client.hpp"

namespace raft::commands {

enum class Key { x, y };
using Value = sm::Below<10>;

struct Model {
    std::map<Key, std::string> kv{};
};

inline std::string text(Key key) { return key == Key::x ? "x" : "y"; }
inline std::string text(Value value) { return std::to_string(static_cast<int>(value)); }

// Clients.

struct Put {
    Key key;
    Value value;

    static Key partition(const Put& command) { return command.key; }
    void apply(Model& m) const { m.kv[key] = text(value); }
    void run(auto& client) const { client.put(text(key), text(value)); }
    static int weight(const Model&) { return 3; }
};

/// Asks one server first, which may believe to lead, or just have been elected.
struct PutAt {
    sm::InRange<1, 3> node;
    Key key;
    Value value;

    static Key partition(const PutAt& command) { return command.key; }
    void apply(Model& m) const { m.kv[key] = text(value); }
    void run(auto& client) const {
        client.ask_first(node);
        client.put(text(key), text(value));
    }
    static int weight(const Model&) { return 3; }
};

struct Append {
    Key key;
    Value value;

    static Key partition(const Append& command) { return command.key; }
    void apply(Model& m) const { m.kv[key] += text(value); }
    void run(auto& client) const { client.append(text(key), text(value)); }
    static int weight(const Model&) { return 3; }
};

struct Cas {
    Key key;
    Value expected;
    Value value;

    static Key partition(const Cas& command) { return command.key; }
    bool apply(Model& m) const {
        const auto found = m.kv.find(key);
        if (found == m.kv.end() || found->second != text(expected)) return false;
        found->second = text(value);
        return true;
    }
    bool run(auto& client) const { return client.cas(text(key), text(expected), text(value)); }
};

template <Level level>
struct Get {
    static constexpr bool read_only = true;
    Key key;

    static Key partition(const Get& command) { return command.key; }
    std::optional<std::string> apply(Model& m) const { return sm::find(m.kv, key); }
    std::optional<std::string> run(auto& client) const { return client.get(text(key), level); }
    static int weight(const Model&) { return 3; }
};

/// Asks one server first, which may believe to lead, or be far behind.
template <Level level>
struct GetAt {
    static constexpr bool read_only = true;
    sm::InRange<1, 3> node;
    Key key;

    static Key partition(const GetAt& command) { return command.key; }
    std::optional<std::string> apply(Model& m) const { return sm::find(m.kv, key); }
    std::optional<std::string> run(auto& client) const {
        return client.get_at(node, text(key), level);
    }
    static int weight(const Model&) { return 4; }
};

// Faults. They say nothing of the store, so the model does not change.

/// A server, by its place after the one that the client takes for the leader.
enum class Who { leader, next, last };

inline NodeId node_of(const Client& client, Who who) {
    auto node = client.leader();
    for (auto steps = static_cast<int>(who); steps > 0; --steps) node = client.after(node);
    return node;
}

inline std::string to_string(NodeId node) { return "n" + std::to_string(node); }

/// Cuts its power.
struct Kill {
    Who who;

    static constexpr bool read_only = true;
    void apply(Model&) const {}
    void run(auto& client) const {
        const auto node = to_string(node_of(client, who));
        if (client.cluster().state(node) == sm::NodeState::running) client.cluster().kill(node);
    }
};

/// Starts what does not run.
struct StartAll {
    static constexpr bool read_only = true;
    void apply(Model&) const {}
    void run(auto& client) const {
        for (const auto& node : client.cluster().nodes()) {
            const auto state = client.cluster().state(node);
            if (state == sm::NodeState::stopped || state == sm::NodeState::dead) {
                client.cluster().start(node);
            }
        }
    }
};

/// Cuts its power, and starts it again at once.
struct Restart {
    Who who;

    static constexpr bool read_only = true;
    void apply(Model&) const {}
    void run(auto& client) const {
        Kill{who}.run(client);
        client.cluster().start(to_string(node_of(client, who)));
    }
};

/// Cuts it off from all other servers. Clients still reach it.
struct Isolate {
    Who who;

    static constexpr bool read_only = true;
    void apply(Model&) const {}
    void run(auto& client) const {
        const auto alone = to_string(node_of(client, who));
        std::vector<sm::Cut> cuts;
        for (const auto& other : client.cluster().nodes()) {
            if (other == alone) continue;
            cuts.push_back({alone, other});
            cuts.push_back({other, alone});
        }
        client.cluster().cut(cuts);
    }
    static int weight(const Model&) { return 2; }
};

/// Cuts one link, in both directions.
struct CutLink {
    Who one;
    Who other;

    bool pre(const Model&) const { return one != other; }
    static constexpr bool read_only = true;
    void apply(Model&) const {}
    void run(auto& client) const {
        const auto a = to_string(node_of(client, one));
        const auto b = to_string(node_of(client, other));
        if (a != b) client.cluster().cut({{a, b}, {b, a}});
    }
    static int weight(const Model&) { return 2; }
};

/// It crashes and starts again, time after time, for a third of a second.
struct CrashLoop {
    Who who;

    static constexpr bool read_only = true;
    void apply(Model&) const {}
    void run(auto& client) const {
        for (int time = 0; time < 30; ++time) {
            Restart{who}.run(client);
            client.clock().wait(std::chrono::milliseconds(10));
        }
    }
};

enum class Kind { append, appended, heartbeat, vote };

/// All messages of one kind are lost.
struct Lose {
    Kind kind;

    static constexpr bool read_only = true;
    void apply(Model&) const {}
    void run(auto& client) const {
        const auto which = kind;
        for (const auto node : client.replicas()) {
            client.cluster().add_send_filter(
                node, sm::simulation::filter::drop_if([which](const Message& m) {
                    switch (which) {
                        case Kind::append:
                            return std::holds_alternative<raft::Append>(m);
                        case Kind::appended:
                            return std::holds_alternative<Appended>(m);
                        case Kind::heartbeat:
                            return std::holds_alternative<Heartbeat>(m);
                        case Kind::vote:
                            return std::holds_alternative<Vote>(m);
                    }
                    return false;
                }));
        }
    }
};

/// Four of five messages with entries are lost, so that leaders differ in what they have.
struct LoseAppends {
    static constexpr bool read_only = true;
    void apply(Model&) const {}
    void run(auto& client) const {
        for (const auto node : client.replicas()) {
            client.cluster().add_send_filter(node, sm::simulation::filter::of_type<raft::Append>(
                                                       sm::simulation::filter::drop(0.8)));
        }
    }
};

/// It is heard by the other servers, and hears none of them.
struct Deafen {
    Who who;

    static constexpr bool read_only = true;
    void apply(Model&) const {}
    void run(auto& client) const {
        const auto deaf = to_string(node_of(client, who));
        std::vector<sm::Cut> cuts;
        for (const auto& other : client.cluster().nodes()) {
            if (other != deaf) cuts.push_back({other, deaf});
        }
        client.cluster().cut(cuts);
    }
};

/// Its clock runs too fast or too slow from here on.
struct Drift {
    Who who;
    sm::OneOf<-40, 40> percent;

    static constexpr bool read_only = true;
    void apply(Model&) const {}
    void run(auto& client) const {
        client.cluster().set_drift(to_string(node_of(client, who)), percent.get() / 100.0);
    }
    static int weight(const Model&) { return 2; }
};

struct Heal {
    static constexpr bool read_only = true;
    void apply(Model&) const {}
    void run(auto& client) const {
        client.cluster().restore_all();
        client.cluster().clear_filters();
    }
};

/// What a disk has cannot be read any more. The library's other damage, writes that land elsewhere,
/// is more than this Raft promises to survive: see journal.hpp.
struct SpoilDisk {
    sm::InRange<1, 3> node;

    static constexpr bool read_only = true;
    void apply(Model&) const {}
    void run(auto& client) const {
        sm::fault::DamageDisk<Model>{{node, sm::fault::Damage::unreadable}}.run(client);
    }
};

/// Disks are as they should be again, too, but for what they have lost.
struct HealAll {
    static constexpr bool read_only = true;
    void apply(Model&) const {}
    void run(auto& client) const {
        Heal{}.run(client);
        sm::fault::Heal<Model>{}.run(client);
    }
};

/// Faults need time to do harm, more than calls take.
struct Wait {
    sm::OneOf<20, 100, 300, 1000, 3000> milliseconds;

    static constexpr bool read_only = true;
    void apply(Model&) const {}
    void run(auto& client) const {
        client.clock().wait(std::chrono::milliseconds(milliseconds.get()));
    }
    static int weight(const Model&) { return 5; }
};

/// Asks for what takes its time, and does not wait for it.
void ask_in_passing(auto& client, const auto& ask) {
    const auto usual = client.options();
    client.set(
        {.patience = std::chrono::milliseconds(60), .attempt = std::chrono::milliseconds(60)});
    try {
        ask();
    } catch (const sm::Refused&) {
    } catch (const sm::Unknown&) {
    }
    client.set(usual);
}

/// Has whoever leads die, right after those have started again that were dead before it: they are
/// there for the next election.
void end_reign(auto& client) {
    client.get("", Level::weak);  // finds the leader
    StartAll{}.run(client);
    Kill{Who::leader}.run(client);
}

/// Whoever leads sends so few messages with entries, and dies.
struct ShortReign {
    sm::Below<4> messages;

    static constexpr bool read_only = true;
    void apply(Model&) const {}
    void run(auto& client) const {
        const auto allowed = static_cast<std::uint64_t>(static_cast<int>(messages));
        client.cluster().clear_filters();
        for (const auto node : client.replicas()) {
            client.cluster().add_send_filter(node, sm::simulation::filter::of_type<raft::Append>(
                                                       sm::simulation::filter::count(allowed)));
        }
        client.get("", Level::weak);
        client.clock().wait(std::chrono::milliseconds(60));
        end_reign(client);
    }
    static int weight(const Model&) { return 3; }
};

enum class Change { add, remove };

/// Whoever leads reaches one server only with its entries, is asked to change the members, and
/// dies.
struct LonelyReign {
    sm::InRange<1, 5> reached;
    Change change;
    sm::InRange<1, 5> node;

    static constexpr bool read_only = true;
    void apply(Model&) const {}
    void run(auto& client) const {
        client.cluster().clear_filters();
        for (const auto sender : client.replicas()) {
            client.cluster().add_send_filter(
                sender, sm::simulation::filter::drop_if(
                            [only = NodeId{reached}](const sm::simulation::Packet<Message>& p) {
                                return p.to != only &&
                                       std::holds_alternative<raft::Append>(p.message);
                            }));
        }
        client.get("", Level::weak);
        ask_in_passing(client, [&] {
            change == Change::add ? client.add_server(node) : client.remove_server(node);
        });
        client.clock().wait(std::chrono::milliseconds(300));
        end_reign(client);
    }
    static int weight(const Model&) { return 3; }
};

/// Leadership is handed over.
struct Hand {
    Who to;

    static constexpr bool read_only = true;
    void apply(Model&) const {}
    void run(auto& client) const {
        const auto node = node_of(client, to);
        ask_in_passing(client, [&] { client.transfer_leader(node); });
    }
};

struct Remove {
    Who who;

    static constexpr bool read_only = true;
    void apply(Model&) const {}
    void run(auto& client) const {
        const auto node = node_of(client, who);
        ask_in_passing(client, [&] { client.remove_server(node); });
    }
};

struct Add {
    sm::InRange<1, 5> node;

    static constexpr bool read_only = true;
    void apply(Model&) const {}
    void run(auto& client) const {
        ask_in_passing(client, [&] { client.add_server(node); });
    }
};

}  // namespace raft::commands
