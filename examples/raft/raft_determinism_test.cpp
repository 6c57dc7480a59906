// One seed, one run: in each build, by each compiler, on each machine.

#include <sm/history/outcome.hpp>
#include <sm/simulation/determinism.hpp>

#include <gtest/gtest.h>

#include "client.hpp"
#include "node.hpp"

namespace {

using namespace raft;
using namespace std::chrono_literals;

constexpr sm::simulation::ClusterOptions world{
    .network = {.latency = {.least = 1ms, .most = 20ms, .tail = 0.05, .longest = 300ms},
                .loss = 0.02,
                .duplicates = 0.02,
                .reordered = 0.2},
    .clocks = {.skew = 1s, .drift = 0.01}};

/// Writes and reads, some of which are not answered, while servers crash and are cut off.
void inject_faults(sm::simulation::Simulation<Node>& servers) {
    auto client = servers.client(0);
    auto& cluster = servers.cluster();
    const auto attempt = [](const auto& call) {
        try {
            call();
        } catch (const sm::Refused&) {
        } catch (const sm::Unknown&) {
        }
    };
    for (int round = 0; round < 10; ++round) {
        const auto node = "n" + std::to_string(1 + round % 3);
        attempt([&] { client.append("x", std::to_string(round)); });
        cluster.kill(node);
        attempt([&] { client.append("x", "."); });
        cluster.start(node);
        cluster.cut({{"n1", "n2"}, {"n2", "n1"}});
        attempt([&] { client.get("x"); });
        cluster.restore_all();
        cluster.clock().wait(1s);
    }
}

TEST(RaftDeterminism, TwoRunsOfASeedAreTheSame) {
    for (std::uint64_t seed = 0; seed < 20; ++seed)
        ASSERT_EQ(
            sm::simulation::difference_of_two_runs<Node>(world, sm::Seed{seed}, inject_faults),
            std::nullopt)
            << "of seed " << seed;
}

/// Another machine, compiler or build comes to the same number.
TEST(RaftDeterminism, HoldsAcrossBuilds) {
    sm::simulation::Simulation<Node> servers(world, sm::Seed{42});
    inject_faults(servers);
    EXPECT_EQ(servers.cluster().digest(), 14497064180166648896U);
}

/// And to the same messages, word by word, which the digest does not look into.
TEST(RaftDeterminism, WhatIsSaidHoldsAcrossBuilds) {
    sm::simulation::Simulation<Node> servers(world, sm::Seed{42});
    servers.cluster().record();
    inject_faults(servers);
    EXPECT_EQ(sm::Seed{0}.child(sm::to_string(servers.cluster().trace())).value,
              12450564007563394333U);
}

}  // namespace
