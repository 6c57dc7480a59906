#include <sm/gtest.hpp>
#include <sm/sm.hpp>

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <variant>

// Weak, so that asking for it does not itself pull it out of the archive.
extern "C" [[gnu::weak]] const bool sm_gtest_hook;

namespace {

enum class Key { x, y, z };
using Value = sm::Below<5>;

class Store {
 public:
    explicit Store(bool forgets) : forgets_(forgets) {}
    void put(Key key, int value) {
        if (!forgets_ || key != Key::z) kv_[key] = value;
    }
    std::optional<int> get(Key key) const { return sm::find(kv_, key); }

 private:
    bool forgets_;
    std::map<Key, int> kv_;
};

struct Model {
    std::map<Key, int> kv;
};

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

using Cmd = std::variant<Put, Get>;

TEST(Store, BehavesLikeItsModel) {
    EXPECT_TRUE(sm::check<Cmd>([] { return Store{false}; }, {.programs = 50}));
}

TEST(Store, ThatForgetsAKeyIsConvictedInTwoCommands) {
    const auto report = sm::check<Cmd>([] { return Store{true}; }, {.corpus = ""});
    EXPECT_FALSE(report.passed);
    EXPECT_NE(report.text().find("Put{key=z, value=0}"), std::string::npos) << report.text();
}

TEST(Package, BringsTheListenerAlong) { EXPECT_NE(&sm_gtest_hook, nullptr); }

}  // namespace
