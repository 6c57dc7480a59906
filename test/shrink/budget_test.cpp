#include <sm/shrink/budget.hpp>

#include <gtest/gtest.h>

namespace {

/// The least k with (1 − failures/runs)^k ≤ 1/doubt, counted out in whole numbers.
int counted_out(unsigned failures, unsigned runs, unsigned doubt, int most) {
    __extension__ using Wide = unsigned __int128;
    Wide missed = 1;  // (runs − failures)^k · doubt, against runs^k
    Wide all = 1;
    for (int k = 1; k < most; ++k) {
        missed *= runs - failures;
        all *= runs;
        if (missed * doubt <= all) return k;
    }
    return most;
}

TEST(PassesToBelieve, IsTheLeastNumberThatLeavesSoLittleDoubt) {
    for (unsigned runs = 1; runs <= 24; ++runs) {
        for (unsigned failures = 0; failures <= runs; ++failures) {
            for (const unsigned doubt : {2U, 4U, 8U, 9U, 16U, 20U, 25U, 50U, 100U}) {
                const double rate = sm::FailureRate{failures, runs}.value();
                ASSERT_EQ(sm::passes_to_believe(rate, 1.0 / doubt, 20),
                          counted_out(failures, runs, doubt, 20))
                    << failures << " of " << runs << ", doubt 1/" << doubt;
            }
        }
    }
}

TEST(PassesToBelieve, OneOfWhatAlwaysFails) { EXPECT_EQ(sm::passes_to_believe(1.0), 1); }

TEST(PassesToBelieve, IsBoundedForWhatHardlyEverFails) {
    EXPECT_EQ(sm::passes_to_believe(1e-9, 0.05, 300), 300);
    EXPECT_EQ(sm::passes_to_believe(0.0, 0.05, 7), 7);
}

TEST(FailureRate, OfWhatWasNeverMeasuredIsOne) {
    EXPECT_EQ(sm::FailureRate{}.value(), 1.0);
    EXPECT_EQ((sm::FailureRate{1, 4}.value()), 0.25);
}

}  // namespace
