// What containers and local processes have in common: each test runs in both.

#include <sm/base/misuse.hpp>
#include <sm/cluster/backend.hpp>
#include <sm/cluster/cluster_error.hpp>
#include <sm/cluster/unsupported.hpp>
#include <sm/history/outcome.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include "cluster/process/process_support.hpp"
#include "thrown.hpp"

#include <unistd.h>

namespace {

using namespace sm_test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class NodeCluster : public testing::TestWithParam<sm::Backend> {
 protected:
    void SetUp() override {
        if (const auto why = sm::why_not_usable(GetParam())) GTEST_SKIP() << *why;
    }
    void TearDown() override {
        if (IsSkipped()) return;
        EXPECT_TRUE(sm::eventually([] { return remains_of(::getpid()).empty(); }));
        if (GetParam() == sm::Backend::process) return;
        EXPECT_EQ(resources_of(::getpid()), std::vector<std::string>{});
    }

    static std::unique_ptr<sm::NodeCluster> make(const sm::ClusterSpec& spec) {
        return sm::make_cluster(GetParam(), spec);
    }
};

INSTANTIATE_TEST_SUITE_P(OnProcesses, NodeCluster, testing::Values(sm::Backend::process));
INSTANTIATE_TEST_SUITE_P(OnDocker, NodeCluster, testing::Values(sm::Backend::docker));

constexpr std::uint16_t port = 8080;

/// The server of node.c, which keeps what is put in the node's directory; ready once it answers.
sm::NodeSpec server() {
    return {.program = node_program(),
            .arguments = {"--data", "."},
            .ready = sm::ready_on_port(port),
            .stop_limit = 2s};
}

sm::ClusterSpec of(int count) { return {.nodes = sm::nodes(count, server())}; }

/// Two networks of a cluster, on both of which a node answers.
sm::ClusterSpec on_two_networks() {
    auto spec = of(2);
    spec.networks = {{"http"}, {"raft"}};
    return spec;
}

TEST_P(NodeCluster, GivesNodesFixedAddressesOnSeveralNetworks) {
    auto spec = on_two_networks();
    spec.nodes[1].networks = {"http"};
    const auto cluster = make(spec);
    EXPECT_EQ(ask(*cluster, "n1", "get", "raft"), "none");
    EXPECT_EQ(ask(*cluster, "n1", "peer " + cluster->address("n2"), "http"), "yes");
    EXPECT_EQ(ask(*cluster, "n1", "peer " + cluster->address("n2", "raft"), "http"), "no");
    EXPECT_THAT(cluster->nodes(), ElementsAre("n1", "n2"));
    EXPECT_THAT(cluster->networks("n2"), ElementsAre("http"));
}

TEST_P(NodeCluster, PassesArgumentsAndEnvironment) {
    auto one = server();
    one.arguments = {"a  b", "$HOME"};
    one.environment = {{"MODE", "x=y z"}};
    const auto cluster = make({.nodes = sm::nodes(1, one)});
    EXPECT_EQ(ask(*cluster, "n1", "args"), "a  b $HOME");
    EXPECT_EQ(ask(*cluster, "n1", "env MODE"), "x=y z");
}

TEST_P(NodeCluster, AsksFunctionsOfTheNode) {
    auto one = server();
    one.arguments = [](const sm::NodeContext& node) -> sm::Arguments {
        return {std::to_string(node.number), node.name, node.address(),
                node.address_of(node.all.back().name)};
    };
    one.environment = [](const sm::NodeContext& node) -> sm::Environment {
        return {{"MODE", node.name}};
    };
    const auto cluster = make({.nodes = sm::nodes({"a", "b"}, one)});
    EXPECT_EQ(ask(*cluster, "a", "args"),
              "1 a " + cluster->address("a") + " " + cluster->address("b"));
    EXPECT_EQ(ask(*cluster, "b", "env MODE"), "b");
}

TEST_P(NodeCluster, LaysDownFilesAndDoesSoAgainAfterAWipe) {
    auto one = server();
    one.files = [](const sm::NodeContext& node) -> sm::Files {
        return {{"state", "first of " + node.name}};
    };
    const auto cluster = make({.nodes = sm::nodes(1, one)});
    EXPECT_EQ(ask(*cluster, "n1", "get"), "first of n1");
    ASSERT_EQ(ask(*cluster, "n1", "put other"), "ok");
    cluster->kill("n1");
    cluster->wipe("n1");
    cluster->start("n1");
    cluster->await_ready("n1");
    EXPECT_EQ(ask(*cluster, "n1", "get"), "first of n1");
}

TEST_P(NodeCluster, StopsKillsAndStartsWithTheDataItHad) {
    const auto cluster = make(of(1));
    ask(*cluster, "n1", "put first");
    for (const auto end : {&sm::NodeCluster::stop, &sm::NodeCluster::kill}) {
        ((*cluster).*end)("n1");
        EXPECT_EQ(cluster->state("n1"), sm::NodeState::stopped);
        EXPECT_FALSE(sm::accepts(cluster->endpoint("n1", port)));
        cluster->start("n1");
        cluster->await_ready("n1");
        EXPECT_EQ(ask(*cluster, "n1", "get"), "first");
    }
}

TEST_P(NodeCluster, WipesAllData) {
    const auto cluster = make(of(1));
    ask(*cluster, "n1", "put first");
    cluster->kill("n1");
    cluster->wipe("n1");
    EXPECT_EQ(cluster->state("n1"), sm::NodeState::created);
    cluster->start("n1");
    cluster->await_ready("n1");
    EXPECT_EQ(ask(*cluster, "n1", "get"), "none");
}

TEST_P(NodeCluster, RecreatesANodeWithOtherArgumentsAndTheDataItHad) {
    const auto cluster = make(of(1));
    ask(*cluster, "n1", "put kept");
    cluster->stop("n1");
    auto other = server();
    other.name = "n1";
    other.arguments = {"--data", ".", "new"};
    cluster->recreate(other);
    cluster->start("n1");
    cluster->await_ready("n1");
    EXPECT_EQ(ask(*cluster, "n1", "args"), "--data . new");
    EXPECT_EQ(ask(*cluster, "n1", "get"), "kept");
}

TEST_P(NodeCluster, PausesAndUnpauses) {
    const auto cluster = make(of(2));
    for (const char* name : {"n1", "n2"}) {
        cluster->pause(name);
        EXPECT_EQ(cluster->state(name), sm::NodeState::paused);
        EXPECT_THROW(ask(*cluster, name, "get"), std::runtime_error);
        cluster->unpause(name);
        EXPECT_EQ(ask(*cluster, name, "get"), "none");
        cluster->pause(name);
    }
    cluster->stop("n1");  // paused ones too
    cluster->kill("n2");
    EXPECT_EQ(cluster->state("n1"), sm::NodeState::stopped);
    EXPECT_EQ(cluster->state("n2"), sm::NodeState::stopped);
}

TEST_P(NodeCluster, PullsACableAndPlugsItInAgainAtTheSameAddress) {
    const auto cluster = make(on_two_networks());
    const auto peer = "peer " + cluster->address("n2", "raft");
    ASSERT_EQ(ask(*cluster, "n1", peer, "http"), "yes");
    cluster->disconnect("n1", "raft");
    EXPECT_EQ(ask(*cluster, "n1", peer, "http"), "no");  // and requests still reach it
    EXPECT_FALSE(sm::accepts(cluster->endpoint("n1", port, "raft")));
    cluster->connect("n1", "raft");
    EXPECT_EQ(ask(*cluster, "n1", "get", "raft"), "none");
    EXPECT_EQ(ask(*cluster, "n1", peer, "http"), "yes");
}

TEST_P(NodeCluster, ACutOutlivesARestart) {
    const auto cluster = make(of(2));
    if (const auto why = cluster->why_not_cut()) GTEST_SKIP() << *why;
    cluster->kill("n2");
    cluster->cut({{.from = "n1", .to = "n2"}});
    cluster->start("n2");
    cluster->await_ready("n2");
    EXPECT_EQ(ask(*cluster, "n1", "peer " + cluster->address("n2")), "no");
    ASSERT_THAT(cluster->active_cuts(), SizeIs(1));
    EXPECT_GE(cluster->active_cuts()[0].dropped, 1U);
    cluster->restore_all();
    EXPECT_EQ(ask(*cluster, "n1", "peer " + cluster->address("n2")), "yes");
}

TEST_P(NodeCluster, ConcurrentClustersHaveTheirOwnSubnets) {
    const auto one = make(of(1)), other = make(of(1));
    EXPECT_NE(one->address("n1"), other->address("n1"));
    ask(*one, "n1", "put one");
    EXPECT_EQ(ask(*other, "n1", "get"), "none");
}

TEST_P(NodeCluster, KeepsALogOfEachStartUpToALimit) {
    auto spec = of(1);
    spec.log_limit = 1000;
    const auto cluster = make(spec);
    const auto first = cluster->log("n1");
    ask(*cluster, "n1", "print 500");
    cluster->stop("n1");
    std::ifstream file(first);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    EXPECT_THAT(text, HasSubstr("line 1\n"));
    EXPECT_THAT(text, HasSubstr("[sm: the limit of this log is reached"));
    EXPECT_LT(text.size(), 1100U);
    cluster->start("n1");
    cluster->await_ready("n1");
    EXPECT_NE(cluster->log("n1"), first);
    cluster->await("n1", [&] { return cluster->last_lines("n1") == "listening"; });
}

TEST_P(NodeCluster, IsReadyOnceAPortAnswersOrALineIsLoggedOrAFunctionSaysSo) {
    auto nodes = sm::nodes(3, server());
    nodes[1].ready = sm::ready_on_log("listening");
    int looks = 0;
    nodes[2].ready = [&looks](sm::NodeCluster& cluster, const std::string& node) {
        return ++looks > 3 && ask(cluster, node, "get") == "none";
    };
    const auto cluster = make({.nodes = nodes});
    EXPECT_GT(looks, 3);
}

TEST_P(NodeCluster, TellsOfANodeThatEndsInsteadOfGettingReady) {
    auto one = server();
    one.arguments = {"--fail", "3"};
    one.environment = {{"TOKEN", "s3cret"}};
    const auto error = text_thrown<sm::ClusterError>([&] { make({.nodes = sm::nodes(1, one)}); });
    EXPECT_THAT(error, HasSubstr("node \"n1\" ended by itself with exit code 3"));
    EXPECT_THAT(error, HasSubstr("cannot go on"));
    EXPECT_THAT(error, testing::Not(HasSubstr("s3cret")));
}

TEST_P(NodeCluster, TellsOfANodeThatDoesNotGetReady) {
    auto one = server();
    one.ready = [](sm::NodeCluster&, const std::string&) -> bool {
        throw std::runtime_error("not the leader");
    };
    one.patience = {.limit = 20ms, .interval = 5ms};
    EXPECT_THAT(text_thrown<sm::ClusterError>([&] { make({.nodes = sm::nodes(1, one)}); }),
                testing::ContainsRegex("node \"n1\" \\(running\\) is not ready after .* looks; "
                                       "the last error: not the leader; "));
}

TEST_P(NodeCluster, RefusesWhatTheStateOfANodeDoesNotAllow) {
    const auto cluster = make({.nodes = sm::nodes(1, server())});
    EXPECT_EQ(text_thrown<sm::Refused>([&] { cluster->start("n1"); }),
              "cannot start node \"n1\": it is running; start is for a node that does not run");
    EXPECT_EQ(text_thrown<sm::Refused>([&] { cluster->wipe("n1"); }),
              "cannot wipe node \"n1\": it is running; stop or kill it first");
    EXPECT_THAT(text_thrown<sm::Refused>([&] { cluster->unpause("n1"); }),
                HasSubstr("only a paused node"));
    cluster->kill("n1");
    EXPECT_EQ(text_thrown<sm::Refused>([&] { cluster->pause("n1"); }),
              "cannot pause node \"n1\": it is stopped; only a running node can be paused");
}

TEST_P(NodeCluster, SaysWhatMakesNoSense) {
    const auto cluster = make(on_two_networks());
    EXPECT_EQ(text_thrown<sm::Misuse>([&] { cluster->connect("n1", "raft"); }),
              "cannot connect node \"n1\" and network \"raft\": it is connected already; its "
              "networks are http, raft");
    EXPECT_THAT(text_thrown<sm::Misuse>([&] { cluster->disconnect("n1", "x"); }),
                HasSubstr("it was not created on it"));
    EXPECT_THAT(text_thrown<sm::Misuse>([&] { cluster->kill("n9"); }),
                HasSubstr("there is no node \"n9\" in the cluster; its nodes are: n1, n2"));
    auto again = server();
    again.name = "n1";
    EXPECT_THAT(text_thrown<sm::Misuse>([&] { cluster->create(again); }),
                HasSubstr("there is a node \"n1\" already"));
    again.name = "../n2";
    EXPECT_THAT(text_thrown<sm::Misuse>([&] { cluster->create(again); }),
                HasSubstr("use up to 40"));
    again = {.name = "n3", .program = "sh", .networks = {"other"}};
    EXPECT_THAT(text_thrown<sm::Misuse>([&] { cluster->create(again); }),
                HasSubstr("is on network \"other\", which is not one of ClusterSpec.networks"));
}

TEST_P(NodeCluster, ThrowsOnceItHasBeenTornDown) {
    const auto cluster = make(of(1));
    cluster->tear_down();
    EXPECT_THAT(text_thrown<sm::ClusterError>([&] { cluster->start("n1"); }),
                HasSubstr("has been torn down"));
}

TEST_P(NodeCluster, LeavesNothingWhenPreparingItFails) {
    auto spec = of(1);
    spec.prepare = [](sm::NodeCluster&) { throw std::runtime_error("not today"); };
    EXPECT_THROW(make(spec), std::runtime_error);
}

}  // namespace
