#include <sm/spec/domain.hpp>
#include <sm/value/compare.hpp>
#include <sm/value/to_string.hpp>

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

TEST(Domain, ARangeDrawsOnlyWithinItsBounds) {
    sm::Random random(1);
    sm::Draw from{random};
    for (int i = 0; i < 1000; ++i) {
        const int value = sm::draw<sm::InRange<-3, 4>>(from);
        ASSERT_TRUE(value >= -3 && value <= 4) << value;
    }
}

TEST(Domain, ARangeRefusesWhatIsOutside) {
    EXPECT_THROW((sm::InRange<1, 5>(6)), sm::Misuse);
    EXPECT_THROW((sm::InRange<1, 5>(0)), sm::Misuse);
}

TEST(Domain, ADefaultRangeIsNearestToZero) {
    EXPECT_EQ((sm::InRange<2, 5>()), 2);
    EXPECT_EQ((sm::InRange<-5, -2>()), -2);
    EXPECT_EQ((sm::InRange<-5, 5>()), 0);
}

TEST(Domain, AFileCannotBringInAValueFromOutside) {
    EXPECT_THROW(sm::parse<sm::Below<3>>("3"), sm::BadValue);
    EXPECT_EQ(sm::parse<sm::Below<3>>("2"), 2);
}

TEST(Domain, DistinctDrawsNoTwoAlike) {
    sm::Random random(2);
    sm::Draw from{random};
    for (int i = 0; i < 300; ++i) {
        auto list = sm::draw<sm::Distinct<sm::Below<4>>>(from).get();
        std::sort(list.begin(), list.end());
        ASSERT_EQ(std::adjacent_find(list.begin(), list.end()), list.end());
    }
}

TEST(Domain, NonEmptyIsNeverEmpty) {
    sm::Random random(3);
    sm::Draw from{random};
    for (int i = 0; i < 300; ++i) {
        ASSERT_FALSE(sm::draw<sm::NonEmpty<std::string>>(from).get().empty());
    }
    EXPECT_THROW(sm::NonEmpty<std::string>(std::string{}), sm::Misuse);
}

TEST(Domain, ANameBeginsWithALetter) {
    EXPECT_EQ(sm::Name("a_1").get(), "a_1");
    EXPECT_THROW(sm::Name("1a"), sm::Misuse);
    EXPECT_THROW(sm::Name(""), sm::Misuse);
}

TEST(Domain, OneOfComparesWithPlainValues) {
    using Delay = sm::OneOf<500, 7, 1000>;
    const Delay delay(7);
    EXPECT_TRUE(delay == 7);
    EXPECT_TRUE(7 == delay);
    EXPECT_TRUE(delay == 7L);
    EXPECT_FALSE(delay == 8);
    EXPECT_TRUE(delay != 500);
    EXPECT_TRUE(delay < 500);
    EXPECT_TRUE(delay == Delay(7));
    EXPECT_TRUE(Delay(500) < delay);  // among themselves, in the order in which they are listed
}

TEST(Domain, OneOfTextsComparesWithPlainTexts) {
    const sm::OneOfTexts<"red", "green"> colour("green");
    EXPECT_TRUE(colour == "green");
    EXPECT_TRUE(colour == std::string("green"));
    EXPECT_TRUE(colour == std::string_view("green"));
    EXPECT_TRUE("red" != colour);
}

TEST(Domain, ANameComparesWithPlainTexts) {
    const sm::Name name("a");
    EXPECT_TRUE(name == "a");
    EXPECT_TRUE("b" != name);
    EXPECT_TRUE(name == std::string("a"));
    EXPECT_TRUE(name == sm::Name());
    EXPECT_TRUE(name < "b");
    EXPECT_FALSE(name == "no name at all");
}

