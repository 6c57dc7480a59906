#include "workload/task_runner.hpp"

#include <sm/base/misuse.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <latch>
#include <string>
#include <thread>

#include "run/worker_pool.hpp"
#include "workload/simulated_registers.hpp"

namespace {

using namespace std::chrono_literals;
using sm::detail::EndedTask;
using sm::detail::TaskRunner;
using sm::detail::TimeLimit;
using testing::ElementsAre;

/// What has ended, as `1 in time`, until nothing is under way.
std::vector<std::string> ends(TaskRunner& runner) {
    constexpr const char* how[] = {" in time", " cut off", " abandoned"};
    std::vector<std::string> all;
    while (!runner.is_idle())
        for (const EndedTask& ended : runner.wait(sm::Duration::max()))
            all.push_back(std::to_string(ended.worker) + how[static_cast<int>(ended.how)]);
    return all;
}

TEST(ThreadTasks, EndAndAreTold) {
    const auto runner = sm::detail::on_threads(10s);
    runner->run([&] {
        runner->start(1, [](TimeLimit&) {});
        runner->start(2, [](TimeLimit& limit) { EXPECT_TRUE(limit.within([] {})); });
        EXPECT_THAT(ends(*runner), testing::UnorderedElementsAre("1 in time", "2 in time"));
    });
}

TEST(ThreadTasks, AreAbandonedWhereTheyHang) {
    const auto gate = std::make_shared<std::latch>(1);
    const auto before = sm::detail::abandoned_workers();
    const auto runner = sm::detail::on_threads(10ms);
    runner->run([&] {
        runner->start(1, [gate](TimeLimit& limit) {
            EXPECT_FALSE(limit.within([&] { gate->wait(); })) << "it must touch nothing any more";
        });
        EXPECT_THAT(ends(*runner), ElementsAre("1 abandoned"));
    });
    gate->count_down();
    while (sm::detail::abandoned_workers() > before) std::this_thread::yield();
}

struct ScheduledTasks : testing::Test {
    sm::simulation::Simulation<registers::Server> simulation{{}, sm::Seed{1}};
    sm::Scheduler& scheduler = simulation.scheduler();
    sm::Clock& clock = scheduler.clock();
    std::unique_ptr<TaskRunner> runner =
        sm::detail::on_scheduler(scheduler, 10s, sm::gen::WorkerSet::clients(3));
};

TEST_F(ScheduledTasks, GoOnBesideTheDirectorInVirtualTime) {
    runner->run([&] {
        runner->start(1, [&](TimeLimit&) { clock.wait(2s); });
        runner->start(2, [&](TimeLimit&) { clock.wait(1s); });
        EXPECT_THAT(runner->wait(500ms), testing::IsEmpty());
        EXPECT_EQ(clock.now(), 500ms);
        EXPECT_THAT(ends(*runner), ElementsAre("2 in time", "1 in time"));
        EXPECT_EQ(clock.now(), 2s);
    });
}

TEST_F(ScheduledTasks, AreCutOffWhereTheyWaitForTooLong) {
    runner->run([&] {
        runner->start(
            1, [&](TimeLimit& limit) { EXPECT_FALSE(limit.within([&] { clock.wait(1h); })); });
        EXPECT_THAT(ends(*runner), ElementsAre("1 cut off"));
        EXPECT_EQ(clock.now(), 10s);
    });
}

TEST_F(ScheduledTasks, TakeSomeTimeThoughTheyWaitForNothing) {
    runner->run([&] {
        runner->start(1, [](TimeLimit&) {});
        EXPECT_THAT(ends(*runner), ElementsAre("1 in time"));
        EXPECT_EQ(clock.now(), 1us);
    });
}

TEST_F(ScheduledTasks, ThatEndTogetherAreToldTogether) {
    runner->run([&] {
        for (int i = 1; i <= 3; ++i) runner->start(i, [&](TimeLimit&) { clock.wait(1s); });
        EXPECT_EQ(runner->wait(sm::Duration::max()).size(), 3U);
    });
}

TEST_F(ScheduledTasks, EndWhereTheSystemBreaks) {
    sm::simulation::Simulation<registers::Server> touchy({}, sm::Seed{1}, registers::Flaw::touchy);
    auto client = touchy.client(0);
    const auto broken = sm::detail::on_scheduler(touchy.scheduler(), 10s, {1});
    bool went_on = false;
    EXPECT_THROW(broken->run([&] {
        broken->start(1, [&](TimeLimit&) { client.write(1, 7); });
        while (!broken->is_idle()) broken->wait(sm::Duration::max());
        went_on = true;
    }),
                 sm::simulation::ReplicaThrew);
    EXPECT_FALSE(went_on) << "the director too";
}

}  // namespace
