#include <sm/base/misuse.hpp>
#include <sm/run/statistics.hpp>

#include <gtest/gtest.h>

#include <array>

namespace {

constexpr std::array<std::string_view, 2> names{"Put", "Get"};

}  // namespace

TEST(Statistics, CountsCallsByCommandAndEnding) {
    sm::Statistics statistics(names);
    statistics.count(0, sm::Statistics::npos, sm::Ending::answered);
    statistics.count(1, 0, sm::Ending::refused);
    EXPECT_EQ(statistics.calls(), 2U);
    EXPECT_EQ(statistics.calls(std::size_t{1}), 1U);
    EXPECT_EQ(statistics.calls(sm::Ending::refused), 1U);
    EXPECT_EQ(statistics.pair(0, 1), 1U);
    EXPECT_EQ(statistics.pair(1, 0), 0U);
}

TEST(Statistics, AddsUp) {
    sm::Statistics one(names);
    sm::Statistics other(names);
    one.count(0, sm::Statistics::npos, sm::Ending::answered);
    other.count(0, sm::Statistics::npos, sm::Ending::answered);
    other.count_label("hit");
    one.add(other);
    EXPECT_EQ(one.calls(std::size_t{0}), 2U);
    EXPECT_EQ(one.labels().at("hit"), 1U);
}

TEST(Statistics, EmptyOnesAddNothing) {
    sm::Statistics one(names);
    one.count(1, 0, sm::Ending::answered);
    one.add(sm::Statistics());
    EXPECT_EQ(one.calls(), 1U);
    EXPECT_EQ(one.pair(0, 1), 1U);
}

TEST(Statistics, AddToEmptyOnesWithoutLosingWhatTheseHave) {
    sm::Statistics sum;
    sum.count_program();
    sum.count_discards(3);
    sum.count_label("hit");
    sm::Statistics other(names);
    other.count(0, sm::Statistics::npos, sm::Ending::answered);
    other.count_program();
    other.count_label("hit");
    sum.add(other);
    sum.add(other);
    EXPECT_EQ(sum.calls(std::size_t{0}), 2U);
    EXPECT_EQ(sum.programs(), 3U);
    EXPECT_EQ(sum.discards(), 3U);
    EXPECT_EQ(sum.labels().at("hit"), 3U);
}

TEST(Statistics, OfOtherCommandsAreRefused) {
    constexpr std::array<std::string_view, 1> others{"Cas"};
    sm::Statistics sum(names);
    EXPECT_THROW(sum.add(sm::Statistics(others)), sm::Misuse);
}

TEST(Statistics, WarnWhereLittleWasAnswered) {
    sm::Statistics statistics(names);
    for (int i = 0; i < 3; ++i) statistics.count(0, sm::Statistics::npos, sm::Ending::refused);
    statistics.count(1, sm::Statistics::npos, sm::Ending::answered);
    EXPECT_NE(statistics.text().find("only 25 % of the calls were answered"), std::string::npos);
    EXPECT_NE(statistics.text().find("3 refused"), std::string::npos);
}

TEST(Statistics, OfNothingAreTextToo) {
    EXPECT_NE(sm::Statistics().text().find("0 programs, 0 calls"), std::string::npos);
}

TEST(Statistics, NamesACommandThatWasNeverCalled) {
    sm::Statistics statistics(names);
    statistics.count(0, sm::Statistics::npos, sm::Ending::answered);
    EXPECT_NE(statistics.text().find("Get was never called"), std::string::npos);
}
