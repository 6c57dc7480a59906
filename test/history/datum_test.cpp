#include <sm/base/misuse.hpp>
#include <sm/history/datum.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <thread>

namespace {

using sm::Datum;
using Kind = Datum::Kind;

Datum number(std::int64_t value) { return Datum::integer(value); }

std::string misuse(const std::function<void()>& act) {
    try {
        act();
    } catch (const sm::Misuse& misuse) {
        return misuse.what();
    }
    return "no Misuse";
}

/// One of each kind, smaller first.
std::vector<Datum> all_kinds() {
    return {Datum(),
            Datum::boolean(false),
            Datum::boolean(true),
            number(-1),
            number(7),
            Datum::real(std::nan("")),
            Datum::real(-std::numeric_limits<double>::infinity()),
            Datum::real(7),
            Datum::text(""),
            Datum::text("a"),
            Datum::name("a"),
            Datum::name("ab"),
            Datum::list({}),
            Datum::list({number(1)}),
            Datum::list({number(1), number(0)}),
            Datum::list({number(2)}),
            Datum::set({number(2)}),
            Datum::map({{number(2), Datum()}})};
}

TEST(Datum, IsShownAsClojureWritesIt) {
    EXPECT_EQ(show(Datum()), "nil");
    EXPECT_EQ(show(Datum::boolean(true)), "true");
    EXPECT_EQ(show(number(-3)), "-3");
    EXPECT_EQ(show(Datum::real(2)), "2.0");
    EXPECT_EQ(show(Datum::real(0.1)), "0.1");
    EXPECT_EQ(show(Datum::real(1e300)), "1e+300");
    EXPECT_EQ(show(Datum::real(std::nan(""))), "##NaN");
    EXPECT_EQ(show(Datum::real(-INFINITY)), "##-Inf");
    EXPECT_EQ(show(Datum::text("a\"b\\\n")), "\"a\\\"b\\\\\\n\"");
    EXPECT_EQ(show(Datum::name("append")), ":append");
    EXPECT_EQ(show(Datum::list({number(1), Datum()})), "[1 nil]");
    EXPECT_EQ(show(Datum::set({number(2), number(1), number(2)})), "#{1 2}");
    EXPECT_EQ(show(Datum::map({{Datum::name("b"), number(1)}, {Datum::name("a"), number(2)}})),
              "{:a 2, :b 1}");
}

TEST(Datum, IsOrderedByKindThenByContent) {
    const auto all = all_kinds();
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t j = 0; j < all.size(); ++j) {
            EXPECT_EQ(all[i] < all[j], i < j) << show(all[i]) << " " << show(all[j]);
            EXPECT_EQ(all[i] == all[j], i == j) << show(all[i]) << " " << show(all[j]);
        }
    }
}

TEST(Datum, ThatEqualsAnotherHasItsHash) {
    const auto some = all_kinds();
    const auto others = all_kinds();
    for (std::size_t i = 0; i < some.size(); ++i) {
        EXPECT_EQ(some[i], others[i]);
        EXPECT_EQ(some[i].hash(), others[i].hash());
    }
    EXPECT_EQ(Datum::real(0.0), Datum::real(-0.0));
    EXPECT_EQ(Datum::real(0.0).hash(), Datum::real(-0.0).hash());
}

TEST(Datum, HasHashesThatDifferWhereDatumsDo) {
    EXPECT_NE(number(1).hash(), number(2).hash());
    EXPECT_NE(Datum::text("a").hash(), Datum::name("a").hash());
    EXPECT_NE(Datum::list({number(1), number(2)}).hash(),
              Datum::list({number(2), number(1)}).hash());
    EXPECT_NE(Datum::list({}).hash(), Datum::list({Datum::list({})}).hash());
}

TEST(Datum, OfSetsAndMapsIsTheSameHoweverItWasWritten) {
    EXPECT_EQ(Datum::set({number(1), number(2)}), Datum::set({number(2), number(1), number(1)}));
    EXPECT_EQ(Datum::map({{number(1), number(5)}, {number(2), number(6)}}),
              Datum::map({{number(2), number(6)}, {number(1), number(5)}}));
}

TEST(Datum, RefusesAMapWithAKeyTwice) {
    EXPECT_EQ(misuse([] {
                  Datum::map({{number(1), number(5)}, {number(1), number(6)}});
              }),
              "a map has the key 1 twice; each key may be there once");
}

TEST(Datum, GivesTheContentOfItsKindOnly) {
    EXPECT_EQ(Datum::name("x").text(), "x");
    EXPECT_EQ(Datum::map({{number(1), number(5)}}).items().size(), 2U);
    EXPECT_EQ(misuse([] { static_cast<void>(Datum::text("3").integer()); }),
              "\"3\" is a text, and was asked for an integer");
    EXPECT_EQ(misuse([] { static_cast<void>(number(3).real()); }),
              "3 is an integer, and was asked for a real");
    EXPECT_EQ(misuse([] { static_cast<void>(Datum().items()); }),
              "nil is nothing, and was asked for its items");
    EXPECT_EQ(misuse([] { static_cast<void>(number(1).boolean()); }),
              "1 is an integer, and was asked for a boolean");
    EXPECT_EQ(misuse([] { static_cast<void>(Datum::list({}).text()); }),
              "[] is a list, and was asked for a text");
}

TEST(Datum, SharesWhatIsLargeAmongCopies) {
    const Datum list = Datum::list({Datum::text("a")});
    const Datum copy = list;  // NOLINT(performance-unnecessary-copy-initialization)
    EXPECT_EQ(copy.items().data(), list.items().data());
}

TEST(Datum, LeavesNothingWhereItWasMovedFrom) {
    Datum from = Datum::text("a");
    const Datum to = std::move(from);
    EXPECT_EQ(to.text(), "a");
    EXPECT_TRUE(from.is_nothing());  // NOLINT(bugprone-use-after-move)
}

TEST(Datum, CanBecomeAnItemOfItself) {
    Datum datum = Datum::list({Datum::list({Datum::text("inner")})});
    datum = datum.items()[0];
    EXPECT_EQ(show(datum), "[\"inner\"]");
    datum = datum.items()[0];
    EXPECT_EQ(datum.text(), "inner");
    const Datum& same = datum;
    datum = same;
    EXPECT_EQ(datum.text(), "inner");
}

TEST(Datum, MayBeCopiedByManyThreads) {
    const Datum shared = Datum::list({Datum::text("a"), number(1)});
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int j = 0; j < 10'000; ++j) {
                Datum copy = shared;
                copy = copy.items()[0];
                ASSERT_EQ(copy.text(), "a");
            }
        });
    }
    threads.clear();
    EXPECT_EQ(show(shared), "[\"a\" 1]");
}

}  // namespace
