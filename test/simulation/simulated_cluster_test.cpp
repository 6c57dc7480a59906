#include <sm/base/misuse.hpp>
#include <sm/cluster/unsupported.hpp>
#include <sm/fault/partition.hpp>
#include <sm/history/outcome.hpp>
#include <sm/os/wait.hpp>
#include <sm/simulation/simulated_cluster.hpp>
#include <sm/value/to_string.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <set>
#include <stdexcept>

#include "simulation/counters.hpp"
#include "simulation/posts.hpp"

namespace {

using namespace std::chrono_literals;
using counters::Counter;
using posts::Office;
using sm::NodeState;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Optional;
using testing::ThrowsMessage;

struct Counters {
    explicit Counters(sm::simulation::ClusterOptions options = {}, std::uint64_t seed = 1)
        : simulation(options, sm::Seed{seed}) {}

    sm::simulation::FilteredCluster<counters::Message>& cluster() { return simulation.cluster(); }

    sm::simulation::Simulation<Counter> simulation;
    sm::simulation::Simulation<Counter>::Client client = simulation.client(1);
};

TEST(SimulatedCluster, StartsAllNodes) {
    Counters counters;
    EXPECT_THAT(counters.cluster().nodes(), ElementsAre("n1", "n2", "n3"));
    for (const auto& node : counters.cluster().nodes())
        EXPECT_EQ(counters.cluster().state(node), NodeState::running);
}

TEST(SimulatedCluster, RefusesOptionsThatMakeNoSense) {
    EXPECT_THAT([] { Counters counters({.nodes = 0}); },
                ThrowsMessage<sm::Misuse>("ClusterOptions: nodes is 0; have 1 to 100"));
    EXPECT_THAT(
        [] { Counters counters({.network = {.loss = 1.5}}); },
        ThrowsMessage<sm::Misuse>("ClusterOptions: network.loss is 1.5; a share is from 0 to 1"));
    EXPECT_THAT(
        [] {
            Counters counters({.network = {.latency = {2ms, 1ms}}});
        },
        ThrowsMessage<sm::Misuse>(HasSubstr("network.latency: least, most and longest")));
}

TEST(SimulatedCluster, ANodeThatIsStoppedKeepsWhatItWroteAndOneThatIsKilledWhatItSynced) {
    int lost = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        Counters counters({.disk = {.sync = {1s, 1s}, .kept = 0}}, seed);
        counters.simulation.scheduler().run({[&] { counters.client.add(1, 5); },
                                             [&] {
                                                 counters.cluster().clock().wait(500ms);
                                                 seed % 2 == 0 ? counters.cluster().kill("n1")
                                                               : counters.cluster().stop("n1");
                                                 counters.cluster().start("n1");
                                             }});
        const auto number = counters.client.ask(1);
        EXPECT_THAT(number, Optional(seed % 2 == 0 ? 0 : 5));
        lost += number == 0 ? 1 : 0;
    }
    EXPECT_EQ(lost, 10);
}

TEST(SimulatedCluster, APausedNodeAnswersWhenItGoesOn) {
    Counters counters;
    counters.cluster().pause("n1");
    EXPECT_EQ(counters.client.ask(1), std::nullopt);
    counters.cluster().unpause("n1");
    counters.cluster().clock().wait(1ms);
    EXPECT_THAT(counters.client.ask(1), Optional(0));
}

TEST(SimulatedCluster, AWipedNodeHasForgottenAll) {
    Counters counters;
    counters.client.add(1, 5);
    counters.cluster().kill("n1");
    counters.cluster().wipe("n1");
    counters.cluster().start("n1");
    EXPECT_THAT(counters.client.ask(1), Optional(0));
}

TEST(SimulatedCluster, RefusesWhatMakesNoSenseInTheStateOfANode) {
    Counters counters;
    EXPECT_THAT([&] { counters.cluster().start("n1"); },
                ThrowsMessage<sm::Refused>("start n1: it is running; kill or stop it first"));
    EXPECT_THAT([&] { counters.cluster().unpause("n1"); },
                ThrowsMessage<sm::Refused>(HasSubstr("only one that is paused goes on")));
    EXPECT_THAT([&] { counters.cluster().kill("n4"); },
                ThrowsMessage<sm::Misuse>("there is no node \"n4\"; nodes are n1 to n3"));
}

