#include "simulation/timer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace {

using sm::detail::EventQueue;
using sm::detail::Instant;
using testing::ElementsAre;
using testing::IsEmpty;

/// Notes when it rings.
class Bell final : public sm::detail::Timer {
 public:
    Bell(EventQueue& events, std::vector<Instant>& rung, const Instant& now)
        : Timer(events), rung_(rung), now_(now) {}

 private:
    void ring() override { rung_.push_back(now_); }

    std::vector<Instant>& rung_;
    const Instant& now_;
};

struct Timer : testing::Test {
    EventQueue events;
    Instant now = 0;
    std::vector<Instant> rung;
    Bell bell{events, rung, now};

    void run_until(Instant end) {
        while (!events.empty() && events.first().time <= end) {
            const auto event = events.pop();
            now = event.time;
            event.who->happen(event.what);
        }
    }
};

TEST_F(Timer, RingsOnceWhenItIsDue) {
    bell.set(5);
    run_until(100);
    EXPECT_THAT(rung, ElementsAre(5));
}

TEST_F(Timer, ThatIsPutOffRingsLaterAndAddsNoEvent) {
    bell.set(5);
    for (Instant due = 6; due <= 50; ++due) bell.set(due);
    EXPECT_EQ(events.size(), 1U);
    run_until(100);
    EXPECT_THAT(rung, ElementsAre(50));
}

TEST_F(Timer, ThatIsBroughtForwardRingsEarlierAndNotAgain) {
    bell.set(50);
    bell.set(5);
    run_until(100);
    EXPECT_THAT(rung, ElementsAre(5));
}

TEST_F(Timer, ThatIsCancelledDoesNotRingUntilItIsSetAgain) {
    bell.set(5);
    bell.cancel();
    run_until(10);
    EXPECT_THAT(rung, IsEmpty());
    bell.set(20);
    run_until(100);
    EXPECT_THAT(rung, ElementsAre(20));
}

}  // namespace
