#include <sm/check/check.hpp>
#include <sm/simulation/simulation.hpp>
#include <sm/spec/domain.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulation/counters.hpp"
#include "started.hpp"

namespace {

using counters::Counter;
using testing::HasSubstr;
using testing::StartsWith;
using namespace std::chrono_literals;
using testing::Optional;

TEST(Simulation, ACallOutsideOfAnyTaskWaitsInVirtualTime) {
    sm::simulation::Simulation<Counter> simulation({}, sm::Seed{1});
    auto client = simulation.client(1);
    EXPECT_THAT(client.add(2, 5), Optional(5));
    EXPECT_THAT(client.ask(2), Optional(5));
    EXPECT_GT(simulation.cluster().clock().now(), 400us);
    EXPECT_LT(simulation.cluster().clock().now(), 100ms);
}

TEST(Simulation, WhatIsSyncedSurvivesAKill) {
    sm::simulation::Simulation<Counter> simulation({}, sm::Seed{1});
    auto client = simulation.client(1);
    client.add(1, 5);
    client.cluster().kill("n1");
    EXPECT_EQ(client.ask(1), std::nullopt);
    client.cluster().start("n1");
    EXPECT_THAT(client.ask(1), Optional(5));
}

TEST(Simulation, TheSameSeedGivesTheSameEvents) {
    const auto run = [](std::uint64_t seed) {
        sm::simulation::Simulation<Counter> simulation({}, sm::Seed{seed});
        auto client = simulation.client(1);
        for (int i = 0; i < 50; ++i) client.add(1 + i % 3, i);
        client.cluster().clock().wait(10s);
        return client.cluster().digest();
    };
    EXPECT_EQ(run(1), run(1));
    EXPECT_NE(run(1), run(2));
}

/// Its clients number their calls.
struct Sharing : Counter {
    using Counter::Counter;
    struct Client : Counter::Client {
        struct Shared {
            int calls = 0;
        };
        Client(sm::simulation::Mailbox<Counter::Message>& box, Shared& shared, int)
            : Counter::Client(box), shared_(shared) {}
        int next() { return ++shared_.calls; }

     private:
        Shared& shared_;
    };
};

TEST(Simulation, GivesItsClientsAPlaceThatTheyShare) {
    sm::simulation::Simulation<Sharing> one({}, sm::Seed{1}), other({}, sm::Seed{1});
    auto first = one.client(1), second = one.client(2), third = other.client(1);
    EXPECT_EQ(first.next(), 1);
    EXPECT_EQ(second.next(), 2);
    EXPECT_EQ(third.next(), 1);
}

struct Model {
    int number = 0;
};
struct Add {
    sm::Below<5> number;
    int apply(Model& model) const { return model.number += number; }
    int run(auto& client) const { return client.add(1, number).value(); }
};
/// Asks a server that nobody adds to.
struct AskAnother {
    int apply(Model& model) const { return model.number; }
    int run(auto& client) const { return client.ask(2).value(); }
};

TEST(Simulation, TellsACheckWhatHappenedInTheRunThatFailed) {
    const started::Folder folder;
    const auto report = sm::check<std::variant<Add, AskAnother>>(
        sm::simulated<Counter>(), {.name = "counters", .seed = 1, .corpus = folder.path});
    ASSERT_FALSE(report.passed);
    EXPECT_THAT(report.log, HasSubstr("c1 → n1  sent  Message{kind=add, number=1}\n"));
    EXPECT_EQ(started::contents(report.log_file), report.log);
    EXPECT_THAT(started::contents(report.picture_file), StartsWith("<svg"));
    EXPECT_THAT(report.text(), HasSubstr("  picture: " + report.picture_file + "\n"));
}

TEST(Simulation, DoesTheSameWhenACheckRunsItTwice) {
    const auto report = sm::check<std::variant<Add>>(
        sm::simulated<Counter>(),
        {.name = "counters", .seed = 1, .corpus = "", .check_determinism = true});
    EXPECT_TRUE(report) << report.text();
}

/// Numbers its messages with a number that outlives it.
class Numbered : public Counter {
 public:
    explicit Numbered(sm::simulation::Host<Message>& host) : Counter(host) {
        static int made = 0;
        host.note("made as number " + std::to_string(++made));
    }
};

TEST(Simulation, IsFoundToDoOtherwiseWhereOnlyItsLogTells) {
    const auto report = sm::check<std::variant<Add>>(
        sm::simulated<Numbered>(),
        {.name = "counters", .seed = 1, .corpus = "", .check_determinism = true});
    EXPECT_EQ(report.failure, sm::Failure::other_run);
    EXPECT_THAT(report.text(), HasSubstr("made as number "));
}

struct KillSecond {
    void apply(Model&) const {}
    void run(auto& client) const {
        if (client.cluster().state("n2") == sm::NodeState::running) client.cluster().kill("n2");
    }
};

/// A majority of two servers answers, whatever has been done before.
TEST(Simulation, IsToMakeProgressOnceAMajorityIsWell) {
    using Cmd = std::variant<Add, KillSecond>;
    const auto live = sm::simulated<Counter>().finish_with([](auto& counters) {
        const auto core = counters.cluster().heal_core();
        auto client = counters.client(0);
        for (const auto& name : core)
            if (!client.ask(std::stoi(name.substr(1)))) throw std::runtime_error("no answer");
    });
    EXPECT_TRUE(sm::check<Cmd>(live, {.name = "live", .programs = 200, .corpus = ""}));
    const auto stuck = sm::simulated<Counter>().finish_with([](auto& counters) {
        if (!counters.client(0).ask(2)) throw std::runtime_error("no answer");
    });
    const auto report = sm::check<Cmd>(stuck, {.name = "stuck", .programs = 200, .corpus = ""});
    EXPECT_EQ(report.failure, sm::Failure::broken);
    EXPECT_THAT(report.text(), HasSubstr("after all calls: std::runtime_error: no answer"));
    EXPECT_EQ(report.program.size(), 1U);
}

TEST(Simulation, AnEndingHasTenTimesAsLongAsACall) {
    const auto for_ever = sm::simulated<Counter>().finish_with([](auto& counters) {
        for (;;) counters.cluster().clock().wait(100ms);
    });
    const auto report = sm::check<std::variant<Add>>(for_ever, {.name = "for ever",
                                                                .programs = 1,
                                                                .command_time_limit = 1s,
                                                                .shrink = {.executions = 10},
                                                                .corpus = ""});
    EXPECT_THAT(report.text(), HasSubstr("after all calls: no answer within 10 s"));
}

/// Its answer never comes.
struct WaitForEver {
    void apply(Model&) const {}
    void run(auto& client) const { client.cluster().clock().wait(24h); }
};

TEST(Simulation, ACallThatNeverEndsIsUnknown) {
    const auto report = sm::check<std::variant<WaitForEver>>(
        sm::simulated<Counter>(), {.name = "silence", .programs = 1, .corpus = ""});
    EXPECT_TRUE(report);
    EXPECT_THAT(report.text(), HasSubstr(" unknown\n"));
}

TEST(Simulation, TasksRunSideBySide) {
    sm::simulation::Simulation<Counter> simulation({}, sm::Seed{1});
    auto& scheduler = simulation.scheduler();
    std::vector<std::function<void()>> tasks;
    for (int task = 0; task < 3; ++task) tasks.push_back([&] { scheduler.clock().wait(10s); });
    scheduler.run(tasks);
    EXPECT_EQ(scheduler.clock().now(), 10s);
}

}  // namespace