TEST(SimulatedCluster, CutsCountWhatVanishes) {
    Office office;
    office.cluster().cut({{.from = "n1", .to = "n2"}});
    EXPECT_THAT(office.send({2, 3}), ElementsAre("3"));
    EXPECT_THAT(office.cluster().active_cuts(),
                ElementsAre(sm::ActiveCut{"n1", "n2", "net", 1.0, 1}));
    office.cluster().restore_all();
    EXPECT_THAT(office.send({2, 3}), ElementsAre("2", "3"));
    EXPECT_THAT([&] { office.cluster().cut({{.from = "n1", .to = "n1"}}); },
                ThrowsMessage<sm::Misuse>("cut: n1 cannot be cut off from itself"));
}

TEST(SimulatedCluster, ACloggedLinkLetsAllThroughWhenItIsFree) {
    Office office;
    office.cluster().clog({{"n1", "n2"}});
    EXPECT_THAT(office.send({2, 3, 4}), ElementsAre("3"));
    office.cluster().unclog({{"n1", "n2"}});
    office.cluster().clock().wait(1s);
    EXPECT_THAT(office.arrived(), ElementsAre("3", "2", "4"));
}

TEST(SimulatedCluster, ADelayedLinkIsLate) {
    Office office;
    office.cluster().delay({{"n1", "n2"}}, {.latency = 5s});
    EXPECT_THAT(office.send({2, 3}), ElementsAre("3"));
    office.cluster().clock().wait(5s);
    EXPECT_THAT(office.arrived(), ElementsAre("3", "2"));
}

TEST(SimulatedCluster, ASlowNodeDoesOneThingAfterTheOther) {
    Office office;
    office.cluster().slow("n1", 300ms);
    EXPECT_THAT(office.send({2, 4, 6, 8}), ElementsAre("2", "4", "6", "8"));
    office.cluster().slow("n1", 600ms);
    EXPECT_THAT(office.send({2, 4, 6, 8}), ElementsAre("2", "4"));
}

TEST(SimulatedCluster, LosesDuplicatesAndReordersAsTheOptionsSay) {
    std::vector<int> numbers;
    for (int number = 0; number < 400; number += 2) numbers.push_back(number);
    Office losing({.network = {.latency = {1ms, 1ms}, .loss = 0.1}});
    EXPECT_NEAR(static_cast<double>(losing.send(numbers).size()), 162, 20);
    Office doubling({.network = {.latency = {1ms, 1ms}, .duplicates = 0.1}});
    EXPECT_NEAR(static_cast<double>(doubling.send(numbers).size()), 242, 20);
    Office in_order({.network = {.latency = {1ms, 100ms}}});
    const auto sent = Office().send(numbers);
    EXPECT_EQ(in_order.send(numbers), sent);
    Office mixing({.network = {.latency = {1ms, 100ms}, .reordered = 0.5}});
    const auto mixed = mixing.send(numbers);
    EXPECT_THAT(mixed, testing::UnorderedElementsAreArray(sent));
    EXPECT_NE(mixed, sent);
}

/// Rings once a second, by its own clock.
struct Metronome {
    using Message = int;
    struct Client {
        explicit Client(sm::simulation::Mailbox<int>&) {}
    };
    Metronome(sm::simulation::Host<int>& given, std::vector<int>* rung) : host(given), ticks(rung) {
        host.set_timer(0, 1s);
    }
    void receive(sm::simulation::NodeId, int) {}
    void timer(sm::simulation::TimerId) {
        ++(*ticks)[static_cast<std::size_t>(host.self() - 1)];
        host.set_timer(0, 1s);
    }
    sm::simulation::Host<int>& host;
    std::vector<int>* ticks;
};

