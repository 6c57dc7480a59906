// The test that core-compile compiles: a store of three commands against its model.

#include <sm/sm.hpp>

#include "store.hpp"

struct Model {
    std::map<Key, int> kv;
};

using Value = sm::Below<5>;

struct Put {
    Key key;
    Value value;
    void apply(Model& m) const { m.kv[key] = value; }
    void run(auto& store) const { store.put(key, value); }
};
struct Get {
    Key key;
    std::optional<int> apply(Model& m) const { return sm::find(m.kv, key); }
    auto run(auto& store) const { return store.get(key); }
};
struct Cas {
    Key key;
    Value from, to;
    bool pre(const Model& m) const { return m.kv.contains(key); }
    bool apply(Model& m) const {
        const auto at = m.kv.find(key);
        return at != m.kv.end() && at->second == from && (at->second = to, true);
    }
    auto run(auto& store) const { return store.cas(key, from, to); }
};
using Cmd = std::variant<Put, Get, Cas>;

int main() {
    return sm::check<Cmd>([] { return Store{}; }) ? 0 : 1;
}
