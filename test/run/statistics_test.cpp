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

TEST(Statistics, NamesACommandThatWasNeverCalled) {
    sm::Statistics statistics(names);
    statistics.count(0, sm::Statistics::npos, sm::Ending::answered);
    EXPECT_NE(statistics.text().find("Get was never called"), std::string::npos);
}
