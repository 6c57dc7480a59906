#include <sm/base/misuse.hpp>
#include <sm/base/random.hpp>
#include <sm/cluster/unsupported.hpp>
#include <sm/fault/injector.hpp>
#include <sm/value/to_string.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <iterator>
#include <map>
#include <set>

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

/// Injects a fault, and shows what was done.
std::string done(Injector& injector, const std::string& name, const std::string& arguments) {
    return sm::to_string(injector.inject(fault(name, arguments)).done);
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
    injector.inject(fault("partition", "{n1: n2}"));
    EXPECT_THAT(cluster.networks_cut, ElementsAre("raft"));
}

TEST(Injector, LeavesACutThatAnotherFaultWants) {
    FakeCluster cluster;
    Injector injector(cluster);
    const auto first = injector.inject(fault("partition", "{n1: [n2, n3]}"));
    const auto second = injector.inject(fault("partition", "{n1: n2}"));
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
    const auto cut = injector.inject(fault("partition", "{n1: n2}"));
    EXPECT_THAT(cluster.links, ElementsAre(Pair(Pair("n1", "n2"), 1.0)));
    const auto less = injector.inject(fault("loss", "{share: 0.125, links: {n1: n2}}"));
    EXPECT_THAT(cluster.links, ElementsAre(Pair(Pair("n1", "n2"), 1.0)));
    injector.heal(cut.number);
    EXPECT_THAT(cluster.links, ElementsAre(Pair(Pair("n1", "n2"), 0.25)));
    injector.heal(less.number);
    injector.inject(fault("loss", "{share: 0.5}"));
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
    injector.inject(fault("kill", "[n1]"));
    injector.inject(fault("pause", "[n2]"));
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
                injector.inject(fault(first, "[n1]"));
                injector.inject(fault(second, "[n1]"));
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
    const auto second = injector.inject(fault("disconnect", "{network: raft, nodes: n1}"));
    injector.heal(1);
    EXPECT_THAT(cluster.unplugged, ElementsAre(Pair("n1", "raft")));
    injector.heal(second.number);
    EXPECT_TRUE(cluster.untouched());
}

TEST(Injector, EvaluatesItsSelectorsWhenItInjects) {
    FakeCluster cluster;
    std::vector<std::string> primaries{"n1"};
    Injector injector(cluster, {.node_selectors = {{"primaries", [&] { return primaries; }}}});
    EXPECT_EQ(done(injector, "pause", "primaries"), R"({"paused": ["n1"]})");
    primaries = {"n2"};
    EXPECT_EQ(done(injector, "kill", "[primaries, n1]"), R"({"killed": ["n2", "n1"]})");
    EXPECT_THAT(done(injector, "partition", "[[primaries]]"), HasSubstr("{n1 n3 | n2}"));
    primaries = {"n7"};
    EXPECT_EQ(error_of<sm::Misuse>([&] { injector.inject(fault("kill", "primaries")); }),
              "the node selector \"primaries\" returned \"n7\", which is not a node; nodes are "
              "n1, n2, n3");
}

