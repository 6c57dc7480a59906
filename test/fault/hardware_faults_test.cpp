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

std::uint64_t strike(Injector& injector, const char* name, const char* arguments) {
    return injector.strike({name, sm::parse_tree(arguments)}).number;
}

/// What is thrown for a fault.
template <class Error>
std::string error_of(sm::Cluster& cluster, const char* name, const char* arguments) {
    Injector injector(cluster);
    try {
        strike(injector, name, arguments);
    } catch (const Error& error) {
        return error.what();
    }
    return "nothing was thrown";
}

TEST(HardwareFaults, AFaultThatFailsHalfWayLeavesThoseThatWereOn) {
    SimulatedHardware cluster;
    Injector injector(cluster);
    strike(injector, "disk", "{nodes: [n1, n2], latency: 500ms}");
    cluster.failing = {"n3"};
    EXPECT_THROW(strike(injector, "disk", "{nodes: [n1, n3, n2], latency: 1s}"),
                 std::runtime_error);
    EXPECT_THAT(cluster.latencies, ElementsAre(Pair("n1", 500ms), Pair("n2", 500ms)));
    injector.heal("disk");
    EXPECT_THAT(cluster.latencies, IsEmpty());
}

TEST(HardwareFaults, WhereTheLatestCountsTheOneBeforeIsBackWhenItIsHealed) {
    SimulatedHardware cluster;
    const auto check = [&](const char* name, const char* one, const char* other, const auto& now) {
        Injector injector(cluster);
        const auto first = strike(injector, name, one);
        const auto second = strike(injector, name, other);
        const auto third = strike(injector, name, one);
        injector.heal(second);
        EXPECT_EQ(now(), 1s) << name;
        strike(injector, name, other);
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
    const auto one = strike(injector, "clog", "{links: {n1: n2}}");
    const auto other = strike(injector, "clog", "{links: {n1: all}}");
    injector.heal(other);
    EXPECT_THAT(cluster.clogged, ElementsAre("n1n2"));
    injector.heal(one);
    EXPECT_THAT(cluster.clogged, IsEmpty());
}

TEST(HardwareFaults, FaultsOfAClockAddUpAndAreHealedOneByOne) {
    SimulatedHardware cluster;
    Injector injector(cluster);
    const auto first = strike(injector, "clock", "{nodes: n1, step: 1s, drift: 0.5}");
    const auto second = strike(injector, "clock", "{nodes: [n1, n2], step: 2s}");
    EXPECT_THAT(cluster.steps, ElementsAre(Pair("n1", 3s), Pair("n2", 2s)));
    injector.heal(first);
    EXPECT_THAT(cluster.steps, ElementsAre(Pair("n1", 2s), Pair("n2", 2s)));
    EXPECT_THAT(cluster.drifts, IsEmpty());
    injector.heal(second);
    EXPECT_THAT(cluster.steps, IsEmpty());
}

TEST(HardwareFaults, AMisspeltKeyIsToldWithThoseThatThereAre) {
    SimulatedHardware cluster;
    const auto misuse = [&](const char* name, const char* arguments) {
        return error_of<sm::Misuse>(cluster, name, arguments);
    };
    EXPECT_EQ(misuse("disk", "{nodes: [n1], unreadble: 0.5}"),
              "disk {nodes: [n1], unreadble: 0.5}: it does not know `unreadble`; it "
              "knows nodes, latency, full, unreadable, misdirected");
    EXPECT_THAT(misuse("clock", "{nodes: [n1], step: 1s, drfit: 0.1}"),
                HasSubstr("`drfit`; it knows nodes, step, drift"));
    EXPECT_THAT(misuse("slow", "{nodes: [n1], by: 1s, to: 2s}"),
                HasSubstr("`to`; it knows nodes, by"));
    EXPECT_THAT(misuse("delay", "{by: 1s, link: {n1: n2}}"),
                HasSubstr("`link`; it knows by, links"));
    EXPECT_THAT(misuse("clog", "{link: {n1: n2}}"), HasSubstr("`link`; it knows links"));
    EXPECT_THAT(misuse("clog", "[n1]"), HasSubstr("it names no links"));
    sm_test::FakeCluster fake;
    EXPECT_THAT(error_of<sm::Misuse>(fake, "loss", "{share: 0.5, nodes: [n1]}"),
                HasSubstr("`nodes`; it knows share, links"));
    EXPECT_THAT(error_of<sm::Misuse>(fake, "disconnect", "{network: raft, nodes: n1, for: 2s}"),
                HasSubstr("`for`; it knows network, nodes"));
}

TEST(HardwareFaults, WhatHarmsNothingIsRefused) {
    SimulatedHardware cluster;
    for (const char* arguments : {"{nodes: [n1]}", "{nodes: [n1], full: false, latency: 0s}"})
        EXPECT_THAT(error_of<sm::Misuse>(cluster, "disk", arguments),
                    HasSubstr("it harms nothing; write {nodes: [n1], latency: 50ms} or"));
    EXPECT_THAT(error_of<sm::Misuse>(cluster, "slow", "{nodes: [n1], by: 0s}"),
                HasSubstr("`by` is 0s; it must be above zero"));
    EXPECT_THAT(error_of<sm::Misuse>(cluster, "delay", "{by: -1s}"),
                HasSubstr("`by` is -1s; it must be above zero"));
}

TEST(HardwareFaults, AFullDiskOfAProcessFailsTheCallsThatOnlyFilesKnow) {
    ProcessHardware cluster;
    Injector injector(cluster);
    strike(injector, "disk", "{nodes: [n1], full: true, latency: 1s}");
    const auto& fault = cluster.faults.at("n1");
    EXPECT_THAT(fault.calls, ElementsAre("pwrite64", "pwritev", "pwritev2", "fallocate",
                                         "copy_file_range", "fsync", "fdatasync"));
    EXPECT_EQ(fault.failure, sm::DiskFailure::no_space);
    EXPECT_EQ(fault.delay, 1s);
    injector.heal("disk");
    EXPECT_THAT(cluster.faults, IsEmpty());
}

TEST(HardwareFaults, ASlowDiskOfAProcessTakesLongerToSync) {
    ProcessHardware cluster;
    Injector injector(cluster);
    strike(injector, "disk", "{nodes: [n1], latency: 1s}");
    const auto later = strike(injector, "disk", "{nodes: [n1], full: true}");
    injector.heal(later);
    EXPECT_THAT(cluster.faults.at("n1").calls, ElementsAre("fsync", "fdatasync"));
    EXPECT_EQ(cluster.faults.at("n1").failure, std::nullopt);
    EXPECT_EQ(cluster.faults.at("n1").delay, 1s);
}

TEST(HardwareFaults, ADiskOfAProcessIsNotDamaged) {
    ProcessHardware cluster;
    for (const char* arguments : {"{nodes: n1, unreadable: 0.1}", "{nodes: n1, misdirected: 0.1}"})
        EXPECT_THAT(error_of<sm::Unsupported>(cluster, "disk", arguments),
                    HasSubstr("only simulated disks can be damaged"));
}

TEST(HardwareFaults, WhatAProcessSendsIsDelayedOnAllItsNetworks) {
    ProcessHardware cluster;
    Injector injector(cluster);
    const auto all = strike(injector, "delay", "{by: 1s}");
    EXPECT_EQ(cluster.delays.size(), 4U);
    strike(injector, "delay", "{by: 2s, links: {n1: [n3, n2]}}");
    injector.heal(all);
    EXPECT_THAT(cluster.delays,
                ElementsAre(Pair(Pair("n1", "http"), 2s), Pair(Pair("n1", "raft"), 2s)));
    injector.heal("delay");
    EXPECT_THAT(cluster.delays, IsEmpty());
}

TEST(HardwareFaults, WhatAProcessSendsIsNotDelayedToSomeOnly) {
    ProcessHardware cluster;
    EXPECT_EQ(
        error_of<sm::Unsupported>(cluster, "delay", "{by: 1s, links: {n1: n2}}"),
        "fault \"delay\": what a node of this cluster sends is delayed to everybody or to "
        "nobody, and not from n1 to n2 only; give all of its links, as in {links: {n1: all}}");
}

TEST(HardwareFaults, WhatTheKernelLacksForADelayIsTold) {
    ProcessHardware cluster;
    cluster.no_netem = "the kernel has no netem";
    EXPECT_EQ(error_of<sm::Unsupported>(cluster, "delay", "{by: 1s}"),
              "fault \"delay\": the kernel has no netem");
}

}  // namespace
