#include "run/crew.hpp"

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
using sm::detail::Crew;
using sm::detail::Ticket;
using sm::detail::workers_left_behind;

const auto no_look = [] {};

/// Where jobs wait in a call until the test lets them go.
struct Gate {
    std::shared_ptr<std::latch> latch = std::make_shared<std::latch>(1);

    Crew::Job stuck() const {
        return [latch = latch](Ticket& ticket) {
            ticket.begin();
            latch->wait();
            ticket.end();
        };
    }
    void open() const {
        latch->count_down();
        while (workers_left_behind() > 0) std::this_thread::yield();
    }
};

TEST(Crew, TellsTheEndOfEachJobOnce) {
    Crew crew;
    for (int round = 0; round < 20; ++round) {
        std::atomic<int> done{0};
        std::multiset<std::size_t> ended;
        for (std::size_t i = 0; i < 5; ++i) {
            EXPECT_EQ(crew.start([&](Ticket&) { ++done; }), i);
        }
        crew.wait(
            1min,
            [&](const Crew::Ended& end) {
                EXPECT_FALSE(end.left_behind);
                ended.insert(end.job);
            },
            no_look);
        EXPECT_EQ(done.load(), 5);
        EXPECT_EQ(ended, (std::multiset<std::size_t>{0, 1, 2, 3, 4}));
    }
}

TEST(Crew, DoesItsJobsAtTheSameTime) {
    Crew crew;
    std::latch all(4);
    for (int i = 0; i < 4; ++i) crew.start([&](Ticket&) { all.arrive_and_wait(); });
    crew.wait(
        1min, [](const auto&) {}, no_look);
    EXPECT_TRUE(all.try_wait());
}

TEST(Crew, KeepsItsThreadsBetweenRuns) {
    Crew crew;
    std::set<std::thread::id> threads;
    for (int round = 0; round < 50; ++round) {
        crew.start([&](Ticket&) { threads.insert(std::this_thread::get_id()); });
        crew.wait(
            1min, [](const auto&) {}, no_look);
    }
    EXPECT_EQ(threads.size(), 1U);
}

TEST(Crew, StartsMoreWhenAJobHasEnded) {
    Crew crew;
    std::atomic<int> done{0};
    crew.start([&](Ticket&) { ++done; });
    crew.wait(
        1min,
        [&](const Crew::Ended& end) {
            if (end.job < 9) crew.start([&](Ticket&) { ++done; });
        },
        no_look);
    EXPECT_EQ(done.load(), 10);
}

TEST(Crew, LeavesBehindAWorkerWhoseCallIsTooLong) {
    const Gate gate;
    Crew crew;
    std::atomic<bool> done{false};
    crew.start(gate.stuck());
    crew.start([&](Ticket&) { done = true; });
    std::set<std::size_t> left;
    crew.wait(
        5ms,
        [&](const Crew::Ended& end) {
            if (end.left_behind) left.insert(end.job);
        },
        no_look);
    EXPECT_EQ(left, std::set<std::size_t>{0});
    EXPECT_TRUE(done.load());
    EXPECT_EQ(workers_left_behind(), 1U);
    gate.open();
    EXPECT_EQ(workers_left_behind(), 0U);
}

/// Only calls are timed: what a job does between them is ours.
TEST(Crew, WaitsForAJobThatIsInNoCall) {
    Crew crew;
    std::atomic<int> looks{0};
    crew.start([&](Ticket&) {
        while (looks.load() < 20) std::this_thread::yield();
    });
    crew.wait(
        1ms, [](const Crew::Ended& end) { EXPECT_FALSE(end.left_behind); }, [&] { ++looks; });
}

TEST(Crew, TimesEachCallOnItsOwn) {
    Crew crew;
    std::atomic<int> looks{0};
    crew.start([&](Ticket& ticket) {
        while (looks.load() < 10) {
            ticket.begin();
            std::this_thread::yield();
            EXPECT_TRUE(ticket.end());
        }
    });
    // Ten looks take longer than the limit: there are eight of them in it.
    crew.wait(
        400ms, [](const Crew::Ended& end) { EXPECT_FALSE(end.left_behind); }, [&] { ++looks; });
}

TEST(Crew, RefusesWorkWhileTooManyAreLeftBehind) {
    const Gate gate;
    Crew crew;
    const auto leave_all_behind = [&] {
        for (int i = 0; i < 64; ++i) crew.start(gate.stuck());
        crew.wait(
            1ms, [](const Crew::Ended& end) { EXPECT_TRUE(end.left_behind); }, no_look);
    };
    leave_all_behind();
    EXPECT_EQ(workers_left_behind(), 64U);
    EXPECT_THROW(crew.start([](Ticket&) {}), sm::Misuse);
    gate.open();
    std::atomic<bool> done{false};
    crew.start([&](Ticket&) { done = true; });
    crew.wait(
        1min, [](const auto&) {}, no_look);
    EXPECT_TRUE(done.load());
}

}  // namespace
