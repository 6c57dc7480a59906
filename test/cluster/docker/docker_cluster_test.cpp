#include <sm/base/misuse.hpp>
#include <sm/cluster/docker/docker_cluster.hpp>
#include <sm/history/outcome.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <future>
#include <iterator>
#include <memory>
#include <string>
#include <thread>

#include "cluster/docker/docker_support.hpp"

namespace {

using namespace sm_test;
using testing::ElementsAre;
using testing::HasSubstr;

class DockerCluster : public DockerTest {};

sm::ClusterSpec of(std::vector<sm::NodeSpec> nodes) { return {.nodes = std::move(nodes)}; }

TEST_F(DockerCluster, StartsAProgramOnlyOnceItHasAllItsAddresses) {
    sm::DockerCluster cluster({.networks = {{"http"}, {"raft"}}});
    auto one = node("n1");
    one.arguments = {"--bind", cluster.address("n1", "raft")};  // known before there is a node
    cluster.spawn(one);
    await_ready(cluster, "n1", "raft");
    EXPECT_FALSE(sm::accepts({cluster.address("n1", "http"), 8080}));
}

TEST_F(DockerCluster, PassesArgumentsAndEnvironment) {
    auto one = node("n1");
    one.arguments = {"a  b", "$HOME", "c"};
    one.environment = {{"MODE", "x=y z"}, {"API_TOKEN", "s3cret"}, {"PATH", "/nowhere"}};
    sm::DockerCluster cluster(of({one}));
    await_ready(cluster, "n1");
    EXPECT_EQ(ask(cluster, "n1", "args"), "a  b $HOME c");
    EXPECT_EQ(ask(cluster, "n1", "env MODE"), "x=y z");
    EXPECT_EQ(ask(cluster, "n1", "env API_TOKEN"), "s3cret");
    EXPECT_EQ(ask(cluster, "n1", "env PATH"), "/nowhere");
}

TEST_F(DockerCluster, CutsANodeThatDoesNotRun) {
    sm::DockerCluster cluster({.networks = {{"http"}, {"raft"}}, .nodes = {node("n1")}});
    await_ready(cluster, "n1", "http");
    cluster.kill("n1");
    cluster.disconnect("n1", "raft");
    cluster.wipe("n1");  // a new container, and the cut stays
    cluster.start("n1");
    await_ready(cluster, "n1", "http");
    EXPECT_FALSE(sm::accepts({cluster.address("n1", "raft"), 8080}));
    cluster.connect("n1", "raft");
    await_ready(cluster, "n1", "raft");
}

TEST_F(DockerCluster, WipesAllData) {
    auto one = node("n1"), other = node("n2");
    one.data = {"/data"};
    one.arguments = {"--data", "/data"};
    sm::DockerCluster cluster(of({one, other}));
    for (const char* name : {"n1", "n2"}) {
        await_ready(cluster, name);
        ASSERT_EQ(ask(cluster, name, "put kept"), "ok");
        cluster.kill(name);
        cluster.wipe(name);
        EXPECT_EQ(cluster.state(name), sm::NodeState::created);
        cluster.start(name);
        await_ready(cluster, name);
        EXPECT_EQ(ask(cluster, name, "get"), "none") << name;
    }
}

TEST_F(DockerCluster, RecreatesANodeWithOtherArgumentsAndTheDataOfItsVolumes) {
    auto one = node("n1");
    one.data = {"/data"};
    one.arguments = {"--data", "/data", "old"};
    sm::DockerCluster cluster(of({one}));
    await_ready(cluster, "n1");
    ASSERT_EQ(ask(cluster, "n1", "put kept"), "ok");
    cluster.stop("n1");
    one.arguments = {"--data", "/data", "new"};
    cluster.recreate(one);
    cluster.start("n1");
    await_ready(cluster, "n1");
    EXPECT_EQ(ask(cluster, "n1", "args"), "--data /data new");
    EXPECT_EQ(ask(cluster, "n1", "get"), "kept");
}

TEST_F(DockerCluster, LooksUpPublishedPortsAgainAfterARestart) {
    auto one = node("n1");
    one.ports = {{.inside = 8080}};
    sm::DockerCluster cluster(of({one}));
    await_ready(cluster, "n1");
    EXPECT_EQ(ask(cluster.published("n1", 8080), "put x"), "ok");
    cluster.kill("n1");
    cluster.start("n1");
    await_ready(cluster, "n1");
    EXPECT_EQ(ask(cluster.published("n1", 8080), "get"), "x");
    EXPECT_EQ(cluster.published("n1", 8080).host, "127.0.0.1");
}

TEST_F(DockerCluster, WritesOneLogAStart) {
    const Folder folder;
    std::string first, second;
    {
        auto spec = of({node("n1")});
        spec.logs = folder / "logs";
        sm::DockerCluster cluster(spec);
        await_ready(cluster, "n1");
        first = cluster.log("n1");
        ask(cluster, "n1", "say one");
        cluster.stop("n1");
        cluster.start("n1");
        await_ready(cluster, "n1");
        second = cluster.log("n1");
        ask(cluster, "n1", "say two");
        cluster.kill("n1");
    }
    const auto content = [](const std::string& path) {
        std::ifstream file(path);
        return std::string(std::istreambuf_iterator<char>(file), {});
    };
    EXPECT_EQ(content(first), "listening\none\n");  // and they outlive the cluster
    EXPECT_EQ(content(second), "listening\ntwo\n");
}

TEST_F(DockerCluster, RunsAProgramInANode) {
    auto one = node("n1");
    sm::DockerCluster cluster(of({one}));
    const auto result = cluster.exec("n1", {"/node", "--fail", "7"});
    EXPECT_EQ(result.exit_code, 7);
    EXPECT_THAT(result.out, HasSubstr("cannot go on"));
}

TEST_F(DockerCluster, OffersItsCapabilities) {
    sm::DockerCluster docker({.networks = {{"net"}}});
    sm::Cluster& cluster = docker;
    EXPECT_EQ(sm::capability<sm::CanPause>(cluster), &docker);
    EXPECT_EQ(sm::capability<sm::CanDisconnect>(cluster), &docker);
    EXPECT_EQ(sm::capability<sm::CanWipe>(cluster), &docker);
}

TEST_F(DockerCluster, TakesOrdersFromSeveralThreads) {
    sm::DockerCluster cluster(of({node("n1"), node("n2"), node("n3")}));
    std::vector<std::future<void>> all;
    for (const auto& name : cluster.nodes())
        for (int i = 0; i < 2; ++i)
            all.push_back(std::async(std::launch::async, [&cluster, name] {
                for (int round = 0; round < 3; ++round) {
                    static_cast<void>(cluster.state(name));
                    try {
                        cluster.pause(name);
                        cluster.unpause(name);
                    } catch (const sm::Refused&) {  // the other thread came first
                    }
                }
            }));
    for (auto& one : all) EXPECT_NO_THROW(one.get());
    for (const auto& name : cluster.nodes()) EXPECT_NO_THROW(cluster.kill(name));
}

TEST_F(DockerCluster, CanBeTornDownWhileOrdersAreUnderWay) {
    sm::DockerCluster cluster(of({node("n1"), node("n2")}));
    auto waiting = std::async(std::launch::async, [&] {
        cluster.await("n1", [] { return false; }, {.limit = 60s, .interval = 5ms});
    });
    auto creating = std::async(std::launch::async, [&] {
        for (int i = 3;; ++i) cluster.spawn(node("n" + std::to_string(i)));
    });
    while (cluster.nodes().size() < 3) std::this_thread::yield();
    cluster.tear_down();
    EXPECT_THROW(waiting.get(), sm::DockerError);
    EXPECT_THROW(creating.get(), sm::DockerError);
    EXPECT_EQ(resources_of(::getpid()), std::vector<std::string>{});
    EXPECT_THROW(cluster.start("n1"), sm::DockerError);
}

struct Client {
    Client(sm::DockerCluster& c, int w) : endpoint{c.address("n1", "net"), 8080}, worker(w) {}
    std::string get() const { return ask(endpoint, "get"); }
    sm::Endpoint endpoint;
    int worker;
};

TEST_F(DockerCluster, IsASystemThatHandsEachWorkerAClient) {
    auto spec = of({node("n1")});
    spec.prepare = [](sm::NodeCluster& cluster) { await_ready(cluster, "n1"); };
    const auto make = sm::docker<Client>(spec);
    std::string first;
    {
        auto system = make();
        auto client = system.client(3);
        EXPECT_EQ(client.worker, 3);
        EXPECT_EQ(client.get(), "none");
        ask(client.endpoint, "put x");
        EXPECT_THAT(client.cluster().nodes(), ElementsAre("n1"));
        first = client.cluster().engine_name("n1");
    }
    auto system = make();
    EXPECT_NE(system.cluster().engine_name("n1"), first);
    EXPECT_EQ(system.client(0).get(), "none");
    system.tear_down();
    EXPECT_THROW(system.client(0).get(), std::runtime_error);
}

}  // namespace
