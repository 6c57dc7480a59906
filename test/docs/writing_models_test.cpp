// The snippets of docs/writing-models.md and docs/options.md, each where it belongs.
#include <sm/gtest.hpp>
#include <sm/value/to_string.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "store.hpp"

namespace {

using namespace std::chrono_literals;

namespace models {

enum class Key { x, y, z };
using Value = sm::Below<5>;
using Store = StoreOf<Key>;
struct Model {
    std::map<Key, int> kv;
};
struct Put {
    Key key;
    Value value;
    void apply(Model& m) const { m.kv[key] = value; }
    void run(auto& store) const { store.put(key, value); }
};
#include "writing-models.md.2.inc"
struct Cas {
    Key key;
    Value from;
    Value to;
    bool apply(Model& m) const {
        const auto at = m.kv.find(key);
        return at != m.kv.end() && at->second == from && (at->second = to, true);
    }
    auto run(auto& store) const { return store.cas(key, from, to); }
    std::string label(const Model&, const bool& swapped) const {
        return swapped ? "cas succeeded" : "";
    }
};
const auto make = [] { return Store{}; };

TEST(WritingModels, AModelAndItsCommands){
#include "writing-models.md.1.inc"
}

TEST(WritingModels, LabelsThatAreRequired) {
    using Cmd = std::variant<Put, Get, Cas>;
#include "writing-models.md.10.inc"
}

TEST(OptionsDocument, SetsThemInCode) {
    using Cmd = std::variant<Put, Get, Cas>;
#include "options.md.1.inc"
}

}  // namespace models

namespace lagging {

enum class Person { ann, bob, cid };
struct Model {
    std::vector<Person> people;
    std::size_t settled = 0;
};
struct Add {
    Person person;
    void apply(Model& m) const { m.people.push_back(person); }
    void run(auto& list) const { list.people.push_back(person); }
};
struct Settle {
    void apply(Model& m) const { m.settled = m.people.size(); }
    void run(auto& list) const { list.settled = list.people.size(); }
};
struct Read {
#include "writing-models.md.3.inc"
    std::vector<Person> run(auto& list) const { return list.settled_people(); }
};
struct List {
    std::vector<Person> people;
    std::size_t settled = 0;
    std::vector<Person> settled_people() const {
        return {people.begin(), people.begin() + static_cast<std::ptrdiff_t>(settled)};
    }
};
struct ForgetfulList : List {
    std::vector<Person> settled_people() const { return {}; }
};
using Cmd = std::variant<Add, Settle, Read>;

TEST(WritingModels, PostAllowsAReadThatLags) {
    EXPECT_TRUE(sm::check<Cmd>([] { return List{}; }));
    EXPECT_FALSE(sm::check<Cmd>([] { return ForgetfulList{}; }, {.corpus = ""}).passed);
}

}  // namespace lagging

namespace accepting {

struct Model {
    int count = 0;
    std::set<int> ids;
};
#include "writing-models.md.4.inc"
struct Counter {
    int last = 0;
    int create() { return last += 7; }
};
struct Repeating {
    int create() { return 7; }
};

TEST(WritingModels, AcceptFollowsWhatTheSystemChooses) {
    EXPECT_TRUE(sm::check<std::variant<Create>>([] { return Counter{}; }));
    EXPECT_FALSE(
        sm::check<std::variant<Create>>([] { return Repeating{}; }, {.corpus = ""}).passed);
}

}  // namespace accepting

namespace refusing {

struct Model {
    bool connected = false;
    std::vector<int> sent;
};
#include "writing-models.md.5.inc"
/// Refuses every second connection.
struct Server {
    int asked = 0;
    bool connected = false;
    void connect() {
        if (asked++ % 2 == 0) throw sm::Refused("full");
        connected = true;
    }
    void send(int) {
        if (!connected) throw std::logic_error("not connected");
    }
};

TEST(WritingModels, ACommandWhosePreconditionHoldsNoMoreIsNotRun) {
    const auto report = sm::check<std::variant<Connect, Send>>([] { return Server{}; });
    EXPECT_TRUE(report);
    EXPECT_GT(report.statistics.calls(sm::Ending::not_run), 0U);
}

}  // namespace refusing

namespace references {

struct Handle {
    int number;
};
struct Model {
    std::set<sm::Ref<Handle>> open;
};
#include "writing-models.md.6.inc"
struct Files {
    int next = 0;
    std::set<int> open_ones;
    Handle open() {
        open_ones.insert(next);
        return {next++};
    }
    void close(Handle handle) {
        if (open_ones.erase(handle.number) == 0) throw std::runtime_error("not open");
    }
};

TEST(WritingModels, ReferencesNameEarlierAnswers) {
    EXPECT_TRUE((sm::check<std::variant<Open, Close>>([] { return Files{}; })));
}

}  // namespace references

namespace own_types {

class Person {
 public:
    Person() = default;
    Person(std::string name, int age) : name_(std::move(name)), age_(age) {}
#include "writing-models.md.7.inc"

 private:
    std::string name_;
    int age_ = 0;
};
enum class Code { ok = 200, not_found = 404 };
#include "writing-models.md.8.inc"
#include "writing-models.md.9.inc"

TEST(WritingModels, TypesOfOnesOwnAreShownByTheirFields) {
    EXPECT_EQ(sm::to_string(Person("ann", 30)), "Person{name=\"ann\", age=30}");
    EXPECT_EQ(sm::to_string(Box<int>{}), "Box<int>{value=0}");
    EXPECT_EQ(sm::to_string(Box<Box<std::string>>{}),
              "Box<Box<string>>{value=Box<string>{value=\"\"}}");
    EXPECT_EQ(sm::to_string(Code::not_found), "not_found");
}

}  // namespace own_types

}  // namespace