TEST(Injector, NamesWhatThereIsWhereSomethingIsNot) {
    FakeCluster cluster;
    Injector injector(cluster,
                      {.node_selectors = {{"primaries", [] { return sm::fault::Nodes{}; }}}});
    const auto misuse = [&](const std::string& name, const std::string& arguments) {
        return error_of<sm::Misuse>([&] { injector.inject(fault(name, arguments)); });
    };
    EXPECT_EQ(misuse("quake", "[n1]"),
              "there is no fault \"quake\"; there are clock, clog, delay, disconnect, disk, drift, "
              "kill, loss, partition, pause, slow, stop, wipe; Injector::add adds one");
    EXPECT_THAT(misuse("kil", "[n1]"), HasSubstr("did you mean kill?"));
    EXPECT_EQ(misuse("kill", "[n9]"),
              "there is no node \"n9\"; nodes are n1, n2, n3; node selectors are all, primaries");
    EXPECT_EQ(misuse("kill", "none"), "fault \"kill\": say which nodes, such as [n1, n2] or [all]");
    EXPECT_THAT(misuse("partition", "[[n1], [n1]]"), HasSubstr("node \"n1\" is in two groups"));
    EXPECT_THAT(misuse("loss", "{share: 2}"), HasSubstr("say which share of the packets is lost"));
    EXPECT_THAT(misuse("disconnect", "[n1]"),
                HasSubstr("it has several fields; name them, as in {network: ..., nodes: ...}"));
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
    const auto unsupported = [&](const std::string& name, const std::string& arguments) {
        return error_of<sm::Unsupported>([&] { injector.inject(fault(name, arguments)); });
    };
    EXPECT_EQ(
        unsupported("partition", "[[n1]]"),
        "fault \"partition\": this cluster cannot cut nodes off from each other (sm::CanCut)");
    EXPECT_EQ(unsupported("kill", "[n1]"),
              "fault \"kill\": this cluster cannot kill nodes (sm::CanKill)");
    for (const char* name : {"stop", "pause", "wipe"})
        EXPECT_THAT(unsupported(name, "[n1]"), HasSubstr(name));
    EXPECT_THAT(unsupported("clog", "[[n1]]"), HasSubstr("sm::CanClog"));
    for (const char* name : {"loss", "disconnect", "delay", "disk", "slow", "clock", "drift"})
        EXPECT_THAT(unsupported(name, "{}"), HasSubstr(name));
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
        EXPECT_EQ(error_of<std::runtime_error>([&] { injector.inject(fault(name, arguments)); }),
                  "cannot " + failing);
        EXPECT_TRUE(cluster.untouched()) << name;
        EXPECT_THAT(injector.active(), IsEmpty()) << name;
    }
}

TEST(Injector, KeepsWhatCannotBeTakenBackAndTriesAgain) {
    FakeCluster cluster;
    cluster.failing = {"kill n2", "start n1"};
    Injector injector(cluster);
    EXPECT_EQ(error_of<sm::fault::NotHealed>([&] { injector.inject(fault("kill", "[n1, n2]")); }),
              "fault kill [\"n1\", \"n2\"] failed: cannot kill n2; and this could not be undone: "
              "start n1, n2: cannot start n1");
    EXPECT_THAT(injector.active(), SizeIs(1));
    cluster.failing = {};
    EXPECT_THAT(injector.heal_all(), IsEmpty());
    EXPECT_TRUE(cluster.untouched());
}

TEST(Injector, HealsTheOthersWhenOneCannotBeHealedAndTellsIt) {
    FakeCluster cluster;
    Injector injector(cluster);
    injector.inject(fault("pause", "[n1]"));
    injector.inject(fault("kill", "[n2, n3]"));
    injector.inject(fault("partition", "{n1: n2}"));
    cluster.failing = {"start n2"};
    EXPECT_THAT(injector.heal_all(),
                ElementsAre(R"(kill ["n2", "n3"]: start n2, n3: cannot start n2)"));
    EXPECT_THAT(cluster.links, IsEmpty());
    EXPECT_EQ(cluster.states["n1"], NodeState::running);
    EXPECT_EQ(cluster.states["n3"], NodeState::running);
    EXPECT_EQ(error_of<sm::fault::NotHealed>([&] { injector.heal("kill"); }),
              R"(kill ["n2", "n3"]: start n2, n3: cannot start n2)");
    cluster.failing = {};
    injector.heal("kill");
    EXPECT_TRUE(cluster.untouched());
}

TEST(Injector, HealsAllWhenItEnds) {
    FakeCluster cluster;
    {
        Injector injector(cluster);
        injector.inject(fault("partition", "[[n1]]"));
        injector.inject(fault("kill", "[all]"));
        injector.inject(fault("disconnect", "{network: raft, nodes: [n2]}"));
    }
    EXPECT_TRUE(cluster.untouched());
}

TEST(Injector, UndoesAllAtItsEndAndRefusesWhatComesAfter) {
    FakeCluster cluster;
    Injector injector(cluster);
    injector.inject(fault("kill", "[n1]"));
    injector.end();
    EXPECT_TRUE(cluster.untouched());
    EXPECT_THROW(injector.inject(fault("kill", "[n1]")), sm::Refused);
    EXPECT_TRUE(cluster.untouched());
}