struct Metronomes {
    std::vector<int> ticks = std::vector<int>(3);
    sm::simulation::Simulation<Metronome> simulation{{.nodes = 3}, sm::Seed{1}, &ticks};

    std::vector<int> ticks_in(sm::Duration duration) {
        ticks = std::vector<int>(3);
        simulation.cluster().clock().wait(duration);
        return ticks;
    }
};

TEST(SimulatedCluster, ATimerFollowsTheClockOfItsNode) {
    Metronomes metronomes;
    auto& cluster = metronomes.simulation.cluster();
    EXPECT_THAT(metronomes.ticks_in(100'500ms), ElementsAre(100, 100, 100));
    cluster.set_drift("n1", 0.5);
    cluster.set_drift("n2", -0.5);
    EXPECT_THAT(metronomes.ticks_in(100s), ElementsAre(150, 50, 100));
    cluster.correct_clock("n1");
    cluster.correct_clock("n2");
    EXPECT_THAT(metronomes.ticks_in(100s), ElementsAre(50, 100, 100));
    EXPECT_THAT(metronomes.ticks_in(100s), ElementsAre(100, 100, 100));
}

TEST(SimulatedCluster, AClockThatIsMovedOnMovesWhatWaitsForIt) {
    Metronomes metronomes;
    auto& cluster = metronomes.simulation.cluster();
    metronomes.ticks_in(500ms);
    cluster.step_clock("n1", 600ms);
    EXPECT_THAT(metronomes.ticks_in(1ms), ElementsAre(1, 0, 0));
    cluster.step_clock("n2", -10s);
    EXPECT_THAT(metronomes.ticks_in(5s), ElementsAre(5, 0, 5));
}

TEST(SimulatedCluster, AReplicaThatMeetsADiskErrorDies) {
    Counters counters;
    counters.cluster().fail_disk("n1", {.failure = sm::DiskFailure::no_space});
    EXPECT_EQ(counters.client.add(1, 5), std::nullopt);
    EXPECT_EQ(counters.cluster().state("n1"), NodeState::dead);
    counters.cluster().heal_disk("n1");
    counters.cluster().start("n1");
    EXPECT_THAT(counters.client.add(1, 5), Optional(5));
}

TEST(SimulatedCluster, DamagesTheDisksOfAMinorityOnly) {
    Counters counters({.nodes = 5});
    counters.cluster().fail_disk("n1", {.unreadable = 0.1});
    counters.cluster().fail_disk("n2", {.misdirected = 0.1});
    counters.cluster().fail_disk("n1", {.misdirected = 0.1});
    EXPECT_THROW(counters.cluster().fail_disk("n3", {.unreadable = 0.1}), sm::Refused);
    counters.cluster().fail_disk("n3", {.latency = 1s});
}

/// Throws when it is told anything.
struct Brittle {
    using Message = int;
    struct Client {
        explicit Client(sm::simulation::Mailbox<int>& given) : box(given) {}
        sm::simulation::Mailbox<int>& box;
    };
    explicit Brittle(sm::simulation::Host<int>&) {}
    void receive(sm::simulation::NodeId, int) { throw std::logic_error("an invariant is broken"); }
    void timer(sm::simulation::TimerId) {}
};

TEST(SimulatedCluster, WhatAReplicaThrowsIsThrownToWhoRunsTheSimulation) {
    sm::simulation::Simulation<Brittle> simulation({}, sm::Seed{1});
    auto client = simulation.client(1);
    const auto run = [&] {
        simulation.scheduler().run({[&] {
            client.box.send(1, 0);
            client.box.receive(1h);
        }});
    };
    EXPECT_THAT(run, ThrowsMessage<sm::simulation::ReplicaThrew>(
                         "replica n1 threw std::logic_error: an invariant is broken"));
    EXPECT_EQ(simulation.cluster().state("n1"), NodeState::dead);
}

TEST(SimulatedCluster, AnInjectorWorksOnIt) {
    Office office;
    auto& injector = office.cluster().injector();
    injector.inject(sm::fault::partition({{"n1"}, {"n2", "n3"}}));
    EXPECT_THAT(office.send({2, 3}), IsEmpty());
    injector.heal("partition");
    EXPECT_THAT(office.send({2, 3}), ElementsAre("2", "3"));
    for (const char* text : {"[n2, n3]", "[all]"})
        for (const char* fault : {"kill", "stop", "pause", "wipe"}) {
            injector.inject({fault, sm::parse_tree(text)});
            EXPECT_THAT(office.send({2, 3}), IsEmpty()) << fault;
            injector.heal(fault);
            office.cluster().clock().wait(1s);
            EXPECT_THAT(office.send({2, 3}), ElementsAre("2", "3")) << fault;
        }
}

TEST(SimulatedCluster, AnInjectorHarmsClocksDisksNodesAndLinks) {
    Office office;
    auto& injector = office.cluster().injector();
    const auto inject = [&](const char* fault, const char* arguments) {
        injector.inject({fault, sm::parse_tree(arguments)});
        const auto arrived = office.send({2, 3});
        injector.heal("");
        office.cluster().clock().wait(10s);
        return arrived;
    };
    EXPECT_THAT(inject("slow", "{nodes: [n1], by: 1500ms}"), ElementsAre("2"));
    EXPECT_THAT(inject("delay", "{by: 2s, links: {n1: [n2]}}"), ElementsAre("3"));
    EXPECT_THAT(inject("clog", "{links: {n1: [n3]}}"), ElementsAre("2"));
    EXPECT_THAT(inject("clog", "{}"), IsEmpty());
    EXPECT_THAT(inject("clock", "{n1: 2s}"), ElementsAre("2", "3"));
    EXPECT_THAT(inject("disk", "{nodes: [n1], full: true}"), ElementsAre("2", "3"));
    EXPECT_THAT([&] { inject("slow", "{by: 1s}"); },
                ThrowsMessage<sm::Misuse>(HasSubstr("say which nodes")));
    EXPECT_THAT([&] { inject("clock", "{nodes: [n1]}"); },
                ThrowsMessage<sm::Misuse>(HasSubstr("is not a duration")));
}

TEST(SimulatedCluster, SaysHowItsDisksFailAndHowOften) {
    Counters counters;
    auto& cluster = counters.cluster();
    cluster.fail_disk("n2", {.latency = 10ms});
    EXPECT_TRUE(counters.client.add(2, 5));
    ASSERT_THAT(cluster.failing_disks(), testing::SizeIs(1));
    EXPECT_EQ(cluster.failing_disks()[0].node, "n2");
    EXPECT_GE(cluster.failing_disks()[0].hits, 1U);
    cluster.heal_disk("n2");
    EXPECT_THAT(cluster.failing_disks(), IsEmpty());
}

TEST(SimulatedCluster, SaysWhatItCannotDoToDisksAndLinks) {
    Counters counters;
    auto& cluster = counters.cluster();
    EXPECT_THAT([&] { cluster.fail_disk("n1", {.calls = {"fsync"}, .latency = 1s}); },
                ThrowsMessage<sm::Unsupported>(HasSubstr("it has no system calls to name")));
    EXPECT_THAT([&] { cluster.fail_disk("n1", {.failure = sm::DiskFailure::io_error}); },
                ThrowsMessage<sm::Unsupported>(HasSubstr("does not answer io_error")));
    EXPECT_THAT(
        [&] {
            cluster.delay({{"n1", "n2"}}, {.latency = 2s, .jitter = 1s});
        },
        ThrowsMessage<sm::Unsupported>(HasSubstr("leave `jitter` zero")));
}

TEST(SimulatedCluster, HarmThatMakesNoSenseIsMisuse) {
    Counters counters;
    const auto fail = [&](const sm::DiskFault& wanted) {
        return [&counters, wanted] { counters.cluster().fail_disk("n1", wanted); };
    };
    EXPECT_THAT(fail({.latency = -5s}),
                ThrowsMessage<sm::Misuse>(
                    "fail_disk of n1: the latency is -5 s; it must not be below zero"));
    EXPECT_THAT(
        fail({.unreadable = -1}),
        ThrowsMessage<sm::Misuse>("fail_disk of n1: unreadable is -1; a share is from 0 to 1"));
    EXPECT_THAT(
        fail({.unreadable = std::numeric_limits<double>::quiet_NaN()}),
        ThrowsMessage<sm::Misuse>("fail_disk of n1: unreadable is nan; a share is from 0 to 1"));
    EXPECT_THAT(
        fail({.misdirected = 7}),
        ThrowsMessage<sm::Misuse>("fail_disk of n1: misdirected is 7; a share is from 0 to 1"));
}

/// How long a replica takes to write something to its disk.
sm::Duration time_to_add(Counters& counters) {
    const auto begin = counters.cluster().clock().now();
    EXPECT_TRUE(counters.client.add(2, 5));
    return counters.cluster().clock().now() - begin;
}

TEST(SimulatedCluster, ARefusedFaultLeavesAnotherOnTheSameDiskOn) {
    Counters counters;
    auto& injector = counters.cluster().injector();
    injector.inject({"disk", sm::parse_tree("{nodes: [n1], unreadable: 0.1}")});
    injector.inject({"disk", sm::parse_tree("{nodes: [n2], latency: 500ms}")});
    EXPECT_THROW(injector.inject({"disk", sm::parse_tree("{nodes: [n3, n2], unreadable: 0.1}")}),
                 sm::Refused);
    EXPECT_THROW(injector.inject({"disk", sm::parse_tree("{nodes: [n2], unreadable: 0.1}")}),
                 sm::Refused);
    EXPECT_GE(time_to_add(counters), 500ms);
    injector.heal("disk");
    EXPECT_LT(time_to_add(counters), 500ms);
}

TEST(SimulatedCluster, AHealedCoreOfAMajorityAnswers) {
    std::set<std::vector<std::string>> cores;
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        Counters counters({.nodes = 5, .network = {.loss = 0.5}}, seed);
        auto& cluster = counters.cluster();
        cluster.fail_disk("n5", {.unreadable = 1});
        cluster.kill("n1");
        cluster.pause("n2");
        cluster.clog({{"n3", "n4"}});
        cluster.cut({{"n3", "n2"}});
        const auto core = cluster.heal_core();
        ASSERT_EQ(core.size(), 3U);
        for (const auto& node : cluster.nodes()) {
            const bool in_core = std::find(core.begin(), core.end(), node) != core.end();
            EXPECT_EQ(cluster.state(node) == NodeState::running, in_core);
            if (!in_core) continue;
            EXPECT_NE(node, "n5");
            for (int call = 0; call < 20; ++call)
                EXPECT_TRUE(counters.client.ask(node[1] - '0').has_value());
        }
        EXPECT_THAT(cluster.active_cuts(), IsEmpty());
        cores.insert(core);
    }
    EXPECT_EQ(cores.size(), 4U);
}

TEST(SimulatedCluster, SwarmLeavesEachKindOfTroubleOnInHalfOfTheRuns) {
    int losing = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        Counters counters({.network = {.loss = 0.5}, .swarm = true}, seed);
        int answered = 0;
        for (int call = 0; call < 10; ++call)
            answered += counters.client.ask(1).has_value() ? 1 : 0;
        losing += answered < 10 ? 1 : 0;
    }
    EXPECT_NEAR(losing, 50, 20);
}

