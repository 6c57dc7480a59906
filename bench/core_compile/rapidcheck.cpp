// The same test with the peer rc::state.

#include <rapidcheck.h>
#include <rapidcheck/state.h>

#include "store.hpp"

struct Model {
    std::map<Key, int> kv;
};

using Command = rc::state::Command<Model, Store>;

Key key_of_model() { return *rc::gen::element(Key::x, Key::y, Key::z); }
int value_of_model() { return *rc::gen::inRange(0, 5); }

struct Put : Command {
    Key key = key_of_model();
    int value = value_of_model();

    void apply(Model& m) const override { m.kv[key] = value; }
    void run(const Model&, Store& store) const override { store.put(key, value); }
    void show(std::ostream& os) const override { os << "Put " << int(key) << ' ' << value; }
};
struct Get : Command {
    Key key = key_of_model();

    void run(const Model& m, Store& store) const override {
        const auto at = m.kv.find(key);
        RC_ASSERT(store.get(key) == (at == m.kv.end() ? std::nullopt : std::optional(at->second)));
    }
    void show(std::ostream& os) const override { os << "Get " << int(key); }
};
struct Cas : Command {
    Key key = key_of_model();
    int from = value_of_model();
    int to = value_of_model();

    void checkPreconditions(const Model& m) const override { RC_PRE(m.kv.contains(key)); }
    void apply(Model& m) const override {
        if (m.kv[key] == from) m.kv[key] = to;
    }
    void run(const Model& m, Store& store) const override {
        RC_ASSERT(store.cas(key, from, to) == (m.kv.at(key) == from));
    }
    void show(std::ostream& os) const override {
        os << "Cas " << int(key) << ' ' << from << ' ' << to;
    }
};

int main() {
    const bool passed = rc::check([] {
        Store store;
        rc::state::check(Model{}, store, rc::state::gen::execOneOfWithArgs<Put, Get, Cas>());
    });
    return passed ? 0 : 1;
}
