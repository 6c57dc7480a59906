#pragma once
/// How much shrinking may cost, and how often a flaky failure has to pass before it is believed.

#include <sm/base/clock.hpp>
#include <sm/base/failure.hpp>

#include <cstdint>

namespace sm {

/// When shrinking stops. The smallest failure so far is always kept.
struct ShrinkBudget {
    std::uint64_t executions = 100'000;        ///< runs of the system
    Duration time = std::chrono::seconds{60};  ///< wall-clock time
    std::uint64_t stall = 1'000;               ///< runs without progress
};

/// How many passes in a row show that a program does not fail, when one that does fails with this
/// rate: the least k with (1 − rate)^k ≤ `doubt`, at least 1 and at most `most`.
int passes_to_believe(double rate, double doubt = 0.05, int most = 20);

}  // namespace sm
