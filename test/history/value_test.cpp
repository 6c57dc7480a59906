#include <sm/base/misuse.hpp>
#include <sm/history/value.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <thread>

namespace {

using sm::history::Value;
using Kind = Value::Kind;

Value number(std::int64_t value) { return Value::integer(value); }

std::string misuse(const std::function<void()>& act) {
    try {
        act();
    } catch (const sm::Misuse& misuse) {
        return misuse.what();
    }
    return "no Misuse";
}

/// One of each kind, smaller first.
std::vector<Value> all_kinds() {
    return {Value(),
            Value::boolean(false),
            Value::boolean(true),
            number(-1),
            number(7),
            Value::real(std::nan("")),
            Value::real(-std::numeric_limits<double>::infinity()),
            Value::real(7),
            Value::text(""),
            Value::text("a"),
            Value::name("a"),
            Value::name("ab"),
            Value::list({}),
            Value::list({number(1)}),
            Value::list({number(1), number(0)}),
            Value::list({number(2)}),
            Value::set({number(2)}),
            Value::map({{number(2), Value()}})};
}

TEST(Value, IsShownAsClojureWritesIt) {
    EXPECT_EQ(to_string(Value()), "nil");
    EXPECT_EQ(to_string(Value::boolean(true)), "true");
    EXPECT_EQ(to_string(number(-3)), "-3");
    EXPECT_EQ(to_string(Value::real(2)), "2.0");
    EXPECT_EQ(to_string(Value::real(0.1)), "0.1");
    EXPECT_EQ(to_string(Value::real(1e300)), "1e+300");
    EXPECT_EQ(to_string(Value::real(std::nan(""))), "##NaN");
    EXPECT_EQ(to_string(Value::real(-INFINITY)), "##-Inf");
    EXPECT_EQ(to_string(Value::text("a\"b\\\n")), "\"a\\\"b\\\\\\n\"");
    EXPECT_EQ(to_string(Value::name("append")), ":append");
    EXPECT_EQ(to_string(Value::list({number(1), Value()})), "[1 nil]");
    EXPECT_EQ(to_string(Value::set({number(2), number(1), number(2)})), "#{1 2}");
    EXPECT_EQ(to_string(Value::map({{Value::name("b"), number(1)}, {Value::name("a"), number(2)}})),
              "{:a 2, :b 1}");
}

TEST(Value, IsOrderedByKindThenByContent) {
    const auto all = all_kinds();
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t j = 0; j < all.size(); ++j) {
            EXPECT_EQ(all[i] < all[j], i < j) << to_string(all[i]) << " " << to_string(all[j]);
            EXPECT_EQ(all[i] == all[j], i == j) << to_string(all[i]) << " " << to_string(all[j]);
        }
    }
}

TEST(Value, ThatEqualsAnotherHasItsHash) {
    const auto some = all_kinds();
    const auto others = all_kinds();
    for (std::size_t i = 0; i < some.size(); ++i) {
        EXPECT_EQ(some[i], others[i]);
        EXPECT_EQ(some[i].hash(), others[i].hash());
    }
    EXPECT_EQ(Value::real(0.0), Value::real(-0.0));
    EXPECT_EQ(Value::real(0.0).hash(), Value::real(-0.0).hash());
}

TEST(Value, HasHashesThatDifferWhereValuesDo) {
    EXPECT_NE(number(1).hash(), number(2).hash());
    EXPECT_NE(Value::text("a").hash(), Value::name("a").hash());
    EXPECT_NE(Value::list({number(1), number(2)}).hash(),
              Value::list({number(2), number(1)}).hash());
    EXPECT_NE(Value::list({}).hash(), Value::list({Value::list({})}).hash());
}

TEST(Value, OfSetsAndMapsIsTheSameHoweverItWasWritten) {
    EXPECT_EQ(Value::set({number(1), number(2)}), Value::set({number(2), number(1), number(1)}));
    EXPECT_EQ(Value::map({{number(1), number(5)}, {number(2), number(6)}}),
              Value::map({{number(2), number(6)}, {number(1), number(5)}}));
}

TEST(Value, RefusesAMapWithAKeyTwice) {
    EXPECT_EQ(misuse([] {
                  Value::map({{number(1), number(5)}, {number(1), number(6)}});
              }),
              "a map has the key 1 twice; each key may be there once");
}

TEST(Value, GivesTheContentOfItsKindOnly) {
    EXPECT_EQ(Value::name("x").text(), "x");
    EXPECT_EQ(Value::map({{number(1), number(5)}}).items().size(), 2U);
    EXPECT_EQ(misuse([] { static_cast<void>(Value::text("3").integer()); }),
              "cannot read an integer: \"3\" is a text");
    EXPECT_EQ(misuse([] { static_cast<void>(number(3).real()); }),
              "cannot read a real: 3 is an integer");
    EXPECT_EQ(misuse([] { static_cast<void>(Value().items()); }),
              "cannot read its items: nil is nothing");
    EXPECT_EQ(misuse([] { static_cast<void>(number(1).boolean()); }),
              "cannot read a boolean: 1 is an integer");
    EXPECT_EQ(misuse([] { static_cast<void>(Value::list({}).text()); }),
              "cannot read a text: [] is a list");
}

TEST(Value, SharesWhatIsLargeAmongCopies) {
    const Value list = Value::list({Value::text("a")});
    const Value copy = list;  // NOLINT(performance-unnecessary-copy-initialization)
    EXPECT_EQ(copy.items().data(), list.items().data());
}

TEST(Value, LeavesNothingWhereItWasMovedFrom) {
    Value from = Value::text("a");
    const Value to = std::move(from);
    EXPECT_EQ(to.text(), "a");
    EXPECT_TRUE(from.is_nothing());  // NOLINT(bugprone-use-after-move)
}

TEST(Value, CanBecomeAnItemOfItself) {
    Value item = Value::list({Value::list({Value::text("inner")})});
    item = item.items()[0];
    EXPECT_EQ(to_string(item), "[\"inner\"]");
    item = item.items()[0];
    EXPECT_EQ(item.text(), "inner");
    const Value& same = item;
    item = same;
    EXPECT_EQ(item.text(), "inner");
}

TEST(Value, MayBeCopiedByManyThreads) {
    const Value shared = Value::list({Value::text("a"), number(1)});
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int j = 0; j < 10'000; ++j) {
                Value copy = shared;
                copy = copy.items()[0];
                ASSERT_EQ(copy.text(), "a");
            }
        });
    }
    threads.clear();
    EXPECT_EQ(to_string(shared), "[\"a\" 1]");
}

}  // namespace
