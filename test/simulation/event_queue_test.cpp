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

}  // namespace
