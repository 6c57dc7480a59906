#include <sm/history/encoding.hpp>
#include <sm/value/to_string.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace {

using namespace std::chrono_literals;
using sm::Ending;
using sm::History;
using sm::Outcome;
using sm::history::Operation;
using sm::history::Value;

enum class Key { x, y };

struct Model {
    std::map<Key, int> values;
};

/// Told by its name and fields.
struct Write {
    Key key;
    int value;
    void apply(Model&) const {}
    void run(auto&) const {}
    static Key partition(const Write& write) { return write.key; }
};

struct Read {
    Key key;
    std::optional<int> apply(Model&) const { return {}; }
    std::optional<int> run(auto&) const { return {}; }
    static Key partition(const Read& read) { return read.key; }
};

/// Says itself how it is told.
struct Replace {
    static constexpr std::string_view function = "cas";
    Key key;
    int old;
    int fresh;
    Value input() const { return Value::list({Value::integer(old), Value::integer(fresh)}); }
    Value output(bool swapped) const { return Value::text(swapped ? "swapped" : "kept"); }
    static bool took_effect(bool swapped) { return swapped; }
    bool apply(Model&) const { return false; }
    bool run(auto&) const { return false; }
    static Key partition(const Replace& replace) { return replace.key; }
};

/// Of no key.
struct ReadAll {
    std::map<std::string, int> apply(Model&) const { return {}; }
    std::map<std::string, int> run(auto&) const { return {}; }
};

struct Move {
    int from;
    int to;
    std::chrono::milliseconds within;
    void apply(Model&) const {}
    void run(auto&) const {}
};

struct Rename {
    Key key;
    Key to;
    void apply(Model&) const {}
    void run(auto&) const {}
    static Key partition(const Rename& rename) { return rename.key; }
};

using Cmd = std::variant<Write, Read, Replace, ReadAll, Move, Rename>;

/// A history of one call, by worker 3 from 1000 ns to 1500 ns.
template <class C>
History<Cmd> called(C command, Outcome<sm::response_of<C>> outcome) {
    History<Cmd> history;
    history.entries.push_back({1, 3, 1000, 1500, sm::Call<C>{command, std::move(outcome)}});
    return history;
}

template <class C>
Operation encoded(C command, Outcome<sm::response_of<C>> outcome) {
    return sm::history::operations_of(called(command, std::move(outcome))).at(0);
}

template <class C>
Operation answered(C command, sm::response_of<C> answer = {}) {
    return encoded(command, {Ending::answered, std::move(answer), ""});
}

TEST(Encoding, TellsACommandByItsNameKeyFieldsAndAnswer) {
    EXPECT_EQ(to_string(answered(Write{Key::y, 4})), "3 :write :y 4 → :ok");
    EXPECT_EQ(to_string(answered(Read{Key::x}, 7)), "3 :read :x → 7");
    EXPECT_EQ(to_string(answered(Read{Key::x})), "3 :read :x → nil");
    EXPECT_EQ(to_string(answered(ReadAll{}, {{"a", 1}})), "3 :read-all → {\"a\" 1}");
    EXPECT_EQ(to_string(answered(Move{1, 2, 5ms})), "3 :move [1 2 \"5ms\"] → :ok");
}

TEST(Encoding, LetsACommandSayHowItIsTold) {
    EXPECT_EQ(to_string(answered(Replace{Key::x, 1, 2}, true)), "3 :cas :x [1 2] → \"swapped\"");
}

TEST(Encoding, TellsACallThatAnsweredButDidNotHappenAsRefused) {
    const auto operation = answered(Replace{Key::x, 1, 2}, false);
    EXPECT_EQ(operation.ending, Ending::refused);
    EXPECT_TRUE(operation.answer.is_nothing());
}

TEST(Encoding, LeavesOutOnlyTheFieldThatIsTheKey) {
    const auto operation = answered(Rename{Key::x, Key::x});
    EXPECT_EQ(operation.key, Value::name("x"));
    EXPECT_EQ(operation.value, Value::name("x")) << "equal to the key, but another field";
}

TEST(Encoding, KeepsTheReasonOfARefusalOrSilence) {
    const auto refused = encoded(Read{Key::x}, {Ending::refused, {}, "no leader"});
    EXPECT_TRUE(refused.refused());
    EXPECT_EQ(refused.error, Value::text("no leader"));
    EXPECT_TRUE(answered(Read{Key::x}, 1).error.is_nothing());
}

TEST(Encoding, LeavesACallOfUnknownOutcomeWithoutAReturnButWithTheTimeOfItsEnd) {
    for (const Ending ending : {Ending::unknown, Ending::timed_out, Ending::threw}) {
        const auto operation = encoded(Write{Key::x, 1}, {ending, {}, "slow"});
        EXPECT_TRUE(operation.indeterminate());
        EXPECT_EQ(operation.returned, sm::never);
        EXPECT_EQ(operation.began, 0ns);
        EXPECT_EQ(operation.ended, 500ns);
    }
}

TEST(Encoding, CountsEventsByTheirOrderEqualOnesAlike) {
    History<Cmd> history;
    const auto add = [&](int worker, sm::Timestamp invoked, sm::Timestamp returned) {
        const sm::Call<Read> call{{Key::x}, {Ending::answered, std::optional<int>(1), ""}};
        history.entries.push_back({0, worker, invoked, returned, call});
    };
    add(0, 100, 900);
    add(1, 400, 900);
    add(2, 200, 400);
    const auto operations = sm::history::operations_of(history);
    std::vector<std::vector<sm::Timestamp>> seen;
    for (const auto& one : operations) seen.push_back({one.process, one.invoked, one.returned});
    EXPECT_EQ(seen, (std::vector<std::vector<sm::Timestamp>>{{0, 0, 3}, {2, 1, 2}, {1, 2, 3}}));
    EXPECT_EQ(operations[1].began, 100ns);
    EXPECT_EQ(operations[1].ended, 300ns);
}

TEST(Encoding, EncodesAnyPlainValue) {
    const auto shown = [](const auto& value) {
        return to_string(sm::history::to_value(sm::to_tree(value)));
    };
    EXPECT_EQ(shown(7), "7");
    EXPECT_EQ(shown(true), "true");
    EXPECT_EQ(shown(0.5), "0.5");
    EXPECT_EQ(shown(std::string("a \"b\"")), "\"a \\\"b\\\"\"");
    EXPECT_EQ(shown(Key::y), ":y");
    EXPECT_EQ(shown(std::optional<int>()), "nil");
    EXPECT_EQ(shown(sm::Nothing{}), "nil");
    EXPECT_EQ(shown(std::optional<int>(3)), "3");
    EXPECT_EQ(shown(std::vector<int>{1, 2}), "[1 2]");
    EXPECT_EQ(shown(std::map<Key, int>{{Key::x, 1}}), "{:x 1}");
    EXPECT_EQ(shown(Write{Key::x, 1}), "{:key :x, :value 1}");
    EXPECT_EQ(shown(20ms), "\"20ms\"");
    EXPECT_EQ(shown(std::variant<int, Key>(Key::x)), "[:Key :x]");
}

TEST(Encoding, MakesAFunctionOfATypesName) {
    EXPECT_EQ(sm::detail::function_of_name("Read"), "read");
    EXPECT_EQ(sm::detail::function_of_name("ReadAll"), "read-all");
    EXPECT_EQ(sm::detail::function_of_name("Insert<int>"), "insert");
}

}  // namespace