TEST(Injector, TellsOnStandardErrorWhatItLeavesBehind) {
    FakeCluster cluster;
    testing::internal::CaptureStderr();
    {
        Injector injector(cluster);
        injector.inject(fault("kill", "[n1]"));
        cluster.failing = {"start n1"};
    }
    EXPECT_EQ(testing::internal::GetCapturedStderr(),
              "sm: a fault remains in the cluster: kill [\"n1\"]: start n1: cannot start n1\n");
}

/// A capability that only some clusters have.
struct CanLeave {
    static constexpr const char* ability = "have nodes leave";
    virtual ~CanLeave() = default;
    virtual void leave(const std::string& node) = 0;
    virtual void join(const std::string& node) = 0;
};

class Membership final : public sm_test::PoorCluster, public CanLeave {
 public:
    void leave(const std::string& node) override { log.push_back("leave " + node); }
    void join(const std::string& node) override { log.push_back("join " + node); }
    std::vector<std::string> log;
};

/// Nodes leave; healed, they join again.
struct Leave {
    static constexpr std::string_view fault_name = "leave";
    sm::fault::Nodes nodes{};
    bool fails = false;
    void inject(sm::fault::Injection& injection) const {
        auto& members = injection.need<CanLeave>();
        for (const auto& node : injection.nodes(nodes)) {
            injection.undo("join " + node, [&members, node] { members.join(node); });
            members.leave(node);
        }
        if (fails) throw std::runtime_error("no");
    }
};

TEST(Injector, TakesAFaultOfAUsersThatIsOneStructAndOneCapability) {
    Membership cluster;
    Injector injector(cluster);
    injector.add<Leave>();
    injector.inject(Leave{{"n1"}});
    injector.inject(fault("leave", "{nodes: [all]}"));
    EXPECT_EQ(to_string(injector.active()[0].fault), R"(leave {nodes: ["n1"]})");
    EXPECT_THAT(error_of<sm::Misuse>([&] { injector.add<Leave>(); }), HasSubstr("is active"));
    injector.heal(2);
    injector.heal("leave");
    EXPECT_THAT(cluster.log, ElementsAre("leave n1", "leave n1", "leave n2", "leave n3", "join n3",
                                         "join n2", "join n1", "join n1"));
    EXPECT_THAT(injector.names(), testing::Contains("leave"));
}

TEST(Injector, SaysWhatAClusterCannotDoOfAUsersToo) {
    FakeCluster cluster;
    Injector injector(cluster);
    injector.add<Leave>();
    EXPECT_THAT(error_of<sm::Unsupported>([&] { injector.inject(Leave{{"n1"}}); }),
                testing::StartsWith("fault \"leave\": this cluster cannot have nodes leave ("));
}

TEST(Injector, UndoesAUsersFaultThatFailedHalfWay) {
    Membership cluster;
    Injector injector(cluster);
    injector.add<Leave>();
    EXPECT_EQ(error_of<std::runtime_error>([&] { injector.inject(Leave{{"n1"}, true}); }), "no");
    EXPECT_THAT(cluster.log, ElementsAre("leave n1", "join n1"));
}

TEST(Injector, TakesAnotherWayToInjectAFaultThatIsThere) {
    FakeCluster cluster;
    Injector injector(cluster);
    std::vector<std::string> log;
    injector.add<sm::fault::StepClocks>(
        [&](const sm::fault::StepClocks& clocks, sm::fault::Injection& injection) {
            for (const auto& [node, by] : injection.by_node(clocks.by)) log.push_back(node);
            injection.undo("set clocks right", [&] { log.emplace_back("right"); });
            return sm::Tree();
        });
    injector.inject(fault("clock", "{n2: 1s}"));
    injector.heal("clock");
    EXPECT_THAT(log, ElementsAre("n2", "right"));
}

