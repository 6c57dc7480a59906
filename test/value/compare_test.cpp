#include <sm/value/compare.hpp>
#include <sm/value/tree.hpp>

#include <gtest/gtest.h>

#include <functional>

#include "samples.hpp"

using samples::Key;

namespace {

constexpr auto no_number = std::numeric_limits<double>::quiet_NaN();

/// Compares only what it wants to.
struct Loose {
    int counts;
    int ignored;
    friend bool operator==(const Loose& a, const Loose& b) { return a.counts == b.counts; }
};

}  // namespace

template <>
struct std::hash<Loose> {
    std::size_t operator()(const Loose& value) const {
        return static_cast<std::size_t>(value.counts);
    }
};

namespace {

/// Makes -0.0 to 0.0, as `equal` sees it, so that the trees can judge.
sm::Tree normal(sm::Tree tree) {
    if (tree.is(sm::Tree::Kind::real) && tree.real() == 0) return sm::Tree(0.0);
    for (std::size_t at = 0; at < tree.size(); ++at) tree.item(at) = normal(tree.item(at));
    return tree;
}

/// `equal` must say what the trees say, and equal values must hash alike.
template <class T>
void expect_like_trees(std::uint64_t seeds) {
    std::size_t alike = 0;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        const auto a = samples::Drawer(seed).draw<T>();
        const auto b = samples::Drawer(seed + seed % 2).draw<T>();
        const bool same = normal(sm::to_tree(a)) == normal(sm::to_tree(b));
        ASSERT_EQ(sm::equal(a, b), same) << "seed " << seed;
        if (same) {
            ++alike;
            ASSERT_EQ(sm::hash(a), sm::hash(b)) << "seed " << seed;
        }
    }
    EXPECT_GE(alike, seeds / 2);
}

}  // namespace

TEST(Equal, ComparesRecordsByTheirFields) {
    EXPECT_TRUE(sm::equal(samples::Put{Key::y, 4}, samples::Put{Key::y, 4}));
    EXPECT_FALSE(sm::equal(samples::Put{Key::y, 4}, samples::Put{Key::y, 5}));
    EXPECT_TRUE(sm::equal(samples::Flush{}, samples::Flush{}));
    EXPECT_FALSE(sm::equal(samples::Account("ann", 1), samples::Account("ann", 2)));
}

TEST(Equal, LooksIntoContainersOfRecords) {
    using Model = std::map<Key, std::vector<samples::Command>>;
    const Model a{{Key::x, {samples::Put{Key::y, 4}, samples::Flush{}}}};
    auto b = a;
    EXPECT_TRUE(sm::equal(a, b));
    EXPECT_EQ(sm::hash(a), sm::hash(b));
    std::get<samples::Put>(b[Key::x][0]).value = 5;
    EXPECT_FALSE(sm::equal(a, b));
}

TEST(Equal, AsksTheClassThatHasAnOpinion) {
    EXPECT_TRUE(sm::equal(Loose{1, 2}, Loose{1, 3}));
    EXPECT_FALSE(sm::equal(Loose{1, 2}, Loose{2, 2}));
    EXPECT_EQ(sm::hash(Loose{1, 2}), sm::hash(Loose{1, 3}));
    EXPECT_TRUE((sm::equal(std::optional{Loose{1, 2}}, std::optional{Loose{1, 3}})));
}

TEST(Equal, TakesNanForItself) {
    EXPECT_TRUE(sm::equal(no_number, no_number));
    EXPECT_TRUE(sm::equal(std::vector{no_number, 1.0}, std::vector{no_number, 1.0}));
    EXPECT_FALSE(sm::equal(no_number, 1.0));
    EXPECT_EQ(sm::hash(no_number), sm::hash(-no_number));
}

TEST(Equal, TakesBothZerosForOne) {
    EXPECT_TRUE(sm::equal(0.0, -0.0));
    EXPECT_EQ(sm::hash(0.0), sm::hash(-0.0));
}

TEST(Equal, AgreesWithTrees) {
    expect_like_trees<samples::Scalars>(1000);
    expect_like_trees<samples::Containers>(300);
    expect_like_trees<samples::Sums>(1000);
    expect_like_trees<samples::Times>(1000);
    expect_like_trees<samples::Everything>(200);
    expect_like_trees<std::optional<samples::Command>>(1000);
    expect_like_trees<std::variant<int, int, bool>>(1000);
}

TEST(Hash, OfUnorderedContainersDoesNotDependOnTheirHistory) {
    std::unordered_map<int, std::string> up;
    std::unordered_map<int, std::string> down;
    for (int key = 0; key < 1000; ++key) {
        up[key] = "v";
        down[999 - key] = "v";
    }
    EXPECT_TRUE(sm::equal(up, down));
    EXPECT_EQ(sm::hash(up), sm::hash(down));
}

TEST(Hash, TellsNeighboursApart) {
    std::set<std::uint64_t> seen;
    for (int key = 0; key < 3; ++key) {
        for (int value = 0; value < 10'000; ++value) {
            EXPECT_TRUE(seen.insert(sm::hash(samples::Put{static_cast<Key>(key), value})).second);
        }
    }
    EXPECT_NE(sm::hash(std::pair(1, 2)), sm::hash(std::pair(2, 1)));
    EXPECT_NE(sm::hash(std::vector<int>{}), sm::hash(std::vector<int>{0}));
    EXPECT_NE((sm::hash(std::variant<int, int>{std::in_place_index<0>, 1})),
              (sm::hash(std::variant<int, int>{std::in_place_index<1>, 1})));
}
