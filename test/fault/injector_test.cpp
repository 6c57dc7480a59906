#include <sm/base/misuse.hpp>
#include <sm/cluster/unsupported.hpp>
#include <sm/fault/injector.hpp>
#include <sm/value/to_string.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "fault/fake_cluster.hpp"

namespace {

using sm::NodeState;
using sm::fault::Injector;
using sm_test::FakeCluster;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;

sm::Fault fault(const std::string& name, const std::string& arguments) {
    return {name, sm::parse_tree(arguments)};
}

template <class Error>
std::string error_of(const std::function<void()>& body) {
    try {
        body();
    } catch (const Error& error) {
        return error.what();
    }
    return "nothing was thrown";
}

/// Strikes, and shows what was done.
std::string done(Injector& injector, const std::string& name, const std::string& arguments) {
    return sm::to_string(injector.strike(fault(name, arguments)).done);
}

TEST(Injector, PartitionsAndSaysWhoIsCutOff) {
    FakeCluster cluster;
    Injector injector(cluster);
    EXPECT_EQ(done(injector, "partition", "[[n1, n2], [n3]]"),
              R"({"partition": "{n1 n2 | n3}", )"
              R"("cuts": {"n1": ["n3"], "n2": ["n3"], "n3": ["n1", "n2"]}})");
    EXPECT_THAT(cluster.links, SizeIs(4));
    injector.heal("partition");
    EXPECT_TRUE(cluster.untouched());
    EXPECT_THAT(injector.active(), IsEmpty());
}

TEST(Injector, CutsTheNetworksOfItsOptions) {
    FakeCluster cluster;
    Injector injector(cluster, {.networks = {"raft"}});
    injector.strike(fault("partition", "{n1: n2}"));
    EXPECT_THAT(cluster.networks_cut, ElementsAre("raft"));
}

TEST(Injector, LeavesACutThatAnotherFaultWants) {
    FakeCluster cluster;
    Injector injector(cluster);
    const auto first = injector.strike(fault("partition", "{n1: [n2, n3]}"));
    const auto second = injector.strike(fault("partition", "{n1: n2}"));
    injector.heal(first.number);
    EXPECT_THAT(cluster.links, ElementsAre(Pair(Pair("n1", "n2"), 1.0)));
    injector.heal(second.number);
    EXPECT_THAT(cluster.links, IsEmpty());
    injector.heal(second.number);  // not on any more
}

TEST(Injector, LosesTheLargestShareThatIsWanted) {
    FakeCluster cluster;
    Injector injector(cluster);
    EXPECT_EQ(done(injector, "loss", "{share: 0.25, links: {n1: n2}}"),
              R"({"partition": "n1 ⇸ n2", "cuts": {"n1": ["n2"]}, "share": 0.25})");
    const auto cut = injector.strike(fault("partition", "{n1: n2}"));
    EXPECT_THAT(cluster.links, ElementsAre(Pair(Pair("n1", "n2"), 1.0)));
    const auto less = injector.strike(fault("loss", "{share: 0.125, links: {n1: n2}}"));
    EXPECT_THAT(cluster.links, ElementsAre(Pair(Pair("n1", "n2"), 1.0)));
    injector.heal(cut.number);
    EXPECT_THAT(cluster.links, ElementsAre(Pair(Pair("n1", "n2"), 0.25)));
    injector.heal(less.number);
    injector.strike(fault("loss", "{share: 0.5}"));
    EXPECT_THAT(cluster.links, SizeIs(6));
    injector.heal("loss");
    EXPECT_THAT(cluster.links, IsEmpty());
}

TEST(Injector, KillsAndStartsThoseItTookDown) {
    FakeCluster cluster;
    cluster.states["n2"] = NodeState::stopped;
    cluster.states["n3"] = NodeState::paused;
    Injector injector(cluster);
    EXPECT_EQ(done(injector, "kill", "[n1, n2, n3]"),
              R"({"killed": ["n1", "n3"], "left alone": {"n2": "stopped"}})");
    EXPECT_EQ(cluster.states["n1"], NodeState::stopped);
    injector.heal("kill");
    EXPECT_EQ(cluster.states["n1"], NodeState::running);
    EXPECT_EQ(cluster.states["n2"], NodeState::stopped);
    EXPECT_EQ(cluster.states["n3"], NodeState::running);
}

TEST(Injector, LeavesANodeAloneThatSomeoneElseHasStarted) {
    FakeCluster cluster;
    Injector injector(cluster);
    injector.strike(fault("kill", "[n1]"));
    injector.strike(fault("pause", "[n2]"));
    cluster.start("n1");
    cluster.unpause("n2");
    EXPECT_THAT(injector.heal_all(), IsEmpty());
    EXPECT_TRUE(cluster.untouched());
}

TEST(Injector, StopsPausesAndWipes) {
    FakeCluster cluster;
    Injector injector(cluster);
    EXPECT_EQ(done(injector, "stop", "[n1]"), R"({"stopped": ["n1"]})");
    EXPECT_EQ(done(injector, "pause", "[all]"),
              R"({"paused": ["n2", "n3"], "left alone": {"n1": "stopped"}})");
    EXPECT_EQ(done(injector, "wipe", "[n2, n1]"), R"({"wiped": ["n2", "n1"]})");
    EXPECT_EQ(cluster.states["n1"], NodeState::created);
    EXPECT_EQ(cluster.states["n2"], NodeState::created);
    EXPECT_EQ(cluster.states["n3"], NodeState::paused);
    injector.heal("wipe");
    EXPECT_EQ(cluster.states["n1"], NodeState::created);  // it is `stop` that starts it again
    EXPECT_EQ(cluster.states["n2"], NodeState::running);
    injector.heal("");
    EXPECT_TRUE(cluster.untouched());
}

TEST(Injector, HealsFaultsOfOneNodeInAnyOrder) {
    const std::vector<std::string> names{"pause", "kill", "stop", "wipe"};
    for (const auto& first : names)
        for (const auto& second : names)
            for (const auto& healed : {first, second}) {
                FakeCluster cluster;
                Injector injector(cluster);
                injector.strike(fault(first, "[n1]"));
                injector.strike(fault(second, "[n1]"));
                injector.heal(healed);
                EXPECT_THAT(injector.heal_all(), IsEmpty()) << first << second << healed;
                EXPECT_TRUE(cluster.untouched()) << first << second << healed;
            }
}

TEST(Injector, UnplugsANetworkUntilNobodyWantsItOut) {
    FakeCluster cluster;
    Injector injector(cluster);
    EXPECT_EQ(done(injector, "disconnect", "{network: raft, nodes: [n1, n2]}"),
              R"({"network": "raft", "disconnected": ["n1", "n2"]})");
    const auto second = injector.strike(fault("disconnect", "{network: raft, nodes: n1}"));
    injector.heal(1);
    EXPECT_THAT(cluster.unplugged, ElementsAre(Pair("n1", "raft")));
    injector.heal(second.number);
    EXPECT_TRUE(cluster.untouched());
}

TEST(Injector, AsksItsQuestionsWhenItStrikes) {
    FakeCluster cluster;
    std::vector<std::string> primaries{"n1"};
    Injector injector(cluster, {.questions = {{"primaries", [&] { return primaries; }}}});
    EXPECT_EQ(done(injector, "pause", "primaries"), R"({"paused": ["n1"]})");
    primaries = {"n2"};
    EXPECT_EQ(done(injector, "kill", "[primaries, n1]"), R"({"killed": ["n2", "n1"]})");
    EXPECT_THAT(done(injector, "partition", "[[primaries]]"), HasSubstr("{n1 n3 | n2}"));
    primaries = {"n7"};
    EXPECT_EQ(error_of<sm::Misuse>([&] { injector.strike(fault("kill", "primaries")); }),
              "the question \"primaries\" was answered with \"n7\", which is no node; nodes are "
              "n1, n2, n3");
}

TEST(Injector, NamesWhatThereIsWhereSomethingIsNot) {
    FakeCluster cluster;
    Injector injector(cluster, {.questions = {{"primaries", [] { return sm::fault::Nodes{}; }}}});
    const auto misuse = [&](const std::string& name, const std::string& arguments) {
        return error_of<sm::Misuse>([&] { injector.strike(fault(name, arguments)); });
    };
    EXPECT_EQ(misuse("quake", "[n1]"),
              "there is no fault \"quake\"; there are clock, clog, delay, disconnect, disk, kill, "
              "loss, partition, pause, slow, stop, wipe; Injector::add adds one");
    EXPECT_EQ(misuse("kill", "[n9]"),
              "there is no node \"n9\"; nodes are n1, n2, n3; questions are all, primaries");
    EXPECT_EQ(misuse("kill", "none"), "fault \"kill\": say which nodes, such as [n1, n2] or [all]");
    EXPECT_THAT(misuse("partition", "[[n1], [n1]]"), HasSubstr("node \"n1\" is in two groups"));
    EXPECT_THAT(misuse("loss", "{share: 2}"), HasSubstr("say which share of the packets is lost"));
    EXPECT_THAT(misuse("disconnect", "[n1]"), HasSubstr("say which network of which nodes"));
    EXPECT_EQ(misuse("disconnect", "{network: x, nodes: n1}"),
              "disconnect: node \"n1\" is not on network \"x\"; its are http, raft");
    EXPECT_THAT(error_of<sm::Misuse>([&] { injector.heal("quake"); }),
                HasSubstr("there is no fault \"quake\""));
    EXPECT_TRUE(cluster.untouched());
    EXPECT_THAT(injector.active(), IsEmpty());
}

TEST(Injector, SaysWhatAClusterCannotDo) {
    sm_test::PoorCluster cluster;
    Injector injector(cluster);
    const auto lacking = [&](const std::string& name, const std::string& arguments) {
        return error_of<sm::Unsupported>([&] { injector.strike(fault(name, arguments)); });
    };
    EXPECT_EQ(
        lacking("partition", "[[n1]]"),
        "fault \"partition\": this cluster cannot cut nodes off from each other (sm::CanCut)");
    EXPECT_EQ(lacking("kill", "[n1]"),
              "fault \"kill\": this cluster cannot kill nodes (sm::CanKill)");
    for (const char* name : {"loss", "stop", "pause", "wipe", "disconnect", "clock", "delay"})
        EXPECT_THAT(lacking(name, "[n1]"), HasSubstr(name));
}

TEST(Injector, TakesBackAFaultThatFailsHalfWay) {
    const std::vector<std::tuple<std::string, std::string, std::string>> cases{
        {"partition", "{n1: [n2, n3]}", "cut n1 n3"},
        {"kill", "[n1, n2, n3]", "kill n2"},
        {"pause", "[n1, n2, n3]", "pause n3"},
        {"stop", "[n1, n2]", "stop n2"},
        {"wipe", "[n1, n2]", "wipe n1"},
        {"disconnect", "{network: raft, nodes: [n1, n2]}", "disconnect raft n2"}};
    for (const auto& [name, arguments, failing] : cases) {
        FakeCluster cluster;
        cluster.failing = {failing};
        Injector injector(cluster);
        EXPECT_EQ(error_of<std::runtime_error>([&] { injector.strike(fault(name, arguments)); }),
                  "cannot " + failing);
        EXPECT_TRUE(cluster.untouched()) << name;
        EXPECT_THAT(injector.active(), IsEmpty()) << name;
    }
}

TEST(Injector, KeepsWhatCannotBeTakenBackAndTriesAgain) {
    FakeCluster cluster;
    cluster.failing = {"kill n2", "start n1"};
    Injector injector(cluster);
    EXPECT_EQ(error_of<sm::fault::NotHealed>([&] { injector.strike(fault("kill", "[n1, n2]")); }),
              "fault kill [n1, n2] failed: cannot kill n2; and this could not be undone: "
              "start n1, n2: cannot start n1");
    EXPECT_THAT(injector.active(), SizeIs(1));
    cluster.failing = {};
    EXPECT_THAT(injector.heal_all(), IsEmpty());
    EXPECT_TRUE(cluster.untouched());
}

TEST(Injector, HealsTheOthersWhenOneCannotBeHealedAndTellsIt) {
    FakeCluster cluster;
    Injector injector(cluster);
    injector.strike(fault("pause", "[n1]"));
    injector.strike(fault("kill", "[n2, n3]"));
    injector.strike(fault("partition", "{n1: n2}"));
    cluster.failing = {"start n2"};
    EXPECT_THAT(injector.heal_all(), ElementsAre("kill [n2, n3]: start n2, n3: cannot start n2"));
    EXPECT_THAT(cluster.links, IsEmpty());
    EXPECT_EQ(cluster.states["n1"], NodeState::running);
    EXPECT_EQ(cluster.states["n3"], NodeState::running);
    EXPECT_EQ(error_of<sm::fault::NotHealed>([&] { injector.heal("kill"); }),
              "kill [n2, n3]: start n2, n3: cannot start n2");
    cluster.failing = {};
    injector.heal("kill");
    EXPECT_TRUE(cluster.untouched());
}

TEST(Injector, HealsAllWhenItEnds) {
    FakeCluster cluster;
    {
        Injector injector(cluster);
        injector.strike(fault("partition", "[[n1]]"));
        injector.strike(fault("kill", "[all]"));
        injector.strike(fault("disconnect", "{network: raft, nodes: [n2]}"));
    }
    EXPECT_TRUE(cluster.untouched());
}

TEST(Injector, TellsOnStandardErrorWhatItLeavesBehind) {
    FakeCluster cluster;
    testing::internal::CaptureStderr();
    {
        Injector injector(cluster);
        injector.strike(fault("kill", "[n1]"));
        cluster.failing = {"start n1"};
    }
    EXPECT_EQ(testing::internal::GetCapturedStderr(),
              "sm: a fault is left in the cluster: kill [n1]: start n1: cannot start n1\n");
}

TEST(Injector, TakesFaultsOfAUsers) {
    FakeCluster cluster;
    Injector injector(cluster);
    std::vector<std::string> log;
    injector.add(
        "leave",
        [&](const sm::Tree& arguments) {
            log.push_back("leave " + sm::to_string(arguments));
            return sm::Tree::text("left");
        },
        [&](const sm::Tree& what) { log.push_back("join " + sm::to_string(what)); });
    EXPECT_EQ(done(injector, "leave", "[n1]"), "\"left\"");
    EXPECT_THAT(error_of<sm::Misuse>([&] { injector.add("leave", {}); }), HasSubstr("is on"));
    injector.heal("leave");
    EXPECT_THAT(log, ElementsAre("leave [n1]", "join \"left\""));
    EXPECT_THAT(injector.names(), testing::Contains("leave"));
}

TEST(Injector, HealsAUsersFaultThatFailedHalfWay) {
    FakeCluster cluster;
    Injector injector(cluster);
    std::vector<std::string> healed;
    injector.add(
        "clock", [](const sm::Tree&) -> sm::Tree { throw std::runtime_error("no"); },
        [&](const sm::Tree& what) { healed.push_back(sm::to_string(what)); });
    EXPECT_EQ(error_of<std::runtime_error>([&] { injector.strike(fault("clock", "1")); }), "no");
    EXPECT_THAT(healed, ElementsAre("none"));
}

TEST(Injector, TakesOrdersFromSeveralThreads) {
    FakeCluster cluster({"n1", "n2", "n3", "n4"});
    Injector injector(cluster);
    std::vector<std::future<void>> all;
    for (const std::string node : {"n1", "n2", "n3", "n4"})
        all.push_back(std::async(std::launch::async, [&injector, node] {
            for (int i = 0; i < 50; ++i) {
                const auto struck = injector.strike(fault("kill", "[" + node + "]"));
                injector.strike(fault("partition", "[[" + node + "]]"));
                injector.heal(struck.number);
                injector.heal("partition");
            }
        }));
    for (auto& one : all) one.get();
    EXPECT_TRUE(cluster.untouched());
    EXPECT_THAT(injector.active(), IsEmpty());
}

}  // namespace
