#pragma once
/// A register on three nodes in memory: the first one leads and copies to the others what it is
/// given, as far as it reaches them; each answers reads by itself. Right until nodes are cut off.

#include <sm/fault/injector.hpp>
#include <sm/sm.hpp>
#include <sm/workload/check_workload.hpp>
#include <sm/workload/generators.hpp>

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "fault/fake_cluster.hpp"

namespace replicas {

enum class Node { n1, n2, n3 };

inline std::string name(Node node) { return std::string(sm::enum_name(node)); }

class Store {
 public:
    Store() : state_(std::make_shared<State>()) {}

    void write(int key, int value) {
        const std::lock_guard lock(state_->mutex);
        for (const Node node : sm::enum_values<Node>()) {
            if (!state_->cluster.links.contains({"n1", name(node)})) {
                state_->values[{node, key}] = value;
            }
        }
    }
    int read(int key, Node node) {
        const std::lock_guard lock(state_->mutex);
        return state_->values[{node, key}];
    }

    Store& client(int) { return *this; }
    sm::fault::Injector& injector() { return state_->injector; }
    sm_test::FakeCluster& cluster() { return state_->cluster; }

 private:
    struct State {
        std::mutex mutex;
        std::map<std::pair<Node, int>, int> values;
        sm_test::FakeCluster cluster;
        sm::fault::Injector injector{cluster};
    };
    std::shared_ptr<State> state_;
};

struct Model {
    std::map<int, int> values;
};

struct Write {
    int key;
    int value;
    void apply(Model& m) const { m.values[key] = value; }
    void run(auto& store) const { store.write(key, value); }
    static int partition(const Write& c) { return c.key; }
};

struct Read {
    static constexpr bool read_only = true;
    int key;
    Node node;
    int apply(Model& m) const { return sm::find(m.values, key).value_or(0); }
    int run(auto& store) const { return store.read(key, node); }
    static int partition(const Read& c) { return c.key; }
};

using Cmd = std::variant<Write, Read>;

/// Reads and writes of so many keys, without end.
inline sm::gen::Generator reads_and_writes(int keys) {
    return sm::gen::draw_each([keys](sm::Random& random) -> Cmd {
        const int key = static_cast<int>(random.below(static_cast<std::uint64_t>(keys)));
        if (random.chance(1, 2)) return Write{key, static_cast<int>(random.below(1000))};
        return Read{key, static_cast<Node>(random.below(3))};
    });
}

}  // namespace replicas
