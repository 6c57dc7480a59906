#include <sm/spec/domain.hpp>
#include <sm/spec/generate.hpp>
#include <sm/value/to_string.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <utility>

#include "value/samples.hpp"

namespace {

template <class T>
std::string drawn(std::uint64_t seed) {
    sm::Random random(seed);
    sm::Draw from{random};
    return sm::to_string(sm::draw<T>(from));
}

template <class T>
std::vector<T> many(int count, std::uint64_t seed = 1) {
    sm::Random random(seed);
    sm::Draw from{random};
    std::vector<T> all;
    for (int i = 0; i < count; ++i) all.push_back(sm::draw<T>(from));
    return all;
}

struct Order {
    samples::Key key;
    sm::InRange<1, 100> amount;
    std::optional<std::string> note;
    std::vector<std::int64_t> numbers;
    double price;
};

/// Written down once: seeds that people have noted must go on to give the same programs.
TEST(Draw, GivesTheSameValuesOnEveryMachine) {
    EXPECT_EQ(drawn<std::vector<int>>(1), R"([-12103, 0, -7])");
    EXPECT_EQ(drawn<std::string>(2), R"("bb")");
    EXPECT_EQ(drawn<Order>(3), R"(Order{key=x, amount=65, note="'#3", )"
                               "numbers=[-855563116, 2], price=-1.4517235888865004e-05}");
    EXPECT_EQ(drawn<samples::Command>(4), R"(Flush)");
    EXPECT_EQ((drawn<std::map<sm::Name, std::uint8_t>>(5)), R"({"an": 1, "b": 11, "d": 15})");
    EXPECT_EQ((drawn<std::tuple<double, bool, std::int8_t, std::chrono::milliseconds>>(6)),
              R"([2.0, false, 4, -8ms])");
}

template <class T>
class DrawOf : public testing::Test {};
using AllTypes =
    testing::Types<samples::Scalars, samples::Containers, samples::Sums, samples::Times,
                   samples::Account, samples::OneArray, samples::Everything,
                   samples::Two<samples::Flush, samples::Two<samples::Put, std::string>>>;
TYPED_TEST_SUITE(DrawOf, AllTypes);

TYPED_TEST(DrawOf, GivesValuesThatCanBeWrittenAndRead) {
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        const std::string text = drawn<TypeParam>(seed);
        ASSERT_EQ(sm::to_string(sm::parse<TypeParam>(text)), text);
    }
}

TYPED_TEST(DrawOf, GivesDifferentValues) {
    std::set<std::string> seen;
    for (std::uint64_t seed = 0; seed < 40; ++seed) seen.insert(drawn<TypeParam>(seed));
    EXPECT_GT(seen.size(), 30U);
}

template <class T>
class DrawInteger : public testing::Test {};
using Integers = testing::Types<std::int8_t, std::uint8_t, std::int16_t, std::uint16_t,
                                std::int32_t, std::uint32_t, std::int64_t, std::uint64_t>;
TYPED_TEST_SUITE(DrawInteger, Integers);

TYPED_TEST(DrawInteger, ReachesTheExtremesAndEverySmallNumber) {
    using Limits = std::numeric_limits<TypeParam>;
    const auto all = many<TypeParam>(4000);
    const std::set<TypeParam> seen(all.begin(), all.end());
    EXPECT_TRUE(seen.contains(Limits::max()));
    EXPECT_TRUE(seen.contains(Limits::min()));
    for (int small = 0; small <= 8; ++small)
        EXPECT_TRUE(seen.contains(static_cast<TypeParam>(small))) << small;
    const auto below = static_cast<TypeParam>(-8);  // of the unsigned ones this is near the largest
    EXPECT_EQ(seen.contains(below), Limits::is_signed);
}

