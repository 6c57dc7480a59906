#include <sm/base/misuse.hpp>
#include <sm/base/random.hpp>

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <set>

namespace {

constexpr auto lowest = std::numeric_limits<std::int64_t>::min();
constexpr auto highest = std::numeric_limits<std::int64_t>::max();

/// SplitMix64 as its authors print it, to compare with.
std::uint64_t splitmix(std::uint64_t& state) {
    std::uint64_t z = (state += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

/// xoshiro256++ as its authors print it.
struct Reference {
    std::uint64_t s[4];
    static std::uint64_t rotl(std::uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }
    std::uint64_t next() {
        const std::uint64_t result = rotl(s[0] + s[3], 23) + s[0];
        const std::uint64_t t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = rotl(s[3], 45);
        return result;
    }
};

}  // namespace

TEST(Random, IsXoshiroSeededBySplitMix) {
    for (const std::uint64_t seed : {0ULL, 1ULL, 7ULL, ~0ULL}) {
        auto state = seed;
        Reference reference{};
        for (auto& word : reference.s) word = splitmix(state);
        sm::Random random(seed);
        for (int draw = 0; draw < 100; ++draw) EXPECT_EQ(random.next(), reference.next());
    }
}

TEST(Random, GivesTheNumbersItAlwaysGave) {
    sm::Random random(1);
    EXPECT_EQ(random.next(), 0xcfc5d07f6f03c29bU);
    EXPECT_EQ(random.next(), 0xbf424132963fe08dU);
    std::array<std::uint64_t, 6> below{};
    for (auto& number : below) number = random.below(100);
    EXPECT_EQ(below, (std::array<std::uint64_t, 6>{10, 74, 18, 59, 98, 52}));
    std::array<std::int64_t, 4> between{};
    for (auto& number : between) number = random.between(-1000, 1000);
    EXPECT_EQ(between, (std::array<std::int64_t, 4>{-807, -732, 841, -313}));
}

TEST(Random, DrawsAtCompileTimeAsAtRunTime) {
    constexpr auto drawn = [] {
        sm::Random random(42);
        return random.below(1'000'000);
    }();
    EXPECT_EQ(sm::Random(42).below(1'000'000), drawn);
}

TEST(Random, StaysBelowItsBound) {
    sm::Random random(3);
    for (const std::uint64_t bound : {1ULL, 2ULL, 3ULL, 10ULL, 1ULL << 63, ~0ULL}) {
        for (int draw = 0; draw < 1000; ++draw) EXPECT_LT(random.below(bound), bound);
    }
}

TEST(Random, DrawsEveryNumberAboutAsOften) {
    sm::Random random(5);
    std::array<int, 7> counts{};
    for (int draw = 0; draw < 70'000; ++draw) ++counts[random.below(7)];
    for (const int count : counts) EXPECT_NEAR(count, 10'000, 400);  // four standard deviations
}

TEST(Random, HasNoBiasNearTheTop) {
    // Of 3 * 2^62 numbers a draw without rejection would favour every third: half of all draws.
    constexpr std::uint64_t bound = 3ULL << 62;
    sm::Random random(11);
    int thirds[3] = {};
    for (int draw = 0; draw < 30'000; ++draw) ++thirds[random.below(bound) % 3];
    for (const int count : thirds) EXPECT_NEAR(count, 10'000, 400);
}

TEST(Random, DrawsBothEndsOfARange) {
    sm::Random random(9);
    std::set<std::int64_t> seen;
    for (int draw = 0; draw < 200; ++draw) seen.insert(random.between(-2, 2));
    EXPECT_EQ(seen, (std::set<std::int64_t>{-2, -1, 0, 1, 2}));
}

TEST(Random, DrawsFromTheFullRange) {
    sm::Random random(13);
    int negative = 0;
    for (int draw = 0; draw < 1000; ++draw) negative += random.between(lowest, highest) < 0 ? 1 : 0;
    EXPECT_NEAR(negative, 500, 70);
    EXPECT_EQ(random.between(highest, highest), highest);
    EXPECT_EQ(random.between(lowest, lowest), lowest);
}

TEST(Random, TakesAChance) {
    sm::Random random(17);
    int hits = 0;
    for (int draw = 0; draw < 10'000; ++draw) hits += random.chance(1, 4) ? 1 : 0;
    EXPECT_NEAR(hits, 2500, 180);
    EXPECT_TRUE(random.chance(3, 3));
    EXPECT_FALSE(random.chance(0, 3));
}

TEST(Random, RefusesWhatCannotBeDrawn) {
    sm::Random random(1);
    EXPECT_THROW(random.below(0), sm::Misuse);
    EXPECT_THROW(random.between(2, 1), sm::Misuse);
    EXPECT_THROW(random.chance(1, 0), sm::Misuse);
    EXPECT_THROW(random.chance(2, 1), sm::Misuse);
}

TEST(Random, SplitsIntoStreamsThatDiffer) {
    sm::Random random(1);
    auto first = random.split();
    auto second = random.split();
    EXPECT_NE(first.next(), second.next());
    EXPECT_NE(first, random);
}

TEST(Seed, GivesEachChildItsOwn) {
    const sm::Seed root{7};
    std::set<std::uint64_t> seen{root.value};
    for (std::uint64_t index = 0; index < 10'000; ++index) {
        EXPECT_TRUE(seen.insert(root.child(index).value).second);
    }
    EXPECT_TRUE(seen.insert(root.child("program").value).second);
    EXPECT_TRUE(seen.insert(root.child("fault").value).second);
    EXPECT_TRUE(seen.insert(root.child("").value).second);
    EXPECT_TRUE(seen.insert(sm::Seed{8}.child(0).value).second);
}

TEST(Seed, GivesTheChildrenItAlwaysGave) {
    EXPECT_EQ(sm::Seed{7}.child(0).value, 0x524257c04fcf117U);
    EXPECT_EQ(sm::Seed{7}.child("program").value, 0x8e49c90d4401efa5U);
}
