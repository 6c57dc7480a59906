#include <sm/simulation/determinism.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulation/counters.hpp"

namespace {

using counters::Counter;
using namespace std::chrono_literals;
using testing::HasSubstr;

void inject_faults(sm::simulation::Simulation<Counter>& simulation) {
    auto client = simulation.client(1);
    for (int round = 0; round < 5; ++round) {
        client.add(1 + round % 3, round);
        client.cluster().kill("n1");
        client.ask(2);
        client.cluster().start("n1");
        client.cluster().step_clock("n2", 300ms);
        client.cluster().clock().wait(2s);
    }
}

constexpr sm::simulation::NetworkOptions bad_network{
    .loss = 0.1, .duplicates = 0.1, .reordered = 0.3};

TEST(Determinism, TwoRunsOfASeedAreTheSame) {
    for (std::uint64_t seed = 0; seed < 200; ++seed)
        ASSERT_EQ(sm::simulation::difference_of_two_runs<Counter>(
                      {.network = bad_network, .swarm = true}, sm::Seed{seed}, inject_faults),
                  std::nullopt)
            << "of seed " << seed;
}

/// Another machine, compiler or build comes to the same number.
TEST(Determinism, HoldsAcrossBuilds) {
    sm::simulation::Simulation<Counter> simulation({.network = bad_network}, sm::Seed{42});
    inject_faults(simulation);
    EXPECT_EQ(simulation.cluster().digest(), 255654842023776850U);
}

/// And to the same messages, word by word, which the digest does not look into.
TEST(Determinism, WhatIsSaidHoldsAcrossBuilds) {
    sm::simulation::Simulation<Counter> simulation({.network = bad_network}, sm::Seed{42});
    simulation.cluster().record();
    inject_faults(simulation);
    EXPECT_EQ(sm::Seed{0}.child(sm::to_string(simulation.cluster().trace())).value,
              14630281389782425227U);
}

/// Tells others how many of its kind there have been.
struct Impure {
    using Message = int;
    struct Client {
        explicit Client(sm::simulation::Mailbox<int>&) {}
    };
    explicit Impure(sm::simulation::Host<int>& host) {
        static int made = 0;
        host.send(1, ++made);
    }
    void receive(sm::simulation::NodeId, int) {}
    void timer(sm::simulation::TimerId) {}
};

TEST(Determinism, ADifferenceIsNamed) {
    const auto difference = sm::simulation::difference_of_two_runs<Impure>(
        {.nodes = 1}, sm::Seed{1}, [](auto& simulation) { simulation.cluster().clock().wait(1s); });
    ASSERT_TRUE(difference);
    EXPECT_EQ(difference->entry, 1U);
    EXPECT_THAT(difference->first, HasSubstr("n1  sent  1"));
    EXPECT_THAT(difference->second, HasSubstr("n1  sent  2"));
}

}  // namespace