TEST(Injector, LeavesANodeAloneThatSomeoneElseWasFasterWith) {
    /// In this moment somebody else stops n1.
    class Racing final : public sm_test::PoorCluster, public sm::CanKill, public sm::CanStart {
     public:
        void kill(const std::string& node) override {
            if (node == "n1") throw sm::Refused("n1 is stopped");
        }
        void start(const std::string& node) override { started.push_back(node); }
        sm::NodeState state(const std::string& node) override {
            return node == "n1" && !first.insert(node).second ? sm::NodeState::stopped
                                                              : PoorCluster::state(node);
        }
        std::set<std::string> first;
        std::vector<std::string> started;
    };
    Racing cluster;
    Injector injector(cluster);
    EXPECT_EQ(done(injector, "kill", "[n1, n2]"),
              R"({"killed": ["n2"], "left alone": {"n1": "stopped"}})");
    EXPECT_THAT(injector.heal_all(), IsEmpty());
    EXPECT_THAT(cluster.started, IsEmpty());  // n2 runs, and n1 is the other's to start
}

TEST(Injector, LeavesTheClusterAsItWasInWhateverOrderFaultsAreHealed) {
    const std::vector<std::pair<const char*, const char*>> all{
        {"kill", "[n1, n2]"},
        {"kill", "[n2]"},
        {"stop", "[n2, n3]"},
        {"pause", "[n1]"},
        {"pause", "[all]"},
        {"wipe", "[n3]"},
        {"partition", "[[n1]]"},
        {"partition", "{n1: [n2, n3]}"},
        {"loss", "{share: 0.25}"},
        {"loss", "{share: 0.5, links: {n1: n2}}"},
        {"disconnect", "{network: raft, nodes: [n1, n2]}"},
        {"disconnect", "{network: raft, nodes: [n2]}"}};
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        sm::Random random{seed};
        FakeCluster cluster;
        Injector injector(cluster);
        std::map<std::uint64_t, sm::Fault> on;
        std::string steps;
        for (int step = 0; step < 30; ++step) {
            if (on.empty() || random.chance(3, 5)) {
                const auto& [name, arguments] = all[random.below(all.size())];
                const auto injected = injector.inject(fault(name, arguments));
                on[injected.number] = injected.fault;
                steps += to_string(injected.fault) + "; ";
            } else {
                auto healed = on.begin();
                std::advance(healed, static_cast<std::ptrdiff_t>(random.below(on.size())));
                steps += "heal " + std::to_string(healed->first) + "; ";
                injector.heal(healed->first);
                on.erase(healed);
            }
            // By brute force: what is lost on a link is the most that any fault wants.
            std::map<std::pair<std::string, std::string>, double> links;
            for (const auto& [number, fault] : on) {
                if (!fault.is<sm::fault::PartitionNodes>() && !fault.is<sm::fault::LosePackets>())
                    continue;
                const bool is_loss = fault.is<sm::fault::LosePackets>();
                const auto cuts = sm::fault::cuts_of(
                    is_loss ? fault.as<sm::fault::LosePackets>().links
                            : fault.as<sm::fault::PartitionNodes>().links,
                    cluster.nodes(), [&](const std::string& name) {
                        return name == "all" ? cluster.nodes() : sm::fault::Nodes{name};
                    });
                const double share = is_loss ? fault.as<sm::fault::LosePackets>().share : 1;
                for (const auto& cut : cuts)
                    links[{cut.from, cut.to}] = std::max(links[{cut.from, cut.to}], share);
            }
            ASSERT_EQ(cluster.links, links) << steps;
        }
        EXPECT_THAT(injector.heal_all(), IsEmpty()) << steps;
        EXPECT_TRUE(cluster.untouched()) << steps;
    }
}

TEST(Injector, TakesOrdersFromSeveralThreads) {
    FakeCluster cluster({"n1", "n2", "n3", "n4"});
    Injector injector(cluster);
    std::vector<std::future<void>> all;
    for (const std::string node : {"n1", "n2", "n3", "n4"})
        all.push_back(std::async(std::launch::async, [&injector, node] {
            for (int i = 0; i < 50; ++i) {
                const auto injected = injector.inject(fault("kill", "[" + node + "]"));
                injector.inject(fault("partition", "[[" + node + "]]"));
                injector.heal(injected.number);
                injector.heal("partition");
            }
        }));
    for (auto& one : all) one.get();
    EXPECT_TRUE(cluster.untouched());
    EXPECT_THAT(injector.active(), IsEmpty());
}

}  // namespace
