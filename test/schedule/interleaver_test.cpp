#include "schedule/interleaver.hpp"

#include <sm/base/misuse.hpp>
#include <sm/schedule/atomic.hpp>
#include <sm/schedule/mutex.hpp>

#include <gmock/gmock.h>

#include <chrono>
#include <mutex>
#include <stdexcept>

#include "schedule/tasks.hpp"

namespace {

using namespace std::chrono_literals;
using sm::detail::Left;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// One that always takes the usual task.
class Usual final : public sm::detail::Strategy {
 public:
    bool begin() override { return true; }
    int choose(const sm::detail::Decision& decision) override { return decision.usual(); }
};

TEST(Interleaver, LetsTheFirstTaskGoOnAsLongAsItCan) {
    Usual usual;
    std::string seen;
    tasks::run(usual, {tasks::straight(3, 'a', seen), tasks::straight(2, 'b', seen)});
    EXPECT_EQ(seen, "aaabb");
}

TEST(Interleaver, DoesWhatComesBeforeTheFirstPointAtTheStart) {
    Usual usual;
    std::string seen;
    tasks::run(usual, {[&] { seen += "1", sm::yield(), seen += "3"; }, [&] { seen += "2"; }});
    EXPECT_EQ(seen, "123");
}

TEST(Interleaver, EndsATaskThatThrowsAndPassesTheFirstExceptionOn) {
    Usual usual;
    std::string seen;
    EXPECT_THROW(
        tasks::run(usual, {[] { sm::yield(), throw std::runtime_error("first"); },
                           [&] { tasks::straight(2, 'b', seen)(), throw std::logic_error("2"); }}),
        std::runtime_error);
    EXPECT_EQ(seen, "bb");
}

TEST(Interleaver, KeepsExceptionsThatAreHandledToTheirTasks) {
    auto strategy = tasks::all();
    const auto handles = [](int number) {
        return [number] {
            try {
                throw number;
            } catch (...) {
                sm::yield();
                try {
                    throw;
                } catch (int found) {
                    EXPECT_EQ(found, number);
                }
            }
        };
    };
    EXPECT_EQ(tasks::run_all(strategy, [&] { return tasks::Tasks{handles(1), handles(2)}; }), 2);
}

TEST(Interleaver, TellsWhereEachTaskWasLeft) {
    tasks::Tasks calls;
    sm::atomic<int> value{0};
    calls.push_back([&] { value.fetch_add(1); });
    calls.push_back([&] { value.fetch_add(1); });
    const sm::Schedule schedule{{{0, 0, 2}, {2, 1, 1}}};
    sm::detail::ReplayStrategy replay(schedule);
    ASSERT_TRUE(replay.begin());
    const auto went = tasks::run_calls(replay, calls);
    EXPECT_EQ(went.schedule, schedule);
    ASSERT_EQ(went.turns.size(), 3U);
    EXPECT_EQ(went.turns[0].why, Left::at_the_start);
    EXPECT_EQ(went.turns[1].why, Left::preempted);
    EXPECT_EQ(went.turns[1].call, 2U);
    EXPECT_EQ(went.turns[1].to_call, 1U);
    EXPECT_THAT(sm::detail::operation_text(went.turns[1]),
                HasSubstr("fetch_add of atomic 1 (interleaver_test.cpp:"));
    EXPECT_EQ(went.turns[2].why, Left::ended);
}

TEST(Interleaver, LetsTimePassOnlyWhereAllWait) {
    Usual usual;
    sm::detail::Interleaver interleaver(usual);
    std::string seen;
    const auto sleeps = [&](sm::Duration duration, char letter) {
        return [&interleaver, &seen, duration, letter] {
            sm::yield();
            interleaver.clock().wait(duration);
            seen += letter;
        };
    };
    interleaver.run({sleeps(2h, 'a'), sleeps(1h, 'b'), tasks::straight(1, 'c', seen)});
    EXPECT_EQ(seen, "cba");
    EXPECT_EQ(interleaver.clock().now(), 2h);
}

TEST(Interleaver, TellsADeadlockWithWhoWaitsForWhatHeldByWhom) {
    sm::mutex one;
    sm::mutex two;
    const auto locks = [](sm::mutex& first, sm::mutex& second) {
        return [&] {
            const std::lock_guard outer(first);
            const std::lock_guard inner(second);
        };
    };
    auto strategy = tasks::all();
    int deadlocks = 0;
    while (strategy.begin()) {
        try {
            tasks::run(strategy, {locks(one, two), locks(two, one)});
        } catch (const sm::Stuck& stuck) {
            ++deadlocks;
            EXPECT_THAT(stuck.what(), HasSubstr("worker 1 is blocked in lock of mutex "));
            EXPECT_THAT(stuck.what(),
                        HasSubstr(", held by worker 2; worker 2 is blocked in lock of"));
        }
        EXPECT_TRUE(one.try_lock());
        one.unlock();
    }
    EXPECT_GT(deadlocks, 0);
}

TEST(Interleaver, TellsATaskThatWaitsForItself) {
    Usual usual;
    sm::mutex mutex;
    try {
        tasks::run(usual, {[&] { mutex.lock(), mutex.lock(); }});
        FAIL();
    } catch (const sm::Stuck& stuck) {
        EXPECT_THAT(stuck.what(),
                    HasSubstr("worker 1 is blocked in lock of mutex 1 (interleaver_test"));
        EXPECT_THAT(stuck.what(), HasSubstr("held by itself"));
    }
}

TEST(Interleaver, IsFairToWhoSomebodySpinsFor) {
    Usual usual;
    sm::atomic<bool> ready{false};
    const auto spins = [&] {
        while (!ready) {
        }
    };
    const auto gives_way = [&] {
        while (!ready) sm::yield();
    };
    tasks::run(usual, {spins, gives_way, [&] { ready = true; }});
    EXPECT_TRUE(ready);
}

TEST(Interleaver, TellsWhoGoesRoundForEver) {
    sm::detail::PriorityStrategy strategy({}, sm::Seed{1});
    ASSERT_TRUE(strategy.begin());
    sm::atomic<bool> never{false};
    const auto spins = [&] {
        while (!never) sm::yield();
    };
    try {
        tasks::run(strategy, {spins, spins});
        FAIL();
    } catch (const sm::Stuck& stuck) {
        EXPECT_THAT(stuck.what(), HasSubstr("reached 100000 scheduling points in one call"));
    }
}

TEST(Interleaver, RefusesMoreTasksThanItCanTell) {
    Usual usual;
    EXPECT_THROW(tasks::run(usual, tasks::Tasks(65, [] {})), sm::Misuse);
}

}  // namespace
