#include <sm/schedule/mutex.hpp>
#include <sm/schedule/yield.hpp>

#include <gmock/gmock.h>

#include <mutex>
#include <shared_mutex>
#include <thread>

#include "schedule/tasks.hpp"

namespace {

/// Adds one without any care.
void add_to(int& value) {
    const int before = value;
    sm::yield();
    value = before + 1;
}

template <class Mutex>
class EveryMutex : public testing::Test {};
using Mutexes = testing::Types<sm::mutex, sm::recursive_mutex, sm::shared_mutex>;
TYPED_TEST_SUITE(EveryMutex, Mutexes);

TYPED_TEST(EveryMutex, ExcludesThreads) {
    TypeParam mutex;
    int value = 0;
    const auto add_many = [&] {
        for (int i = 0; i < 1000; ++i) {
            const std::lock_guard lock(mutex);
            ++value;
        }
    };
    std::thread other(add_many);
    add_many();
    other.join();
    EXPECT_EQ(value, 2000);
}

TYPED_TEST(EveryMutex, ExcludesTasksInEveryInterleaving) {
    auto strategy = tasks::all();
    int value = 0;
    TypeParam mutex;
    const auto adds = [&] {
        const std::scoped_lock lock(mutex);
        add_to(value);
    };
    const int runs = tasks::run_all(
        strategy,
        [&] {
            return value = 0, tasks::Tasks{adds, adds, adds};
        },
        [&] { EXPECT_EQ(value, 3); });
    EXPECT_EQ(runs, 6);  // who locks first, and who next
    EXPECT_TRUE(strategy.complete());
}

TYPED_TEST(EveryMutex, IsTriedWithAndWithoutSuccess) {
    auto strategy = tasks::all();
    TypeParam mutex;
    int failed = 0;
    int gained = 0;
    tasks::run_all(strategy, [&] {
        return tasks::Tasks{[&] { const std::lock_guard lock(mutex); },
                            [&] {
                                const bool mine = mutex.try_lock();
                                ++(mine ? gained : failed);
                                if (mine) mutex.unlock();
                            }};
    });
    EXPECT_GT(failed, 0);
    EXPECT_GT(gained, 0);
}

TEST(RecursiveMutex, IsFreeWhenItIsUnlockedAsOftenAsItWasLocked) {
    auto strategy = tasks::all();
    sm::recursive_mutex mutex;
    int value = 0;
    const auto adds = [&] {
        const std::scoped_lock outer(mutex);
        { const std::scoped_lock inner(mutex); }
        add_to(value);
    };
    tasks::run_all(
        strategy,
        [&] {
            return value = 0, tasks::Tasks{adds, adds};
        },
        [&] { EXPECT_EQ(value, 2); });
}

TEST(SharedMutex, LetsReadersInTogetherAndWritersAlone) {
    auto strategy = tasks::all();
    sm::shared_mutex mutex;
    int readers = 0;
    int most = 0;
    bool writes = false;
    const auto reads = [&] {
        const std::shared_lock lock(mutex);
        most = std::max(most, ++readers);
        EXPECT_FALSE(writes);
        sm::yield();
        --readers;
    };
    const auto writer = [&] {
        const std::unique_lock lock(mutex);
        EXPECT_EQ(readers, 0);
        writes = true;
        sm::yield();
        writes = false;
    };
    tasks::run_all(strategy, [&] { return tasks::Tasks{reads, reads, writer}; });
    EXPECT_EQ(most, 2);
}

TEST(Yield, ShowsARaceInExactlyTheInterleavingsThatHaveIt) {
    auto strategy = tasks::all();
    int value = 0;
    int lost = 0;
    const auto adds = [&] {
        sm::yield();
        add_to(value);
    };
    const int runs = tasks::run_all(
        strategy,
        [&] {
            return value = 0, tasks::Tasks{adds, adds};
        },
        [&] { lost += value == 1 ? 1 : 0; });
    EXPECT_EQ(runs, 6);
    EXPECT_EQ(lost, 4);
}

}  // namespace
