#include "simulation/event_queue.hpp"

#include <sm/base/random.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace {

struct Nobody final : sm::detail::EventHandler {
    void happen(std::uint64_t) override {}
};

TEST(EventQueue, GivesTheEarliestFirstAndOfTwoAtOnceTheOneArrangedFirst) {
    sm::Random random(7);
    Nobody nobody;
    sm::detail::EventQueue queue;
    std::vector<std::pair<std::int64_t, std::uint64_t>> expected;
    std::vector<std::pair<std::int64_t, std::uint64_t>> got;
    for (std::uint64_t number = 0; number < 3000; ++number) {
        const auto time = random.between(0, 50);
        expected.emplace_back(time, number);
        queue.push(time, nobody, number);
    }
    std::sort(expected.begin(), expected.end());
    while (!queue.empty()) {
        const auto event = queue.pop();
        got.emplace_back(event.time, event.what);
    }
    EXPECT_EQ(got, expected);
}

TEST(EventQueue, GivesWhatIsToComeLastAfterAllElseOfThatTime) {
    Nobody nobody;
    sm::detail::EventQueue queue;
    queue.push_last(5, nobody, 3);
    queue.push_last(5, nobody, 4);
    queue.push(6, nobody, 5);
    queue.push(5, nobody, 1);
    queue.push(5, nobody, 2);
    for (std::uint64_t number = 1; number <= 5; ++number) EXPECT_EQ(queue.pop().what, number);
}

}  // namespace
