#include "run/running_call.hpp"

#include <gtest/gtest.h>

using sm::detail::RunningCall;

TEST(RunningCall, ShowsNoCallBetweenCalls) {
    RunningCall running;
    EXPECT_FALSE(running.running_call());
    running.begin();
    EXPECT_TRUE(running.running_call());
    EXPECT_TRUE(running.end());
    EXPECT_FALSE(running.running_call());
}

TEST(RunningCall, AWorkerLeftBehindIsToldSoWhenItComesBack) {
    RunningCall running;
    running.begin();
    EXPECT_TRUE(running.abandon(*running.running_call()));
    EXPECT_TRUE(running.abandoned());
    EXPECT_FALSE(running.end());
}

TEST(RunningCall, AWorkerThatCameBackIsNotLeftBehind) {
    RunningCall running;
    running.begin();
    const auto call = running.running_call();
    EXPECT_TRUE(running.end());
    EXPECT_FALSE(running.abandon(*call));
    EXPECT_FALSE(running.abandoned());
}

TEST(RunningCall, AnEarlierCallDoesNotStandForALaterOne) {
    RunningCall running;
    running.begin();
    const auto first = running.running_call();
    EXPECT_TRUE(running.end());
    running.begin();
    EXPECT_FALSE(running.abandon(*first));
    EXPECT_TRUE(running.end());
}
