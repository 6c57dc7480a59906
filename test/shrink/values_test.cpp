#include <sm/shrink/values.hpp>
#include <sm/value/to_string.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "shrink/order.hpp"
#include "shrink/samples_of_types.hpp"

namespace {

using samples::Type;
using sm::Tree;
using testing::ElementsAre;
using testing::SizeIs;

constexpr std::uint64_t draws = 60;

template <class T>
Tree simplest_of(const T& value) {
    return sm::simplest(sm::schema_of<T>(), sm::to_tree(value));
}

/// All that shrinking would try on a value: less of it, and its leaves simpler.
std::vector<Tree> candidates(const Type& type, const Tree& value) {
    auto all = sm::smaller(*type.schema, value);
    for (const auto& leaf : sm::leaves(*type.schema, value)) {
        for (const auto& simpler : sm::simpler(*leaf.schema, leaf.value)) {
            all.push_back(sm::with_leaf(value, leaf.path, simpler));
        }
    }
    return all;
}

class ValuesOf : public testing::TestWithParam<Type> {};

TEST_P(ValuesOf, TheSimplestIsAValueOfTheType) {
    const Type& type = GetParam();
    for (std::uint64_t seed = 0; seed < draws; ++seed) {
        const Tree simplest = sm::simplest(*type.schema, type.draw(seed));
        const auto read = type.as_read(simplest);
        ASSERT_TRUE(read) << sm::to_string(simplest);
        EXPECT_EQ(*read, simplest) << sm::to_string(simplest);
        EXPECT_EQ(sm::simplest(*type.schema, simplest), simplest);
    }
}

TEST_P(ValuesOf, ASmallerOneIsAValueOfTheTypeAndHasLessInIt) {
    const Type& type = GetParam();
    for (std::uint64_t seed = 0; seed < draws; ++seed) {
        const Tree value = type.draw(seed);
        for (const Tree& smaller : sm::smaller(*type.schema, value)) {
            ASSERT_TRUE(type.as_read(smaller))
                << sm::to_string(value) << " to " << sm::to_string(smaller);
            ASSERT_LT(order::weight(*type.schema, smaller), order::weight(*type.schema, value))
                << sm::to_string(value) << " to " << sm::to_string(smaller);
        }
    }
}

/// Elements of a set meet when they are simplified; all else stays what it was.
TEST_P(ValuesOf, ASimplerLeafComesBeforeAndFitsInTheValue) {
    const Type& type = GetParam();
    for (std::uint64_t seed = 0; seed < draws; ++seed) {
        const Tree value = type.draw(seed);
        for (const auto& leaf : sm::leaves(*type.schema, value)) {
            for (const Tree& simpler : sm::simpler(*leaf.schema, leaf.value)) {
                ASSERT_TRUE(order::before(*leaf.schema, simpler, leaf.value))
                    << sm::to_string(leaf.value) << " to " << sm::to_string(simpler);
                if (type.as_read(sm::with_leaf(value, leaf.path, simpler))) continue;
                const auto same = sm::leaves(*type.schema, value);
                ASSERT_TRUE(std::any_of(same.begin(), same.end(),
                                        [&](const sm::Leaf& other) {
                                            return other.schema == leaf.schema &&
                                                   other.value == simpler;
                                        }))
                    << sm::to_string(leaf.value) << " to " << sm::to_string(simpler) << " in "
                    << sm::to_string(value);
            }
        }
    }
}

TEST_P(ValuesOf, EveryWayDownEndsAtTheSimplest) {
    const Type& type = GetParam();
    for (std::uint64_t seed = 0; seed < draws / 4; ++seed) {
        sm::Random random(seed);
        Tree value = type.draw(seed);
        const auto bound = 2000 * (order::weight(*type.schema, value) + 1);
        std::size_t steps = 0;
        for (auto all = candidates(type, value); !all.empty(); all = candidates(type, value)) {
            // Ways to what is no value of the type are not taken; if none is left, it is the end.
            const auto first = random.below(all.size());
            std::optional<Tree> next;
            for (std::size_t i = 0; i < all.size() && !next; ++i) {
                next = type.as_read(all[(first + i) % all.size()]);
                if (next == value) next.reset();  // a float has fewer digits than its tree
            }
            if (!next) break;
            value = std::move(*next);
            ASSERT_LT(++steps, bound) << sm::to_string(value);
        }
        EXPECT_EQ(sm::simplest(*type.schema, value), value) << sm::to_string(value);
    }
}

TEST_P(ValuesOf, ALeafIsReplacedWhereItIs) {
    const Type& type = GetParam();
    for (std::uint64_t seed = 0; seed < draws; ++seed) {
        const Tree value = type.draw(seed);
        for (const auto& leaf : sm::leaves(*type.schema, value)) {
            ASSERT_EQ(sm::with_leaf(value, leaf.path, leaf.value), value);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Values, ValuesOf, testing::ValuesIn(samples::all_types()),
                         [](const auto& tested) { return "Type" + std::to_string(tested.index); });

/// Takes the first candidate that is still `wanted`, until none is; how many it took.
template <class T, class Wanted>
std::pair<T, int> descend(T from, const Wanted& wanted) {
    int taken = 0;
    for (bool again = true; again;) {
        again = false;
        for (const Tree& next : sm::simpler(sm::schema_of<T>(), sm::to_tree(from))) {
            const T value = sm::from_tree<T>(next);
            if (!wanted(value)) continue;
            from = value;
            ++taken;
            again = true;
            break;
        }
    }
    return {from, taken};
}

template <class T>
class IntegerBound : public testing::Test {};
using Integers = testing::Types<std::int8_t, std::uint8_t, std::int32_t, std::uint32_t,
                                std::int64_t, std::uint64_t>;
TYPED_TEST_SUITE(IntegerBound, Integers);

TYPED_TEST(IntegerBound, IsReachedInLogarithmicallyManySteps) {
    using Limits = std::numeric_limits<TypeParam>;
    constexpr int bits = Limits::digits;
    sm::Random random(5);
    for (int i = 0; i < 500; ++i) {
        const auto one = static_cast<TypeParam>(random.next() >> random.below(64));
        const auto other = static_cast<TypeParam>(random.next() >> random.below(64));
        const auto [bound, from] = std::minmax(one, other);
        if (bound >= 0) {
            const auto [found, steps] =
                descend<TypeParam>(from, [bound = bound](TypeParam v) { return v >= bound; });
            ASSERT_EQ(found, bound) << "from " << +from;
            ASSERT_LE(steps, bits + 2);
        }
        if (from < 0) {  // the other way: at most `from`, which is nearer to zero
            const auto [found, steps] =
                descend<TypeParam>(bound, [top = from](TypeParam v) { return v <= top; });
            ASSERT_EQ(found, from) << "from " << +bound;
            ASSERT_LE(steps, bits + 2);
        }
    }
}

TYPED_TEST(IntegerBound, IsReachedFromTheExtremes) {
    using Limits = std::numeric_limits<TypeParam>;
    for (const TypeParam bound : {TypeParam{1}, TypeParam{77}, Limits::max()}) {
        EXPECT_EQ(descend(Limits::max(), [bound](TypeParam v) { return v >= bound; }).first, bound);
    }
    if constexpr (Limits::is_signed) {
        EXPECT_EQ(descend(Limits::min(), [](TypeParam v) { return v < 0; }).first, -1);
        EXPECT_EQ(descend(Limits::min(), [](TypeParam v) { return v == Limits::min(); }).first,
                  Limits::min());
    }
}

TEST(Simpler, ANegativeNumberBecomesPositiveWhereThatWillDo) {
    EXPECT_EQ(descend(-40, [](int v) { return v * v >= 100; }).first, 10);
}

TEST(Simpler, ARealBecomesWholeWhereThatWillDo) {
    EXPECT_EQ(descend(0.73, [](double v) { return v > 0.5; }).first, 1.0);
    EXPECT_EQ(descend(-1234.5678, [](double v) { return v < -3; }).first, -4.0);
    EXPECT_EQ(descend(1e300, [](double v) { return v > 0; }).first, 1.0);
}

TEST(Simpler, ATextLosesWhatIsNotNeeded) {
    const auto has_b = [](const std::string& v) { return v.find('b') != std::string::npos; };
    EXPECT_EQ(descend<std::string>("some text about b and more", has_b).first, "b");
    const auto long_enough = [](const std::string& v) { return v.size() >= 7; };
    EXPECT_EQ(descend<std::string>("\xff\xfe some text", long_enough).first, "aaaaaaa");
}

TEST(Simplest, OfARangeIsNearestToZero) {
    EXPECT_EQ(simplest_of(sm::InRange<3, 9>(7)), Tree(3));
    EXPECT_EQ(simplest_of(sm::InRange<-9, -3>(-7)), Tree(-3));
    EXPECT_EQ(simplest_of(sm::InRange<-9, 3>(-7)), Tree(0));
}

TEST(Simplest, KeepsReferences) {
    EXPECT_EQ(simplest_of(samples::Two<sm::Ref<int>, int>{{3}, 5}),
              sm::to_tree(samples::Two<sm::Ref<int>, int>{{3}, 0}));
}

TEST(Simplest, OfANonEmptyMapKeepsOneEntry) {
    const sm::NonEmpty<std::map<std::string, int>> map({{"k", 5}, {"m", 7}});
    EXPECT_EQ(sm::to_string(simplest_of(map)), R"({"k": 0})");
}

TEST(Leaves, OfAnOptionalAreThoseOfWhatItHolds) {
    using Held = std::optional<std::variant<int, std::string>>;
    const auto all = sm::leaves(sm::schema_of<Held>(), sm::to_tree(Held{std::string("word")}));
    ASSERT_THAT(all, SizeIs(1));
    EXPECT_EQ(all[0].value, Tree::text("word"));
    EXPECT_EQ(all[0].schema->kind, sm::Schema::Kind::text);
}

TEST(Smaller, TakesOutMostFirst) {
    const auto shown = [](const std::vector<Tree>& all) {
        std::vector<std::string> texts;
        for (const Tree& tree : all) texts.push_back(sm::to_string(tree));
        return texts;
    };
    using List = std::vector<int>;
    EXPECT_THAT(
        shown(sm::smaller(sm::schema_of<List>(), sm::to_tree(List{1, 2, 3, 4}))),
        ElementsAre("[]", "[3, 4]", "[1, 2]", "[2, 3, 4]", "[1, 3, 4]", "[1, 2, 4]", "[1, 2, 3]"));
}

TEST(Smaller, ReachesIntoAnOptionalInAnOptional) {
    using Held = std::optional<std::optional<std::variant<std::monostate, std::vector<int>>>>;
    const Held held{std::variant<std::monostate, std::vector<int>>(std::vector<int>{1})};
    const auto all = sm::smaller(sm::schema_of<Held>(), sm::to_tree(held));
    const Held empty{std::variant<std::monostate, std::vector<int>>(std::vector<int>{})};
    EXPECT_THAT(all, testing::Contains(sm::to_tree(empty)));
}

TEST(AtRank, GivesDifferentValuesInOrder) {
    const auto& schema = sm::schema_of<sm::InRange<-2, 2>>();
    EXPECT_EQ(sm::at_rank(schema, 0), Tree(0));
    EXPECT_EQ(sm::at_rank(schema, 2), Tree(2));
    EXPECT_EQ(sm::at_rank(schema, 9), Tree(2));
    EXPECT_EQ(sm::at_rank(sm::schema_of<std::string>(), 0), Tree::text(""));
    EXPECT_EQ(sm::at_rank(sm::schema_of<std::string>(), 2), Tree::text("b"));
    EXPECT_EQ(sm::at_rank(sm::schema_of<sm::NonEmpty<std::string>>(), 0), Tree::text("a"));
    EXPECT_EQ(sm::at_rank(sm::schema_of<std::uint64_t>(), 3), Tree(3));
}

}  // namespace
