#include "run/worker_pool.hpp"

#include <sm/base/misuse.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <latch>
#include <memory>
#include <set>
#include <thread>

namespace {

using namespace std::chrono_literals;
using sm::detail::abandoned_workers;
using sm::detail::RunningCall;
using sm::detail::WorkerPool;

const auto no_look = [] {};

/// Where jobs wait in a call until the test lets them go.
struct Gate {
    std::shared_ptr<std::latch> latch = std::make_shared<std::latch>(1);

    WorkerPool::Job stuck() const {
        return [latch = latch](RunningCall& running) {
            running.begin();
            latch->wait();
            running.end();
        };
    }
    void open() const {
        latch->count_down();
        while (abandoned_workers() > 0) std::this_thread::yield();
    }
};

TEST(WorkerPool, TellsTheEndOfEachJobOnce) {
    WorkerPool pool;
    for (int round = 0; round < 20; ++round) {
        std::atomic<int> done{0};
        std::multiset<std::size_t> ended;
        for (std::size_t i = 0; i < 5; ++i) {
            EXPECT_EQ(pool.start([&](RunningCall&) { ++done; }), i);
        }
        pool.wait(
            1min,
            [&](const WorkerPool::Ended& end) {
                EXPECT_FALSE(end.abandoned);
                ended.insert(end.job);
            },
            no_look);
        EXPECT_EQ(done.load(), 5);
        EXPECT_EQ(ended, (std::multiset<std::size_t>{0, 1, 2, 3, 4}));
    }
}

TEST(WorkerPool, DoesItsJobsAtTheSameTime) {
    WorkerPool pool;
    std::latch all(4);
    for (int i = 0; i < 4; ++i) pool.start([&](RunningCall&) { all.arrive_and_wait(); });
    pool.wait(
        1min, [](const auto&) {}, no_look);
    EXPECT_TRUE(all.try_wait());
}

TEST(WorkerPool, KeepsItsThreadsBetweenRuns) {
    WorkerPool pool;
    std::set<std::thread::id> threads;
    for (int round = 0; round < 50; ++round) {
        pool.start([&](RunningCall&) { threads.insert(std::this_thread::get_id()); });
        pool.wait(
            1min, [](const auto&) {}, no_look);
    }
    EXPECT_EQ(threads.size(), 1U);
}

TEST(WorkerPool, StartsMoreWhenAJobHasEnded) {
    WorkerPool pool;
    std::atomic<int> done{0};
    pool.start([&](RunningCall&) { ++done; });
    pool.wait(
        1min,
        [&](const WorkerPool::Ended& end) {
            if (end.job < 9) pool.start([&](RunningCall&) { ++done; });
        },
        no_look);
    EXPECT_EQ(done.load(), 10);
}

TEST(WorkerPool, LeavesBehindAWorkerWhoseCallIsTooLong) {
    const Gate gate;
    WorkerPool pool;
    std::atomic<bool> done{false};
    pool.start(gate.stuck());
    pool.start([&](RunningCall&) { done = true; });
    std::set<std::size_t> left;
    pool.wait(
        5ms,
        [&](const WorkerPool::Ended& end) {
            if (end.abandoned) left.insert(end.job);
        },
        no_look);
    EXPECT_EQ(left, std::set<std::size_t>{0});
    EXPECT_TRUE(done.load());
    EXPECT_EQ(abandoned_workers(), 1U);
    gate.open();
    EXPECT_EQ(abandoned_workers(), 0U);
}

/// Only calls are timed: what a job does between them is ours.
TEST(WorkerPool, WaitsForAJobThatIsInNoCall) {
    WorkerPool pool;
    std::atomic<int> looks{0};
    pool.start([&](RunningCall&) {
        while (looks.load() < 20) std::this_thread::yield();
    });
    pool.wait(
        1ms, [](const WorkerPool::Ended& end) { EXPECT_FALSE(end.abandoned); }, [&] { ++looks; });
}

TEST(WorkerPool, TimesEachCallOnItsOwn) {
    WorkerPool pool;
    std::atomic<int> looks{0};
    pool.start([&](RunningCall& running) {
        while (looks.load() < 10) {
            running.begin();
            std::this_thread::yield();
            EXPECT_TRUE(running.end());
        }
    });
    // Ten looks take longer than the limit: there are eight of them in it.
    pool.wait(
        400ms, [](const WorkerPool::Ended& end) { EXPECT_FALSE(end.abandoned); }, [&] { ++looks; });
}

TEST(WorkerPool, RefusesWorkWhileTooManyAreLeftBehind) {
    const Gate gate;
    WorkerPool pool;
    const auto leave_all_behind = [&] {
        for (int i = 0; i < 64; ++i) pool.start(gate.stuck());
        pool.wait(
            1ms, [](const WorkerPool::Ended& end) { EXPECT_TRUE(end.abandoned); }, no_look);
    };
    leave_all_behind();
    EXPECT_EQ(abandoned_workers(), 64U);
    EXPECT_THROW(pool.start([](RunningCall&) {}), sm::Misuse);
    gate.open();
    std::atomic<bool> done{false};
    pool.start([&](RunningCall&) { done = true; });
    pool.wait(
        1min, [](const auto&) {}, no_look);
    EXPECT_TRUE(done.load());
}

}  // namespace
