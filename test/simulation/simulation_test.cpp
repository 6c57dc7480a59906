#include <sm/simulation/simulation.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulation/counters.hpp"

namespace {

using counters::Counter;
using namespace std::chrono_literals;
using testing::Optional;

TEST(Simulation, ACallOutsideOfAnyTaskWaitsInVirtualTime) {
    sm::Simulation<Counter> simulation({}, sm::Seed{1});
    auto client = simulation.client(1);
    EXPECT_THAT(client.add(2, 5), Optional(5));
    EXPECT_THAT(client.ask(2), Optional(5));
    EXPECT_GT(simulation.cluster().clock().now(), 400us);
    EXPECT_LT(simulation.cluster().clock().now(), 100ms);
}

TEST(Simulation, WhatIsSyncedSurvivesAKill) {
    sm::Simulation<Counter> simulation({}, sm::Seed{1});
    auto client = simulation.client(1);
    client.add(1, 5);
    client.cluster().kill("n1");
    EXPECT_EQ(client.ask(1), std::nullopt);
    client.cluster().start("n1");
    EXPECT_THAT(client.ask(1), Optional(5));
}

TEST(Simulation, TheSameSeedGivesTheSameEvents) {
    const auto run = [](std::uint64_t seed) {
        sm::Simulation<Counter> simulation({}, sm::Seed{seed});
        auto client = simulation.client(1);
        for (int i = 0; i < 50; ++i) client.add(1 + i % 3, i);
        client.cluster().clock().wait(10s);
        return client.cluster().digest();
    };
    EXPECT_EQ(run(1), run(1));
    EXPECT_NE(run(1), run(2));
}

TEST(Simulation, TasksRunSideBySide) {
    sm::Simulation<Counter> simulation({}, sm::Seed{1});
    auto& scheduler = simulation.scheduler();
    std::vector<std::function<void()>> tasks;
    for (int task = 0; task < 3; ++task) tasks.push_back([&] { scheduler.clock().wait(10s); });
    scheduler.run(tasks);
    EXPECT_EQ(scheduler.clock().now(), 10s);
}

}  // namespace
