#pragma once
/// What one node of etcd promises whoever uses it alone: what was acknowledged is there, also after
/// the node was killed, on whatever disk.

#include <sm/sm.hpp>

#include <map>
#include <optional>
#include <string>
#include <variant>

#include "single_node.hpp"

namespace etcd::single {

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
    void run(auto& system) const { system.node().put(text(key), std::to_string(value)); }
};

struct Get {
    Key key;
    static constexpr bool read_only = true;
    static int weight(const Model&) { return 3; }
    bool pre(const Model& m) const { return m.up; }
    std::optional<int> apply(Model& m) const { return sm::find(m.kv, key); }
    std::optional<int> run(auto& system) const {
        const auto got = system.node().get(text(key));
        if (!got) return std::nullopt;
        return std::stoi(*got);
    }
};

struct Kill {
    static int weight(const Model&) { return 3; }
    bool pre(const Model& m) const { return m.up; }
    void apply(Model& m) const { m.up = false; }
    void run(auto& system) const { system.node().kill(); }
};

struct Restart {
    static int weight(const Model&) { return 9; }
    bool pre(const Model& m) const { return !m.up; }
    void apply(Model& m) const { m.up = true; }
    void run(auto& system) const { system.node().restart(); }
};

struct SlowDisk {
    static int weight(const Model&) { return 3; }
    bool pre(const Model& m) const { return !m.slow; }
    void apply(Model& m) const { m.slow = true; }
    void run(auto& system) const { system.node().slow_disk(); }
};

using Cmd = std::variant<Put, Get, Kill, Restart, SlowDisk>;

}  // namespace etcd::single
