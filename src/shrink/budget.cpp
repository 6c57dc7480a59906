#include <sm/shrink/budget.hpp>

#include <algorithm>
#include <cmath>

#include "shrink/rate.hpp"

namespace sm {

int passes_to_believe(double rate, double doubt, int most) {
    constexpr double rounding = 1 + 1e-12;  // where (1 − rate)^k is just `doubt`, k is enough
    double all_passed = 1;
    for (int passes = 1; passes < most; ++passes) {
        all_passed *= 1 - rate;
        if (all_passed <= doubt * rounding) return passes;
    }
    return most;
}

double detail::cautious(const FailureRate& rate) {
    const auto failures = static_cast<double>(rate.failures);
    return std::max(failures - std::sqrt(failures), 0.5) / static_cast<double>(rate.runs);
}

}  // namespace sm