TYPED_TEST(DrawInteger, ReachesEveryWidth) {
    std::set<int> widths;
    for (const TypeParam value : many<TypeParam>(40'000)) {
        const auto magnitude = value < 0 ? static_cast<std::uint64_t>(-(value + 1))
                                         : static_cast<std::uint64_t>(value);
        widths.insert(64 - std::countl_zero(magnitude));
    }
    EXPECT_EQ(widths.size(), static_cast<std::size_t>(std::numeric_limits<TypeParam>::digits) + 1);
}

TYPED_TEST(DrawInteger, IsMostlySmall) {
    const auto all = many<TypeParam>(4000);
    const auto small = std::count_if(all.begin(), all.end(), [](TypeParam v) {
        return std::in_range<std::int8_t>(v) && std::abs(static_cast<int>(v)) <= 16;
    });
    EXPECT_GT(small, 3000);
}

TEST(Draw, ReachesEveryValueOfASmallType) {
    const auto all = [](const auto& values) {
        std::set<std::string> seen;
        for (const auto& value : values) seen.insert(sm::to_string(value));
        return seen;
    };
    using Range = sm::InRange<-2, 2>;
    EXPECT_EQ(all(many<Range>(200)), (std::set<std::string>{"-2", "-1", "0", "1", "2"}));
    EXPECT_EQ(all(many<samples::Key>(200)), (std::set<std::string>{"x", "y", "z"}));
    EXPECT_EQ(all(many<samples::Sparse>(200)).size(), 5U);
    EXPECT_EQ(all(many<std::optional<bool>>(200)),
              (std::set<std::string>{"none", "false", "true"}));
    using Alternatives = std::variant<std::monostate, samples::Flush, bool>;
    EXPECT_EQ(all(many<Alternatives>(200)).size(), 4U);
    EXPECT_EQ(all(many<sm::OneOf<5, 7, 6>>(200)), (std::set<std::string>{"5", "6", "7"}));
}

TEST(Draw, ContainersAreEmptyShortAndNowAndThenLong) {
    std::set<std::size_t> sizes;
    for (const auto& list : many<std::vector<bool>>(4000)) sizes.insert(list.size());
    EXPECT_EQ(*sizes.begin(), 0U);
    EXPECT_EQ(*sizes.rbegin(), 31U);
    EXPECT_EQ(sizes.size(), 32U);
}

TEST(Draw, TextsHaveWhatBreaksThings) {
    std::set<char> seen;
    for (const auto& text : many<std::string>(4000)) seen.insert(text.begin(), text.end());
    for (const char c : {'a', ' ', '\n', '"', '\\', '\'', '\xc3', '!', '~'})
        EXPECT_TRUE(seen.contains(c)) << static_cast<int>(c);
}

TEST(Draw, RealsAreWholeFractionalAndLarge) {
    int whole = 0;
    int fractions = 0;
    int large = 0;
    for (const double value : many<double>(2000)) {
        ASSERT_TRUE(std::isfinite(value));
        (std::trunc(value) == value ? whole : fractions) += 1;
        large += std::fabs(value) > 1e15 ? 1 : 0;
    }
    EXPECT_GT(whole, 1000);
    EXPECT_GT(fractions, 200);
    EXPECT_GT(large, 0);
}

TEST(Draw, AReferenceNamesACallThatAnswersItsType) {
    sm::Random random(1);
    const void* const ints = &sm::detail::type_tag<int>;
    const void* const texts = &sm::detail::type_tag<std::string>;
    const sm::Producer producers[] = {{1, ints}, {2, texts}, {3, ints}};
    sm::Draw from{random, producers};
    std::set<sm::StepId> seen;
    for (int i = 0; i < 100; ++i) seen.insert(sm::draw<sm::Ref<int>>(from).id);
    EXPECT_EQ(seen, (std::set<sm::StepId>{1, 3}));
    EXPECT_FALSE(from.failed);
    static_cast<void>(sm::draw<std::pair<int, sm::Ref<bool>>>(from));
    EXPECT_TRUE(from.failed) << "nothing answers a bool";
}

std::size_t size_of(const samples::Branch& branch) {
    std::size_t size = 1;
    for (const auto& below : branch.branches) size += size_of(below);
    return size;
}

TEST(Draw, ATypeWithinItselfIsNowSmallNowLargeAndNeverEndless) {
    std::size_t smallest = 1'000'000;
    std::size_t largest = 0;
    for (const auto& branch : many<samples::Branch>(500)) {
        smallest = std::min(smallest, size_of(branch));
        largest = std::max(largest, size_of(branch));
    }
    EXPECT_EQ(smallest, 1U);
    EXPECT_GT(largest, 20U);
    EXPECT_LT(largest, 3'000U);
}

template <class T>
class DrawCharacter : public testing::Test {};
using Characters = testing::Types<char, wchar_t>;
TYPED_TEST_SUITE(DrawCharacter, Characters);

/// Whether they are signed differs from machine to machine.
TYPED_TEST(DrawCharacter, GivesWhatFitsWhetherOrNotItIsSigned) {
    constexpr auto most = std::numeric_limits<std::make_signed_t<TypeParam>>::max();
    std::set<TypeParam> seen;
    for (const TypeParam one : many<TypeParam>(2000)) {
        ASSERT_GE(one, TypeParam{0});
        ASSERT_LE(one, static_cast<TypeParam>(most));
        seen.insert(one);
    }
    EXPECT_TRUE(seen.contains(0));
    EXPECT_TRUE(seen.contains(static_cast<TypeParam>(most)));
}

struct Dice {
    int eyes = 0;
    static Dice draw(sm::Draw& from) { return {static_cast<int>(from.random.below(6)) + 1}; }
};

TEST(Draw, IsATypesOwnWhereItHasOne) {
    std::set<int> seen;
    for (const Dice& dice : many<Dice>(200)) seen.insert(dice.eyes);
    EXPECT_EQ(seen, (std::set<int>{1, 2, 3, 4, 5, 6}));
}

}  // namespace
