// The peer rc::state: commands a second of a ring buffer without a bug, fifty commands a test on
// average.

#include "peers/rapidcheck.hpp"

#include <chrono>
#include <cstdio>

int main() {
    using Clock = std::chrono::steady_clock;
    const auto begin = Clock::now();
    const auto outcome = peers::check_ring(peers::ring::Bug::none, {.tests = 10'000});
    const std::chrono::duration<double> took = Clock::now() - begin;
    if (outcome.failed) return 1;
    std::printf("commands_per_second %.0f\n", static_cast<double>(outcome.commands) / took.count());
}