TEST(SimulatedCluster, WhatIsDoneToOneNodeDoesNotDisturbTheLinksOfOthers) {
    const auto arrivals = [](bool disturb) {
        sm::simulation::Simulation<Counter> simulation({.record = true}, sm::Seed{1});
        if (disturb) simulation.cluster().pause("n3");
        simulation.cluster().clock().wait(20s);
        std::vector<sm::Duration> times;
        for (const auto& entry : simulation.cluster().trace())
            if (entry.what == sm::simulation::EventKind::arrived && entry.from == 1 &&
                entry.to == 2)
                times.push_back(entry.time);
        return times;
    };
    EXPECT_EQ(arrivals(false), arrivals(true));
    EXPECT_EQ(arrivals(false).size(), 19U);
}

/// When each node's timer of a second rings first, in true time.
std::vector<sm::Duration> first_rings(const sm::simulation::ClockOptions& clocks) {
    sm::simulation::Simulation<Counter> simulation({.clocks = clocks, .record = true}, sm::Seed{1});
    simulation.cluster().clock().wait(5s);
    std::map<sm::simulation::NodeId, sm::Duration> first;
    for (const auto& entry : simulation.cluster().trace())
        if (entry.what == sm::simulation::EventKind::timer)
            first.try_emplace(entry.from, entry.time);
    std::vector<sm::Duration> rings;
    for (const auto& [node, time] : first) rings.push_back(time);
    return rings;
}

