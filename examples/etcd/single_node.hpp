#pragma once
/// One node of etcd as a local process, and what it promises whoever uses it alone: what was
/// acknowledged is there, also after the node was killed, on whatever disk.

#include <sm/cluster/process/process_cluster.hpp>
#include <sm/sm.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <variant>

#include "client.hpp"
#include "server.hpp"

namespace etcd::single {

inline constexpr const char* only_node = "n1";

/// Throws what `program` throws.
inline sm::ClusterSpec cluster(const std::string& version) {
    sm::NodeSpec spec{.name = only_node, .program = program(version).string()};
    spec.arguments = [](const sm::NodeContext& of) -> sm::Arguments {
        const auto clients = "http://" + of.address() + ":2379";
        const auto peers = "http://" + of.address() + ":2380";
        return {"--name=" + of.name,
                "--data-dir=data",
                "--logger=zap",
                "--listen-client-urls=" + clients,
                "--advertise-client-urls=" + clients,
                "--listen-peer-urls=" + peers,
                "--initial-advertise-peer-urls=" + peers,
                "--initial-cluster=" + of.name + "=" + peers,
                "--heartbeat-interval=10",
                "--election-timeout=50"};
    };
    spec.ready = [](sm::NodeCluster& all, const std::string& name) {
        return Client(all.endpoint(name, client_port)).status().leader != 0;
    };
    return {.name = "etcd", .nodes = {spec}};
}

/// A single worker's, who is also the operator.
struct NodeClient : Client {
    NodeClient(sm::ProcessCluster& cluster, int)
        : Client(cluster.endpoint(only_node, client_port)) {}
};

enum class Key { x, y };
using Value = sm::Below<100>;

struct Model {
    std::map<Key, int> kv;
    bool up = true;
    bool slow = false;
};

inline std::string text(Key key) { return std::string(sm::enum_name(key)); }

struct Put {
    Key key;
    Value value;
    static int weight(const Model&) { return 4; }
    bool pre(const Model& m) const { return m.up; }
    void apply(Model& m) const { m.kv[key] = value; }
    void run(auto& client) const { client.put(text(key), std::to_string(value)); }
};

struct Get {
    Key key;
    static constexpr bool read_only = true;
    static int weight(const Model&) { return 3; }
    bool pre(const Model& m) const { return m.up; }
    std::optional<int> apply(Model& m) const { return sm::find(m.kv, key); }
    std::optional<int> run(auto& client) const {
        const auto got = client.get(text(key));
        if (!got) return std::nullopt;
        return std::stoi(got->value);
    }
};

struct Kill {
    static int weight(const Model&) { return 3; }
    bool pre(const Model& m) const { return m.up; }
    void apply(Model& m) const { m.up = false; }
    void run(auto& client) const { client.cluster().kill(only_node); }
};

struct Restart {
    static int weight(const Model&) { return 9; }
    bool pre(const Model& m) const { return !m.up; }
    void apply(Model& m) const { m.up = true; }
    void run(auto& client) const {
        client.cluster().start(only_node);
        client.cluster().await_ready(only_node);
    }
};

/// From now on every write to its log takes a while, as on a disk that is busy. Tests are too short
/// to fill the log's first segment.
struct SlowDisk {
    static int weight(const Model&) { return 3; }
    bool pre(const Model& m) const { return !m.slow; }
    void apply(Model& m) const { m.slow = true; }
    void run(auto& client) const {
        const auto* const log = "data/member/wal/0000000000000000-0000000000000000.wal";
        client.cluster().fail_disk(
            only_node,
            {.calls = {"write"}, .files = {log}, .latency = std::chrono::milliseconds{100}});
    }
};

using Cmd = std::variant<Put, Get, Kill, Restart, SlowDisk>;

}  // namespace etcd::single
