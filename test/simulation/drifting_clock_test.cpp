#include "simulation/drifting_clock.hpp"

#include <gtest/gtest.h>

namespace {

using sm::detail::DriftingClock;

TEST(DriftingClock, ShowsTheTruthWhenNothingIsWrongWithIt) {
    DriftingClock clock;
    EXPECT_EQ(clock.shown(1'000), 1'000);
    EXPECT_EQ(clock.when(5'000), 5'000);
}

TEST(DriftingClock, RunsFastOrSlow) {
    DriftingClock clock;
    clock.set_drift(1'000, 100'000'000);
    EXPECT_EQ(clock.shown(2'000), 2'100);
    EXPECT_EQ(clock.when(2'100), 2'000);
    clock.set_drift(2'000, -500'000'000);
    EXPECT_EQ(clock.shown(2'200), 2'200);
    EXPECT_EQ(clock.when(2'300), 2'400);
}

TEST(DriftingClock, ShowsWhatWasAskedForAtTheFirstTimeThatItDoes) {
    DriftingClock clock;
    clock.set_drift(0, 333'333'333);
    for (sm::detail::Instant shown = 1; shown < 2'000; ++shown) {
        auto probe = clock;
        const auto when = probe.when(shown);
        EXPECT_LT(DriftingClock(clock).shown(when - 1), shown);
        EXPECT_GE(DriftingClock(clock).shown(when), shown);
    }
}

TEST(DriftingClock, IsMovedOnAtOnce) {
    DriftingClock clock;
    clock.step(100, 1'000);
    EXPECT_EQ(clock.shown(100), 1'100);
}

TEST(DriftingClock, MovedBackStandsStillUntilItHasCaughtUp) {
    DriftingClock clock;
    clock.step(1'000, -300);
    EXPECT_EQ(clock.shown(1'000), 1'000);
    EXPECT_EQ(clock.shown(1'200), 1'000);
    EXPECT_EQ(clock.shown(1'400), 1'100);
}

TEST(DriftingClock, CorrectedShowsTheTruthAgain) {
    DriftingClock clock;
    clock.set_drift(0, -500'000'000);
    clock.step(100, 20);
    clock.correct(1'000);
    EXPECT_EQ(clock.shown(1'500), 1'500);
}

}  // namespace
