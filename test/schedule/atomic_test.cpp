#include <sm/schedule/atomic.hpp>
#include <sm/schedule/scheduler.hpp>

#include <gmock/gmock.h>

#include <set>
#include <thread>

#include "schedule/tasks.hpp"

namespace {

TEST(Atomic, DoesWhatTheStandardsDoes) {
    sm::atomic<int> number{5};
    EXPECT_EQ(number++, 5);
    EXPECT_EQ(++number, 7);
    EXPECT_EQ(number--, 7);
    EXPECT_EQ(--number, 5);
    EXPECT_EQ(number += 3, 8);
    EXPECT_EQ(number -= 2, 6);
    EXPECT_EQ(number |= 1, 7);
    EXPECT_EQ(number &= 3, 3);
    EXPECT_EQ(number ^= 1, 2);
    EXPECT_EQ(number = 9, 9);
    EXPECT_EQ(number.exchange(1), 9);
    int expected = 4;
    EXPECT_FALSE(number.compare_exchange_strong(expected, 8));
    EXPECT_EQ(expected, 1);
    EXPECT_TRUE(number.compare_exchange_weak(expected, 8, std::memory_order_acq_rel,
                                             std::memory_order_relaxed));
    EXPECT_EQ(number, 8);
}

TEST(Atomic, HoldsPointersFlagsAndSmallNumbers) {
    int places[3]{};
    sm::atomic<int*> at{places};
    EXPECT_EQ(++at, places + 1);
    EXPECT_EQ(at.fetch_add(1), places + 1);
    sm::atomic<bool> flag;
    EXPECT_FALSE(flag.exchange(true));
    sm::atomic<unsigned char> small{255};
    EXPECT_EQ(++small, 0);
}

TEST(Atomic, CanBeLeftBeforeEachOperation) {
    auto strategy = tasks::all();
    sm::atomic<int> value{0};
    std::multiset<int> ends;
    const auto adds = [&] { value = value + 1; };
    const int runs = tasks::run_all(
        strategy,
        [&] {
            return value = 0, tasks::Tasks{adds, adds};
        },
        [&] { ends.insert(value); });
    EXPECT_EQ(runs, 6);
    EXPECT_EQ(ends.count(1), 4U);
    EXPECT_EQ(ends.count(2), 2U);
}

TEST(Atomic, IsChangedInOneGoByExchanges) {
    auto strategy = tasks::all();
    sm::atomic<int> value{0};
    const auto adds = [&] {
        int seen = value.load();
        while (!value.compare_exchange_weak(seen, seen + 1)) {
        }
    };
    tasks::run_all(
        strategy,
        [&] {
            return value = 0, tasks::Tasks{adds, adds, adds};
        },
        [&] { EXPECT_EQ(value, 3); });
    EXPECT_TRUE(strategy.complete());
}

TEST(Atomic, WakesWhoWaitsForAnotherValue) {
    const auto waits = [](sm::atomic<int>& value) {
        value.wait(0);
        EXPECT_EQ(value, 1);
    };
    const auto notifies = [](sm::atomic<int>& value) {
        value = 1;
        value.notify_all();
    };
    sm::atomic<int> threads{0};
    std::thread other([&] { waits(threads); });
    notifies(threads);
    other.join();
    auto strategy = tasks::all();
    sm::atomic<int> value{0};
    tasks::run_all(strategy, [&] {
        value = 0;
        return tasks::Tasks{[&] { waits(value); }, [&] { notifies(value); }};
    });
    EXPECT_TRUE(strategy.complete());
}

TEST(Atomic, IsWaitedForForEverWhereNobodyNotifies) {
    auto strategy = tasks::all();
    sm::atomic<int> value{0};
    int stuck = 0;
    while (strategy.begin()) {
        value = 0;
        try {
            tasks::run(strategy, {[&] { value.wait(0); }, [&] { value = 1; }});
        } catch (const sm::Stuck& why) {
            ++stuck;
            EXPECT_THAT(why.what(), testing::HasSubstr("no worker is left to notify it"));
        }
    }
    EXPECT_EQ(stuck, 1);
}

}  // namespace
