#pragma once
/// Long runs in the manner of Jepsen on simulated servers: clients on one key after another, beside
/// partitions, kills and clocks that run wrong.

#include <sm/simulation/simulation.hpp>
#include <sm/sm.hpp>
#include <sm/workload/check_workload.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>

#include "client.hpp"
#include "hunt.hpp"
#include "node.hpp"

namespace raft::long_runs {

struct Model {
    std::map<std::int64_t, std::string> kv{};
};

struct Put {
    std::int64_t key;
    std::string value;

    static std::int64_t partition(const Put& command) { return command.key; }
    void apply(Model& m) const { m.kv[key] = value; }
    void run(auto& client) const { client.put(std::to_string(key), value); }
};

struct Cas {
    std::int64_t key;
    std::string expected;
    std::string value;

    static std::int64_t partition(const Cas& command) { return command.key; }
    bool apply(Model& m) const {
        const auto found = m.kv.find(key);
        if (found == m.kv.end() || found->second != expected) return false;
        found->second = value;
        return true;
    }
    bool run(auto& client) const { return client.cas(std::to_string(key), expected, value); }
};

struct Get {
    static constexpr bool read_only = true;
    std::int64_t key;

    static std::int64_t partition(const Get& command) { return command.key; }
    std::optional<std::string> apply(Model& m) const { return sm::find(m.kv, key); }
    std::optional<std::string> run(auto& client) const { return client.get(std::to_string(key)); }
};

using Cmd = std::variant<Put, Cas, Get>;

/// Six clients, two on each key for 60 calls, so many calls a second, for so long.
sm::gen::Generator run_beside_faults(sm::Duration lasts, double calls_per_second = 20);

/// Three servers on a network that loses, doubles and delays.
sm::simulation::Simulated<Node, Options> servers(Bug bug = Bug::none);

}  // namespace raft::long_runs

namespace raft {

/// Runs of an hour each, as many as there would be programs.
Find search_hours(const Search& search);

}  // namespace raft
