// Faults of clocks, disks and links by name, several of them on one thing, and such without sense.
#include <sm/base/misuse.hpp>
#include <sm/cluster/unsupported.hpp>
#include <sm/fault/injector.hpp>
#include <sm/value/to_string.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fault/fake_cluster.hpp"
#include "fault/fake_hardware.hpp"

namespace {

using namespace std::chrono_literals;
using sm::fault::Injector;
using sm_test::ProcessHardware;
using sm_test::SimulatedHardware;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

std::uint64_t inject(Injector& injector, const char* name, const char* arguments) {
    return injector.inject({name, sm::parse_tree(arguments)}).number;
}

/// What is thrown for a fault.
template <class Error>
std::string error_of(sm::Cluster& cluster, const char* name, const char* arguments) {
    Injector injector(cluster);
    try {
        inject(injector, name, arguments);
    } catch (const Error& error) {
        return error.what();
    }
    return "nothing was thrown";
}

TEST(HardwareFaults, AFaultThatFailsHalfWayLeavesThoseThatWereOn) {
    SimulatedHardware cluster;
    Injector injector(cluster);
    inject(injector, "disk", "{nodes: [n1, n2], latency: 500ms}");
    cluster.failing = {"n3"};
    EXPECT_THROW(inject(injector, "disk", "{nodes: [n1, n3, n2], latency: 1s}"),
                 std::runtime_error);
    EXPECT_THAT(cluster.latencies, ElementsAre(Pair("n1", 500ms), Pair("n2", 500ms)));
    injector.heal("disk");
    EXPECT_THAT(cluster.latencies, IsEmpty());
}

TEST(HardwareFaults, WhereTheLatestCountsTheOneBeforeIsBackWhenItIsHealed) {
    SimulatedHardware cluster;
    const auto check = [&](const char* name, const char* one, const char* other, const auto& now) {
        Injector injector(cluster);
        const auto first = inject(injector, name, one);
        const auto second = inject(injector, name, other);
        const auto third = inject(injector, name, one);
        injector.heal(second);
        EXPECT_EQ(now(), 1s) << name;
        inject(injector, name, other);
        injector.heal(third);
        EXPECT_EQ(now(), 2s) << name;
        injector.heal(4);
        EXPECT_EQ(now(), 1s) << name;
        injector.heal(first);
    };
    check("disk", "{nodes: n1, latency: 1s}", "{nodes: all, latency: 2s}",
          [&] { return cluster.latencies["n1"]; });
    check("slow", "{nodes: n1, by: 1s}", "{nodes: all, by: 2s}",
          [&] { return cluster.slowness["n1"]; });
    check("delay", "{links: {n1: n2}, by: 1s}", "{by: 2s}", [&] { return cluster.delays["n1n2"]; });
    EXPECT_THAT(cluster.latencies, IsEmpty());
    EXPECT_THAT(cluster.slowness, IsEmpty());
    EXPECT_THAT(cluster.delays, IsEmpty());
}

TEST(HardwareFaults, ALinkThatTwoCloggedIsFreeWhenBothAreHealed) {
    SimulatedHardware cluster;
    Injector injector(cluster);
    const auto one = inject(injector, "clog", "{links: {n1: n2}}");
    const auto other = inject(injector, "clog", "{links: {n1: all}}");
    injector.heal(other);
    EXPECT_THAT(cluster.clogged, ElementsAre("n1n2"));
    injector.heal(one);
    EXPECT_THAT(cluster.clogged, IsEmpty());
}

TEST(HardwareFaults, FaultsOfAClockAddUpAndAreHealedOneByOne) {
    SimulatedHardware cluster;
    Injector injector(cluster);
    const auto first = inject(injector, "clock", "{n1: 1s}");
    const auto drift = inject(injector, "drift", "{n1: 0.5}");
    const auto second = inject(injector, "clock", "{n1: 2s, n2: 2s}");
    EXPECT_THAT(cluster.steps, ElementsAre(Pair("n1", 3s), Pair("n2", 2s)));
    injector.heal(first);
    EXPECT_THAT(cluster.steps, ElementsAre(Pair("n1", 2s), Pair("n2", 2s)));
    EXPECT_THAT(cluster.drifts, ElementsAre(Pair("n1", 0.5)));
    injector.heal(second);
    EXPECT_THAT(cluster.steps, IsEmpty());
    EXPECT_THAT(cluster.drifts, ElementsAre(Pair("n1", 0.5)));
    injector.heal(drift);
    EXPECT_THAT(cluster.drifts, IsEmpty());
}

TEST(HardwareFaults, AMisspeltKeyIsToldWithThoseThatThereAre) {
    SimulatedHardware cluster;
    const auto misuse = [&](const char* name, const char* arguments) {
        return error_of<sm::Misuse>(cluster, name, arguments);
    };
    EXPECT_EQ(misuse("disk", "{nodes: [n1], unreadble: 0.5}"),
              "disk {nodes: [n1], unreadble: 0.5}: there is no field `unreadble`; did you mean "
              "unreadable?; its fields are nodes, latency, full, unreadable, misdirected");
    EXPECT_THAT(misuse("slow", "{nodes: [n1], by: 1s, until: 2s}"),
                HasSubstr("`until`; its fields are nodes, by"));
    EXPECT_THAT(misuse("delay", "{by: 1s, link: {n1: n2}}"),
                HasSubstr("`link`; did you mean links?; its fields are by, links"));
    EXPECT_THAT(misuse("slow", "[n1]"),
                HasSubstr("it has several fields; name them, as in {nodes: ..., by: ...}"));
    EXPECT_THAT(misuse("slow", "{nodes: [n1], by: fast}"),
                HasSubstr("SlowNodes.by: fast is not a duration such as 150ms"));
    EXPECT_THAT(misuse("clog", "[n1]"), HasSubstr("n1 is not a group; give groups such as"));
    sm_test::FakeCluster fake;
    EXPECT_THAT(error_of<sm::Misuse>(fake, "loss", "{share: 0.5, nodes: [n1]}"),
                HasSubstr("`nodes`; its fields are share, links"));
    EXPECT_THAT(error_of<sm::Misuse>(fake, "disconnect", "{network: raft, nodes: n1, for: 2s}"),
                HasSubstr("`for`; its fields are network, nodes"));
}

TEST(HardwareFaults, WhatHarmsNothingIsRefused) {
    SimulatedHardware cluster;
    for (const char* arguments : {"{nodes: [n1]}", "{nodes: [n1], full: false, latency: 0s}"})
        EXPECT_THAT(error_of<sm::Misuse>(cluster, "disk", arguments),
                    HasSubstr("it does nothing; write {nodes: [n1], latency: 50ms} or"));
    EXPECT_THAT(error_of<sm::Misuse>(cluster, "slow", "{nodes: [n1], by: 0s}"),
                HasSubstr("say by how much, above zero"));
    EXPECT_THAT(error_of<sm::Misuse>(cluster, "delay", "{by: -1s}"),
                HasSubstr("say by how much, as in {by: 100ms"));
}

/// As files of before have it, in seconds: set aside rather than read as something else.
TEST(HardwareFaults, AClockIsMovedByATimeWithItsUnit) {
    SimulatedHardware cluster;
    EXPECT_THAT(error_of<sm::Misuse>(cluster, "clock", "{n1: 1.024}"), HasSubstr("StepClocks.by"));
    EXPECT_THAT(error_of<sm::Misuse>(cluster, "clock", "{nodes: [n1], step: 2s}"),
                HasSubstr("StepClocks.by"));
}

TEST(HardwareFaults, ADiskFailsInOneWayAtATime) {
    ProcessHardware cluster;
    Injector injector(cluster);
    inject(injector, "disk", "{nodes: [n1], latency: 1s}");
    const auto later = inject(injector, "disk", "{nodes: [n1], full: true}");
    EXPECT_EQ(cluster.faults.at("n1"), sm::DiskFault{.failure = sm::DiskFailure::no_space});
    injector.heal(later);
    EXPECT_EQ(cluster.faults.at("n1"), sm::DiskFault{.latency = 1s});
    injector.heal("disk");
    EXPECT_THAT(cluster.faults, IsEmpty());
}

TEST(HardwareFaults, ADiskOfAProcessIsNotDamaged) {
    ProcessHardware cluster;
    for (const char* arguments : {"{nodes: n1, unreadable: 0.1}", "{nodes: n1, misdirected: 0.1}"})
        EXPECT_THAT(error_of<sm::Unsupported>(cluster, "disk", arguments),
                    HasSubstr("only simulated disks can be damaged"));
}

TEST(HardwareFaults, WhatAProcessSendsIsDelayedToAllOrNone) {
    ProcessHardware cluster;
    Injector injector(cluster);
    const auto all = inject(injector, "delay", "{by: 1s}");
    EXPECT_EQ(cluster.delays.size(), 3U);
    inject(injector, "delay", "{by: 2s, links: {n1: [n3, n2]}}");
    injector.heal(all);
    EXPECT_THAT(cluster.delays, ElementsAre(Pair("n1", 2s)));
    injector.heal("delay");
    EXPECT_THAT(cluster.delays, IsEmpty());
    EXPECT_EQ(error_of<sm::Unsupported>(cluster, "delay", "{by: 1s, links: {n1: n2}}"),
              "fault \"delay\": not from n1 to some only");
}

TEST(HardwareFaults, WhatTheKernelLacksForADelayIsTold) {
    ProcessHardware cluster;
    cluster.no_netem = "the kernel has no netem";
    EXPECT_EQ(error_of<sm::Unsupported>(cluster, "delay", "{by: 1s}"),
              "fault \"delay\": the kernel has no netem");
}

}  // namespace
