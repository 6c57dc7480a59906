#include <sm/spec/domain.hpp>
#include <sm/value/show.hpp>

#include <gtest/gtest.h>

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
    EXPECT_THROW(sm::NonEmpty<std::string>(std::string()), sm::Misuse);
}

TEST(Domain, ANameBeginsWithALetter) {
    EXPECT_EQ(sm::Name("a_1").get(), "a_1");
    EXPECT_THROW(sm::Name("1a"), sm::Misuse);
    EXPECT_THROW(sm::Name(""), sm::Misuse);
}