TEST(SimulatedCluster, ClocksRunEquallyFastUnlessTheOptionsSayOtherwise) {
    EXPECT_THAT(first_rings({}), testing::Each(1s));
    const auto drifting = first_rings({.drift = 0.2});
    ASSERT_EQ(drifting.size(), 3U);
    EXPECT_NE(drifting[0], drifting[1]);
    EXPECT_NE(drifting[1], drifting[2]);
    for (const auto ring : drifting) {
        EXPECT_GE(ring, 833ms);
        EXPECT_LE(ring, 1250ms);
    }
}

/// Notes what its clock shows when it starts.
struct Teller {
    using Message = int;
    struct Client {
        explicit Client(sm::simulation::Mailbox<int>&) {}
    };
    explicit Teller(sm::simulation::Host<int>& host) {
        host.note(sm::to_string(host.clock().now()));
    }
    void receive(sm::simulation::NodeId, int) {}
    void timer(sm::simulation::TimerId) {}
};

TEST(SimulatedCluster, ClocksDifferAtTheStartIfTheOptionsSaySo) {
    const auto clocks_shown = [](const sm::simulation::ClockOptions& clocks) {
        sm::simulation::Simulation<Teller> simulation({.clocks = clocks, .record = true},
                                                      sm::Seed{1});
        simulation.cluster().clock().wait(1ms);
        std::set<std::string> texts;
        for (const auto& entry : simulation.cluster().trace())
            if (entry.what == sm::simulation::EventKind::noted) texts.insert(entry.text);
        return texts.size();
    };
    EXPECT_EQ(clocks_shown({}), 1U);
    EXPECT_EQ(clocks_shown({.skew = 10s}), 3U);
    EXPECT_THROW(clocks_shown({.skew = -1s}), sm::Misuse);
    EXPECT_THROW(clocks_shown({.drift = 10}), sm::Misuse);
}

TEST(SimulatedCluster, TellsOfCutsInItsTrace) {
    sm::simulation::Simulation<Counter> simulation({.record = true}, sm::Seed{1});
    simulation.cluster().cut({{"n1", "n2"}, {.from = "n2", .to = "n3", .share = 0.3}});
    simulation.cluster().restore_all();
    const auto text = to_string(simulation.cluster().trace());
    EXPECT_THAT(text, HasSubstr("n1  cut  from n2\n"));
    EXPECT_THAT(text, HasSubstr("n2  cut  from n3 by 30 %\n"));
    EXPECT_THAT(text, HasSubstr("n1  cut  no more from n2\n"));
}

TEST(SimulatedCluster, ATimeThatIsForEverDoesNotComeAround) {
    sm::simulation::Simulation<Counter> simulation({}, sm::Seed{1});
    simulation.cluster().clock().wait(1s);
    auto& scheduler = simulation.scheduler();
    bool returned = false;
    scheduler.run({[&] {
        EXPECT_FALSE(scheduler.within(1h, [&] {
            scheduler.clock().wait(sm::Duration::max());
            returned = true;
        }));
    }});
    EXPECT_FALSE(returned);
}

}  // namespace
