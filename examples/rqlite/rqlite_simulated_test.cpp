// The suites of rqlite on simulated servers: as many programs as one likes, the same each time.

#include <sm/sm.hpp>

#include <gtest/gtest.h>

#include <variant>

#include "simulated.hpp"
#include "suites.hpp"

namespace {

using namespace rqlite;

const auto simulated = [](sm::Seed seed) { return Simulated(seed); };

template <class C, class Cmd>
int count(const sm::Program<Cmd>& program) {
    int found = 0;
    for (const auto& step : program.prefix) found += std::holds_alternative<C>(step.command);
    for (const auto& branch : program.branches) {
        for (const auto& step : branch) found += std::holds_alternative<C>(step.command);
    }
    return found;
}

TEST(RqliteSimulated, LevelNoneIsStaleWithNoFault) {
    const auto report = sm::check<NoneCmd>(simulated, {.length = 8, .seed = 1, .corpus = ""});
    ASSERT_FALSE(report.passed);
    EXPECT_EQ(report.program.size(), 2U) << report.text();
    EXPECT_EQ(count<OnReady::Insert>(report.program), 1);
}

TEST(RqliteSimulated, LevelNoneLagsByMoreThanASecondOnlyWithACut) {
    const auto report = sm::check<LaggingCmd>(simulated, {.length = 12, .seed = 1, .corpus = ""});
    ASSERT_FALSE(report.passed);
    EXPECT_EQ(report.program.size(), 4U) << report.text();
    EXPECT_EQ(count<OnReady::Disconnect>(report.program), 1);
}

TEST(RqliteSimulated, LevelWeakIsStaleAtADeposedLeader) {
    const auto report = sm::check<CutOffCmd>(
        simulated, {.programs = 50'000, .length = 6, .seed = 1, .corpus = "", .swarm = false});
    ASSERT_FALSE(report.passed);
    EXPECT_LE(report.program.size(), 5U) << report.text();
    EXPECT_GE(count<OnReady::Disconnect>(report.program), 1);
}

TEST(RqliteSimulated, LevelStrongIsNeverStale) {
    EXPECT_TRUE(sm::check<StrongCmd>(simulated, {.programs = 300, .length = 12, .seed = 1}));
}

TEST(RqliteSimulated, LevelStrongIsLinearizable) {
    EXPECT_TRUE(
        sm::check<StrongCmd>(simulated, {.programs = 300, .length = 15, .workers = 3, .seed = 1}));
}

}  // namespace
