#include <sm/schedule/condition_variable.hpp>
#include <sm/schedule/scheduler.hpp>

#include <gmock/gmock.h>

#include <chrono>
#include <set>
#include <thread>

#include "schedule/tasks.hpp"

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

struct Signal {
    sm::mutex mutex;
    sm::condition_variable changed;
    bool set = false;

    void wait() {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return set; });
    }
    void raise() {
        {
            const std::lock_guard lock(mutex);
            set = true;
        }
        changed.notify_all();
    }
};

TEST(ConditionVariable, WakesThreads) {
    Signal signal;
    std::thread other([&] { signal.wait(); });
    signal.raise();
    other.join();
    EXPECT_TRUE(signal.set);
}

TEST(ConditionVariable, WakesTasksInEveryInterleaving) {
    auto strategy = tasks::all();
    Signal signal;
    const int runs = tasks::run_all(strategy, [&] {
        signal.set = false;
        const auto waits = [&] { signal.wait(); };
        return tasks::Tasks{waits, waits, [&] { signal.raise(); }};
    });
    EXPECT_GT(runs, 20);
    EXPECT_TRUE(strategy.complete());
}

TEST(ConditionVariable, LetsAnyOneGoOnThatWaits) {
    auto strategy = tasks::all(1);
    std::set<char> woken;
    std::string order;
    sm::mutex mutex;
    sm::condition_variable changed;
    int waiting = 0;
    const auto waits = [&](char letter) {
        return [&, letter] {
            std::unique_lock lock(mutex);
            ++waiting;
            changed.wait(lock);
            order += letter;
        };
    };
    const auto wakes_both = [&] {
        while (waiting < 2) sm::yield();
        const std::lock_guard lock(mutex);
        changed.notify_one();
        changed.notify_one();
    };
    tasks::run_all(
        strategy,
        [&] {
            order.clear();
            waiting = 0;
            return tasks::Tasks{waits('a'), waits('b'), wakes_both};
        },
        [&] {
            EXPECT_EQ(order.size(), 2U);
            woken.insert(order[0]);
        });
    EXPECT_EQ(woken, (std::set<char>{'a', 'b'}));
}

TEST(ConditionVariable, IsNotToldOfWhatWasNotifiedBefore) {
    auto strategy = tasks::all();
    sm::mutex mutex;
    sm::condition_variable changed;
    int stuck = 0;
    while (strategy.begin()) {
        try {
            tasks::run(strategy, {[&] {
                                      std::unique_lock lock(mutex);
                                      changed.wait(lock);
                                  },
                                  [&] { changed.notify_one(); }});
        } catch (const sm::Stuck& why) {
            ++stuck;
            EXPECT_THAT(why.what(), HasSubstr("is blocked in wait of condition variable"));
        }
    }
    EXPECT_GT(stuck, 0);
}

TEST(ConditionVariable, WaitsNoLongerThanItsLimit) {
    sm::mutex mutex;
    sm::condition_variable changed;
    const auto waits = [&](sm::Duration limit) {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, limit);
    };
    EXPECT_EQ(waits(1ns), std::cv_status::timeout);
    auto strategy = tasks::all();
    std::multiset<std::cv_status> ends;
    tasks::run_all(strategy, [&] {
        return tasks::Tasks{[&] { ends.insert(waits(1h)); }, [&] { changed.notify_one(); }};
    });
    EXPECT_GT(ends.count(std::cv_status::timeout), 0U);
    EXPECT_GT(ends.count(std::cv_status::no_timeout), 0U);
}

TEST(ConditionVariable, WaitsForWhatHoldsNoLongerThanItsLimitInAll) {
    sm::mutex mutex;
    sm::condition_variable changed;
    bool open = false;
    const auto waits = [&](sm::Duration limit) {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, limit, [&] { return open; });
    };
    EXPECT_FALSE(waits(1ns));
    auto strategy = tasks::all();
    std::multiset<bool> ends;
    tasks::run_all(strategy, [&] {
        open = false;
        const auto set = [&](bool value) {
            const std::unique_lock lock(mutex);
            open = value;
            changed.notify_one();
        };
        return tasks::Tasks{[&] { ends.insert(waits(1h)); }, [set] { set(false), set(true); }};
    });
    EXPECT_GT(ends.count(true), 0U);
    EXPECT_EQ(ends.count(false), 0U);  // nobody is late where time passes only when all wait

    tasks::run_all(strategy = tasks::all(), [&] {
        open = false;
        return tasks::Tasks{[&] { EXPECT_FALSE(waits(1h)); }, [&] { changed.notify_one(); }};
    });
}

}  // namespace
