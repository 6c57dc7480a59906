#include "schedule/strategies.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "schedule/tasks.hpp"

namespace {

using sm::Seed;
using sm::detail::ExhaustiveStrategy;
using sm::detail::PriorityStrategy;
using sm::detail::RandomStrategy;
using sm::detail::ReplayStrategy;
using testing::ElementsAre;
using testing::SizeIs;

/// What each run of tasks with so many points saw, in the order of the runs.
std::vector<std::string> orders(sm::detail::Strategy& strategy, const std::vector<int>& points) {
    std::vector<std::string> all;
    std::string seen;
    tasks::run_all(
        strategy,
        [&] {
            seen.clear();
            tasks::Tasks some;
            for (std::size_t task = 0; task < points.size(); ++task)
                some.push_back(tasks::straight(points[task], static_cast<char>('a' + task), seen));
            return some;
        },
        [&] { all.push_back(seen); });
    return all;
}

int preemptions_of(const std::string& order) {
    int count = 0;
    for (std::size_t at = 1; at < order.size(); ++at) {
        const bool goes_on_later = order.find(order[at - 1], at) != std::string::npos;
        count += order[at] != order[at - 1] && goes_on_later ? 1 : 0;
    }
    return count;
}

/// All orders of the letters with at most so many preemptions, found by trying each.
std::set<std::string> orders_by_force(std::string letters, int preemptions) {
    std::set<std::string> all;
    do {
        if (preemptions_of(letters) <= preemptions) all.insert(letters);
    } while (std::next_permutation(letters.begin(), letters.end()));
    return all;
}

TEST(ExhaustiveStrategy, VisitsEachInterleavingOnce) {
    // As many as there are arrangements: (a + b + ...)! / (a! b! ...).
    const std::vector<std::pair<std::vector<int>, std::size_t>> cases{
        {{1}, 1},        {{1, 1}, 2},     {{2, 3}, 10},      {{5, 5}, 252},
        {{8, 8}, 12870}, {{2, 2, 2}, 90}, {{3, 3, 3}, 1680}, {{1, 1, 1, 1, 1}, 120}};
    for (const auto& [points, count] : cases) {
        auto strategy = tasks::all();
        const auto seen = orders(strategy, points);
        EXPECT_THAT(seen, SizeIs(count));
        EXPECT_THAT(std::set<std::string>(seen.begin(), seen.end()), SizeIs(count));
        EXPECT_TRUE(strategy.complete());
    }
}

TEST(ExhaustiveStrategy, VisitsThoseWithinItsBoundAndNoOthers) {
    for (int bound = 0; bound < 5; ++bound) {
        auto strategy = tasks::all(static_cast<std::uint64_t>(bound));
        const auto seen = orders(strategy, {3, 3, 2});
        const auto wanted = orders_by_force("aaabbbcc", bound);
        EXPECT_EQ(seen.size(), wanted.size()) << "bound " << bound;
        EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()), wanted) << "bound " << bound;
    }
}

TEST(ExhaustiveStrategy, BeginsWithTheFewestPreemptions) {
    auto strategy = tasks::all(3);
    std::vector<int> preemptions;
    for (const auto& order : orders(strategy, {3, 3})) preemptions.push_back(preemptions_of(order));
    EXPECT_TRUE(std::is_sorted(preemptions.begin(), preemptions.end()));
    EXPECT_EQ(preemptions.back(), 3);
}

TEST(ExhaustiveStrategy, SaysWhereItTriedNotAll) {
    ExhaustiveStrategy strategy({.preemptions = 5, .schedules = 100});
    EXPECT_THAT(orders(strategy, {5, 5}), SizeIs(100));
    EXPECT_FALSE(strategy.complete());
}

TEST(RandomStrategy, DrawsTheSameSchedulesFromTheSameSeedOnEveryMachine) {
    RandomStrategy strategy({.schedules = 4}, Seed{7});
    EXPECT_THAT(orders(strategy, {3, 3}), ElementsAre("bbbaaa", "abbaab", "ababab", "baaabb"));
}

TEST(RandomStrategy, DrawsEveryInterleavingInTime) {
    RandomStrategy strategy({.schedules = 500}, Seed{1});
    const auto seen = orders(strategy, {2, 3});
    EXPECT_THAT(std::set<std::string>(seen.begin(), seen.end()), SizeIs(10));
}

TEST(PriorityStrategy, DrawsTheSameSchedulesFromTheSameSeedOnEveryMachine) {
    PriorityStrategy strategy({.depth = 3, .schedules = 4}, Seed{7});
    EXPECT_THAT(orders(strategy, {3, 3}), ElementsAre("bbbaaa", "aabbba", "bbaaba", "bbbaaa"));
}

TEST(PriorityStrategy, PreemptsAtMostOnceLessThanItsDepth) {
    for (std::uint64_t depth = 1; depth < 5; ++depth) {
        PriorityStrategy strategy({.depth = depth, .schedules = 300}, Seed{depth});
        int most = 0;
        for (const auto& order : orders(strategy, {6, 6}))
            most = std::max(most, preemptions_of(order));
        EXPECT_EQ(most, static_cast<int>(depth) - 1);
    }
}

/// Two tasks of 20 points each: the only order that shows the bug has all of b between two points
/// of a, which is of depth 2, so that one schedule finds it with a chance of 1/80 or more, where a
/// random one does so about never.
TEST(PriorityStrategy, FindsABugOfItsDepthAsOftenAsItIsPromised) {
    const std::string wanted = std::string(10, 'a') + std::string(20, 'b') + std::string(10, 'a');
    const auto found = [&](sm::detail::Strategy& strategy) {
        const auto seen = orders(strategy, {20, 20});
        return std::count(seen.begin(), seen.end(), wanted);
    };
    PriorityStrategy priority({.depth = 2, .schedules = 8000}, Seed{3});
    RandomStrategy random({.schedules = 8000}, Seed{3});
    EXPECT_GE(found(priority), 80);
    EXPECT_EQ(found(random), 0);
}

TEST(ReplayStrategy, RunsEachScheduleAgain) {
    RandomStrategy random({.schedules = 50}, Seed{11});
    while (random.begin()) {
        std::string first;
        std::string second;
        const auto make = [](std::string& seen) {
            tasks::Tasks some;
            for (int task = 0; task < 3; ++task)
                some.push_back(tasks::straight(4, static_cast<char>('a' + task), seen));
            return some;
        };
        const auto went = tasks::run_calls(random, make(first));
        ReplayStrategy replay(went.schedule);
        ASSERT_TRUE(replay.begin());
        const auto again = tasks::run_calls(replay, make(second));
        EXPECT_EQ(first, second);
        EXPECT_EQ(went.schedule, again.schedule);
        EXPECT_FALSE(replay.begin());
    }
}

}  // namespace