TEST(Domain, ContainersCompareWithPlainOnes) {
    const sm::NonEmpty<std::vector<int>> some(std::vector<int>{1});
    EXPECT_TRUE(some == std::vector<int>{1});
    EXPECT_FALSE(some == std::vector<int>{});
    const sm::NonEmpty<std::string> text;
    EXPECT_TRUE(text == "a");
    const sm::Distinct<int> list({1, 2});
    EXPECT_TRUE((list == std::vector<int>{1, 2}));
    EXPECT_FALSE((list == std::vector<int>{1, 1}));
}

TEST(Domain, ARangeComparesWithPlainValues) {
    const sm::InRange<-3, 4> range(2);
    EXPECT_TRUE(range == 2);
    EXPECT_TRUE(range == 2L);
    EXPECT_TRUE((range == sm::InRange<0, 9>(2)));
    EXPECT_TRUE(range < 3);
}

TEST(Domain, ANonEmptyMapIsDrawn) {
    sm::Random random(4);
    sm::Draw from{random};
    std::set<std::size_t> sizes;
    for (int i = 0; i < 300; ++i) {
        sizes.insert(sm::draw<sm::NonEmpty<std::map<sm::Below<3>, int>>>(from).get().size());
    }
    EXPECT_EQ(sizes, (std::set<std::size_t>{1, 2, 3}));
    EXPECT_EQ((sm::NonEmpty<std::map<int, int>>().get().size()), 1U);
}

/// What making a Domain of the value throws.
template <class Domain, class Value>
std::string refusal(const Value& value) {
    try {
        Domain{value};
    } catch (const sm::Misuse& misuse) {
        return misuse.what();
    }
    return {};
}

TEST(Domain, OneOfNamesTheValueThatIsNotListedAndTheList) {
    EXPECT_EQ((refusal<sm::OneOf<5, 7>>(6)), "sm::OneOf: 6 is not one of [5, 7]");
    EXPECT_EQ((refusal<sm::OneOfTexts<"red", "green">>(std::string("blue"))),
              "sm::OneOfTexts: \"blue\" is not one of [\"red\", \"green\"]");
}

template <class T>
bool hashes_as_it_compares(const T& one, const T& same, const T& other) {
    return sm::hash(one) == sm::hash(same) && sm::hash(one) != sm::hash(other) &&
           std::hash<T>{}(one) == std::hash<T>{}(same);
}

TEST(Domain, IsHashedByItsValue) {
    EXPECT_TRUE(hashes_as_it_compares<sm::Below<5>>(1, 1, 2));
    EXPECT_TRUE((hashes_as_it_compares<sm::InRange<1, 100>>(1, 1, 2)));
    EXPECT_TRUE((hashes_as_it_compares<sm::OneOf<5, 7>>(5, 5, 7)));
    using Colour = sm::OneOfTexts<"red", "green">;
    EXPECT_TRUE(hashes_as_it_compares<Colour>(Colour("red"), Colour("red"), Colour("green")));
    using Text = sm::NonEmpty<std::string>;
    EXPECT_TRUE(hashes_as_it_compares<Text>(Text("a"), Text("a"), Text("b")));
    using List = sm::NonEmpty<std::vector<int>>;
    EXPECT_TRUE(hashes_as_it_compares<List>(List({1, 2}), List({1, 2}), List({2, 1})));
    using Names = sm::Distinct<sm::Name>;
    EXPECT_TRUE(hashes_as_it_compares<Names>(Names({sm::Name("a")}), Names({sm::Name("a")}),
                                             Names({sm::Name("b")})));
    EXPECT_TRUE(hashes_as_it_compares<sm::Name>(sm::Name("a"), sm::Name("a"), sm::Name("b")));
}

TEST(Domain, OneOfRefusesWhatIsNotListed) {
    EXPECT_THROW((sm::OneOf<5, 7>(6)), sm::Misuse);
    EXPECT_THROW((sm::OneOfTexts<"red">("blue")), sm::Misuse);
    EXPECT_THROW((sm::parse<sm::OneOf<5, 7>>("6")), sm::BadValue);
    EXPECT_THROW(sm::Distinct<int>({1, 1}), sm::Misuse);
}
