// What rqlite 4.6.0 does on three real nodes, at each level of reading.

#include <sm/sm.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <variant>

#include "model.hpp"

namespace {

using namespace rqlite;
using namespace std::chrono_literals;
using OnReady = Commands<Start::ready>;
using FromNothing = Commands<Start::nothing>;

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

using NoneCmd =
    std::variant<OnReady::Insert, OnReady::Get<Level::none>, OnReady::Disconnect, OnReady::Connect>;

TEST_F(Rqlite, LevelNoneIsStaleWithNoFault) {
    const auto report = sm::check<NoneCmd>(
        Clusters{}, {.name = "rqlite.none", .programs = 50, .length = 8, .corpus = ""});
    ASSERT_FALSE(report.passed) << report.text();
    std::cout << report.text();
    EXPECT_EQ(report.program.size(), 2U);
    EXPECT_EQ(count<OnReady::Disconnect>(report.program), 0);
}

using LaggingCmd = std::variant<OnReady::Insert, OnReady::GetLagging, OnReady::Disconnect,
                                OnReady::Connect, OnReady::Delay>;

TEST_F(Rqlite, LevelNoneLagsWithoutBoundAtANodeThatIsCut) {
    const auto report = sm::check<LaggingCmd>(
        Clusters{}, {.name = "rqlite.lagging", .programs = 100, .length = 12, .corpus = ""});
    ASSERT_FALSE(report.passed) << report.text();
    std::cout << report.text();
    EXPECT_EQ(count<OnReady::Disconnect>(report.program), 1);
    EXPECT_EQ(report.program.size(), 4U);
}

using WeakCmd =
    std::variant<OnReady::Insert, OnReady::Get<Level::weak>, OnReady::Pause, OnReady::UnPause>;

TEST_F(Rqlite, LevelWeakIsStaleAtADeposedLeader) {
    const auto report = sm::check<WeakCmd>(Clusters{}, {.name = "rqlite.weak.deposed",
                                                        .programs = 400,
                                                        .length = 9,
                                                        .workers = 2,

                                                        .shrink = {.time = 5min},
                                                        .corpus = "",
                                                        .swarm = false});
    ASSERT_FALSE(report.passed) << report.text();
    std::cout << report.text();
}

using FreshCmd = std::variant<OnReady::Insert, OnReady::Get<Level::weak>, OnReady::Stop>;

TEST_F(Rqlite, LevelWeakIsStaleAtAFreshLeader) {
    const auto report = sm::check<FreshCmd>(Clusters{{.read = 4s}}, {.name = "rqlite.weak.fresh",
                                                                     .programs = 200,
                                                                     .length = 8,
                                                                     .shrink = {.time = 5min},
                                                                     .corpus = ""});
    ASSERT_FALSE(report.passed) << report.text();
    std::cout << report.text();
}

using StrongCmd = std::variant<OnReady::Insert, OnReady::Get<Level::strong>, OnReady::Disconnect,
                               OnReady::Connect, OnReady::Pause, OnReady::UnPause, OnReady::Stop,
                               OnReady::ReSpawn, OnReady::Delay>;

TEST_F(Rqlite, LevelStrongIsNeverStale) {
    const auto report =
        sm::check<StrongCmd>(Clusters{{.read = 4s}},
                             {.name = "rqlite.strong", .programs = 10, .length = 12, .corpus = ""});
    EXPECT_TRUE(report.passed) << report.text();
    std::cout << report.text();
}

TEST_F(Rqlite, LevelStrongIsLinearizable) {
    const auto report = sm::check<StrongCmd>(
        Clusters{{.read = 4s}},
        {.name = "rqlite.strong.many", .programs = 10, .length = 12, .workers = 3, .corpus = ""});
    EXPECT_TRUE(report.passed) << report.text();
    std::cout << report.text();
}

using SpawnCmd =
    std::variant<FromNothing::Spawn, FromNothing::ReSpawn, FromNothing::Stop, FromNothing::Leave,
                 FromNothing::Insert, FromNothing::Get<Level::strong>>;

TEST_F(Rqlite, NodesComeAndGoFromNothing) {
    const auto report = sm::check<SpawnCmd>(Clusters{{.read = 4s}}, {.name = "rqlite.spawn",
                                                                     .programs = 5,
                                                                     .length = 12,
                                                                     .command_time_limit = 30s,
                                                                     .corpus = ""});
    EXPECT_TRUE(report.passed) << report.text();
    std::cout << report.text();
}

}  // namespace
