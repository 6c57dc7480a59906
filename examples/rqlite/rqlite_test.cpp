// What rqlite 4.6.0 does on three real nodes, at each level of reading. Each test runs few programs
// here and many by tools/soak; a failure that is expected is looked at, and what is not fails.

#include <sm/sm.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <iostream>
#include <variant>

#include "cluster.hpp"
#include "suites.hpp"

namespace {

using namespace rqlite;
using namespace std::chrono_literals;

/// Reads that wait until there is a leader again.
constexpr Patience patient{.read = 4s};

class Rqlite : public testing::Test {
 protected:
    void SetUp() override {
        if (const auto why = unusable()) GTEST_SKIP() << *why;
    }
};

template <class C, class Cmd>
int count(const sm::Program<Cmd>& program) {
    int found = 0;
    const auto look = [&](const auto& steps) {
        for (const auto& step : steps) found += std::holds_alternative<C>(step.command);
    };
    look(program.prefix);
    for (const auto& branch : program.branches) look(branch);
    return found;
}

/// Whether the failure is a wrong answer, and not that something broke; tells of it in any case.
template <class Cmd>
bool found_invalid(const sm::Report<Cmd>& report) {
    std::cout << report.text() << "\n"
              << report.executions << " runs in all, " << report.shrink_executions
              << " of them to shrink\n";
    return !report.passed && report.failure == sm::Failure::wrong_answer;
}

TEST_F(Rqlite, LevelNoneIsStaleWithNoFault) {
    const auto report =
        sm::check<NoneCmd>(Clusters{}, {.programs = 100, .length = 8, .corpus = ""});
    ASSERT_TRUE(found_invalid(report));
    // Two, but for the one time in many that a follower learns of a write at once: then a step that
    // could have gone seems to be needed.
    EXPECT_LE(report.program.size(), 3U);
    EXPECT_GE(count<OnReady::Insert>(report.program), 1);
}

TEST_F(Rqlite, LevelNoneLagsByMoreThanASecondOnlyWithACut) {
    const auto report =
        sm::check<LaggingCmd>(Clusters{}, {.programs = 200, .length = 12, .corpus = ""});
    ASSERT_TRUE(found_invalid(report));
    EXPECT_LE(report.program.size(), 5U);
    EXPECT_EQ(count<OnReady::Disconnect>(report.program), 1);
}

// Weak reads are wrong only sometimes. What is looked for here in a few programs, and shrunk for a
// few seconds, is found and shrunk to the end by `tools/soak rqlite-weak`.

TEST_F(Rqlite, LevelWeakAtADeposedLeader) {
    const auto report = sm::check<DeposedCmd>(Clusters{}, {.programs = 10,
                                                           .length = 9,
                                                           .workers = 3,
                                                           .shrink = {.time = 10s},
                                                           .corpus = "",
                                                           .swarm = false});
    if (report.passed) GTEST_SKIP() << "no stale read in " << report.programs << " programs";
    ASSERT_TRUE(found_invalid(report));
    EXPECT_GE(count<OnReady::Pause>(report.program), 1);
}

TEST_F(Rqlite, LevelWeakAtAFreshLeader) {
    const auto report = sm::check<FreshCmd>(
        Clusters{patient},
        {.programs = 10, .length = 6, .shrink = {.time = 10s}, .corpus = "", .swarm = false});
    if (report.passed) GTEST_SKIP() << "no stale read in " << report.programs << " programs";
    ASSERT_TRUE(found_invalid(report));
    EXPECT_GE(count<OnReady::Stop>(report.program), 1);
}

TEST_F(Rqlite, LevelStrongIsNeverStale) {
    EXPECT_TRUE(sm::check<StrongCmd>(Clusters{patient},
                                     {.programs = 5, .length = 12, .command_time_limit = 30s}));
}

TEST_F(Rqlite, LevelStrongIsLinearizable) {
    EXPECT_TRUE(sm::check<StrongCmd>(
        Clusters{patient}, {.programs = 5, .length = 15, .workers = 3, .command_time_limit = 30s}));
}

/// The programs of this seed are few, and have all that this is about; the long run draws others.
TEST_F(Rqlite, LevelStrongHoldsWhileNodesComeAndGo) {
    EXPECT_TRUE(sm::check<SpawnCmd>(Clusters{patient}, {.programs = 3,
                                                        .length = 16,
                                                        .seed = 14,
                                                        .command_time_limit = 30s,
                                                        .swarm = false,
                                                        .require = {"respawned from an old log"}}));
}

}  // namespace
