#include <sm/base/misuse.hpp>
#include <sm/cluster/process/process_cluster.hpp>
#include <sm/cluster/unsupported.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "cluster/net/subnet.hpp"
#include "cluster/process/process_support.hpp"

#include <unistd.h>

namespace {

using namespace sm_test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// Where each node has a network namespace.
class ProcessCluster : public NamespaceTest {};
/// Where nodes have addresses of the loopback device.
class LoopbackCluster : public ProcessTest {};

sm::ClusterSpec of(std::vector<sm::NodeSpec> nodes) {
    return {.nodes = std::move(nodes), .isolation = sm::Isolation::namespaces};
}

TEST_F(ProcessCluster, CutsOneWayAndCountsWhatVanished) {
    sm::ProcessCluster cluster(of({process("n1"), process("n2")}));
    if (const auto why = cluster.why_not_cut()) GTEST_SKIP() << *why;
    await_ready(cluster, "n1");
    await_ready(cluster, "n2");
    const auto n1 = cluster.address("n1", "net"), n2 = cluster.address("n2", "net");
    cluster.cut({{.from = "n1", .to = "n2"}});
    EXPECT_EQ(ask(cluster, "n1", "tell " + n2 + " lost"), "ok");
    EXPECT_EQ(ask(cluster, "n2", "tell " + n1 + " arrives"), "ok");
    EXPECT_TRUE(sm::eventually([&] { return ask(cluster, "n1", "heard") == "arrives "; }));
    EXPECT_EQ(ask(cluster, "n2", "heard"), "");
    ASSERT_THAT(cluster.active_cuts(), SizeIs(1));
    EXPECT_GE(cluster.active_cuts()[0].dropped, 1U);

    cluster.restore_all();
    ask(cluster, "n1", "tell " + n2 + " through");
    EXPECT_TRUE(sm::eventually([&] { return ask(cluster, "n2", "heard") == "through "; }));
}

TEST_F(ProcessCluster, LosesAShareOfThePackets) {
    sm::ProcessCluster cluster(of({process("n1"), process("n2")}));
    if (const auto why = cluster.why_not_cut()) GTEST_SKIP() << *why;
    await_ready(cluster, "n1");
    await_ready(cluster, "n2");
    cluster.cut({{.from = "n1", .to = "n2", .share = 0.5}});
    const auto tell = "tell " + cluster.address("n2", "net") + " x";
    for (int i = 0; i < 200; ++i) ask(cluster, "n1", tell);
    const auto dropped = cluster.active_cuts()[0].dropped;
    EXPECT_GT(dropped, 50U);  // 7 standard deviations
    EXPECT_LT(dropped, 150U);
}

TEST_F(ProcessCluster, DelaysWhatANodeSends) {
    sm::ProcessCluster cluster(of({process("n1"), process("n2")}));
    if (const auto why = cluster.why_not_delay({}, {})) {
        EXPECT_THROW(cluster.delay({{"n1", "n2"}}, {.latency = 100ms}), sm::Unsupported);
        GTEST_SKIP() << *why;
    }
    await_ready(cluster, "n1");
    cluster.delay({{"n1", "n2"}}, {.latency = 100ms});
    const auto begin = sm::steady().now();
    EXPECT_EQ(ask(cluster, "n1", "get"), "none");
    EXPECT_GE(sm::steady().now() - begin, sm::Duration(200ms));  // to connect, and the answer
}

TEST_F(ProcessCluster, LeavesNoNetworkDeviceBehind) {
    const auto routes_of = [](const std::string& address) {
        const auto all = sm::detail::routes();
        return std::count_if(all.begin(), all.end(), [&](const sm::detail::Route& route) {
            return route.subnet.host(2) == address;
        });
    };
    std::string address;
    {
        sm::ProcessCluster cluster(of({process("n1")}));
        address = cluster.address("n1", "net");
        EXPECT_EQ(routes_of(address), 1);
    }
    EXPECT_TRUE(sm::eventually([&] { return routes_of(address) == 0; }));
}

TEST_F(ProcessCluster, WhatANodeStartedEndsWithIt) {
    sm::ProcessCluster cluster(of({{.name = "n1",
                                    .program = "/bin/sh",
                                    .arguments = {"-c", "sleep 1000 & echo started; wait"}}}));
    cluster.await("n1", [&] { return cluster.last_lines("n1") == "started"; });
    EXPECT_THAT(remains_of(::getpid()), SizeIs(3));  // two processes, and the cluster's folder
    cluster.kill("n1");
    EXPECT_THAT(remains_of(::getpid()), SizeIs(1));
}

TEST_F(ProcessCluster, LimitsTheFilesThatANodeMayOpen) {
    sm::ProcessCluster cluster(of({{.name = "n1",
                                    .program = "/bin/sh",
                                    .arguments = {"-c", "ulimit -n; sleep 1000"},
                                    .limits = {.open_files = 77}}}));
    cluster.await("n1", [&] { return cluster.last_lines("n1") == "77"; });
}

TEST_F(ProcessCluster, KillsWhoTakesTooMuchMemory) {
    sm::NodeSpec hungry{.name = "n1",
                        .program = "/bin/sh",
                        .arguments = {"-c", "echo started; exec tail -c 200M /dev/zero"},
                        .limits = {.memory = 32 << 20}};
    try {
        sm::ProcessCluster cluster(of({hungry}));
        EXPECT_TRUE(
            sm::eventually([&] { return cluster.state("n1") == sm::NodeState::dead; }, {30s}));
    } catch (const sm::Unsupported& unsupported) {
        GTEST_SKIP() << unsupported.what();
    }
}

TEST_F(ProcessCluster, RunsAProgramBesideANode) {
    sm::ProcessCluster cluster(of({process("n1")}));
    const auto listed = cluster.exec("n1", {"ip", "-br", "addr"});
    EXPECT_THAT(listed.out, HasSubstr(cluster.address("n1", "net")));
    EXPECT_EQ(cluster.exec("n1", {"pwd"}).out, cluster.directory("n1").string() + "\n");
}

TEST_F(ProcessCluster, TakesASubnetThatIsAskedFor) {
    const sm::ProcessCluster cluster({.networks = {{"net", "10.214.77.0/24"}}});
    try {
        const sm::ProcessCluster other({.networks = {{"net", "10.214.77.0/24"}}});
        FAIL() << "two clusters have the same subnet";
    } catch (const sm::ProcessError& error) {
        EXPECT_EQ(error.kind, sm::ProcessErrorKind::subnet_taken);
        EXPECT_THAT(error.what(), HasSubstr("is taken by this host's route 10.214.77.0/24"));
    }
}

sm::ClusterSpec on_loopback() { return {.isolation = sm::Isolation::loopback}; }

/// With the address that the cluster gave it.
void spawn_bound(sm::ProcessCluster& cluster, const std::string& name) {
    cluster.spawn(process(name, {"--bind", cluster.address(name, "net")}));
    await_ready(cluster, name);
}

TEST_F(LoopbackCluster, GivesEachNodeAnAddressOfItsOwn) {
    sm::ProcessCluster cluster(on_loopback()), other(on_loopback());
    for (const char* name : {"n1", "n2"}) spawn_bound(cluster, name);
    spawn_bound(other, "n1");
    EXPECT_EQ(ask(cluster, "n1", "peer " + cluster.address("n2", "net")), "yes");
    EXPECT_THAT(cluster.address("n1", "net"), testing::StartsWith("127."));
    ask(cluster, "n1", "put here");
    EXPECT_EQ(ask(other, "n1", "get"), "none");
    EXPECT_EQ(ask(cluster, "n2", "get"), "none");
}

TEST_F(LoopbackCluster, KillsPausesAndRestarts) {
    sm::ProcessCluster cluster(on_loopback());
    spawn_bound(cluster, "n1");
    ask(cluster, "n1", "put kept");
    cluster.kill("n1");
    cluster.start("n1");
    await_ready(cluster, "n1");
    EXPECT_EQ(ask(cluster, "n1", "get"), "kept");
    cluster.pause("n1");
    EXPECT_THROW(ask(cluster, "n1", "get"), std::runtime_error);
}

TEST_F(LoopbackCluster, SaysWhatItLacksAndWhy) {
    sm::ProcessCluster cluster(on_loopback());
    for (const char* name : {"n1", "n2"}) spawn_bound(cluster, name);
    EXPECT_EQ(cluster.isolation(), sm::Isolation::loopback);
    EXPECT_THAT(cluster.why_not_cut().value_or(""),
                HasSubstr("packets cannot be dropped between nodes on loopback addresses"));
    EXPECT_THROW(cluster.cut({{.from = "n1", .to = "n2"}}), sm::Unsupported);
    EXPECT_THROW(cluster.disconnect("n1", "net"), sm::Unsupported);
    EXPECT_THROW(cluster.delay({{"n1", "n2"}}, {.latency = 10ms}), sm::Unsupported);
}

}  // namespace
