// Each planted bug is found by generated programs and shrunk; without one nothing is found.

#include <sm/sm.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iterator>
#include <string>
#include <vector>

#include "hunt.hpp"

namespace {

using namespace raft;
using testing::HasSubstr;

class RaftBugs : public testing::TestWithParam<Bug> {};

TEST_P(RaftBugs, IsFoundAndShrunk) {
    const auto find = search_for({.bug = GetParam(), .replays = 2'000});
    ASSERT_FALSE(find.passed) << find.text;
    EXPECT_LE(find.size, find.first_size);
    EXPECT_LE(find.size, 24U) << find.text;
}

std::vector<Bug> planted() {
    const auto all = sm::enum_values<Bug>();
    return {std::next(all.begin()), all.end()};  // the first is none
}

INSTANTIATE_TEST_SUITE_P(Planted, RaftBugs, testing::ValuesIn(planted()),
                         [](const auto& bug) { return sm::to_string(bug.param); });

/// What Raft promises, and how the search tells that the promise is broken.
TEST(RaftSafety, NamesThePromiseThatIsBroken) {
    const auto told = [](Bug bug) { return search_for({.bug = bug}).text; };
    EXPECT_THAT(told(Bug::votes_twice), HasSubstr("both lead in term"));
    EXPECT_THAT(told(Bug::votes_for_shorter_logs), HasSubstr("which is committed"));
}

class RaftWithoutBugs : public testing::TestWithParam<Ground> {};

TEST_P(RaftWithoutBugs, NothingIsFound) {
    const auto find = GetParam().search({.programs = 300});
    EXPECT_TRUE(find.passed) << find.text;
}

TEST_P(RaftWithoutBugs, TwoRunsOfAProgramAreTheSame) {
    const auto find = GetParam().search({.programs = 50, .check_determinism = true});
    EXPECT_TRUE(find.passed) << find.text;
}

INSTANTIATE_TEST_SUITE_P(Grounds, RaftWithoutBugs,
                         testing::ValuesIn(grounds().begin(), grounds().end()),
                         [](const auto& ground) { return std::string(ground.param.name); });

}  // namespace
