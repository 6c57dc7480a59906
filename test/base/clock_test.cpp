#include <sm/base/clock.hpp>

#include <gtest/gtest.h>

using namespace std::chrono_literals;

TEST(VirtualClock, StandsStillUntilSomeoneWaits) {
    sm::VirtualClock clock;
    EXPECT_EQ(clock.now(), 0ns);
    EXPECT_EQ(clock.now(), 0ns);
    clock.wait(3h);
    EXPECT_EQ(clock.now(), 3h);
}

TEST(VirtualClock, StartsWhereItIsTold) { EXPECT_EQ(sm::VirtualClock(5s).now(), 5s); }

TEST(VirtualClock, NeverGoesBack) {
    sm::VirtualClock clock(5s);
    clock.wait(-1s);
    clock.wait(0s);
    EXPECT_EQ(clock.now(), 5s);
}

TEST(SteadyClock, WaitsAtLeastAsLongAsAsked) {
    auto& clock = sm::steady();
    const auto before = clock.now();
    clock.wait(1ms);
    EXPECT_GE(clock.now() - before, 1ms);
}

TEST(SteadyClock, DoesNotWaitForThePast) {
    const auto before = sm::steady().now();
    sm::steady().wait(-1h);
    EXPECT_GE(sm::steady().now(), before);
}
