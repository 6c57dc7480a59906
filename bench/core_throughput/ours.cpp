// Commands a second of a ring buffer without a bug, fifty commands a program.

#include <sm/sm.hpp>

#include <chrono>
#include <cstdio>

#include "quality/cases/ring_buffer.hpp"

namespace ring = cases::ring_buffer;

namespace {

// Counted as the peers count them: where they run.
std::uint64_t commands = 0;

class CountedRing : public ring::Ring {
 public:
    void put(int item) { ++commands, Ring::put(item); }
    int get() { return ++commands, Ring::get(); }
    int len() { return ++commands, Ring::len(); }
};

}  // namespace

int main() {
    using Clock = std::chrono::steady_clock;
    const auto begin = Clock::now();
    const auto report = sm::check<ring::Cmd>(
        [] { return CountedRing(); }, {.programs = 100'000, .length = 50, .seed = 1, .corpus = ""});
    const std::chrono::duration<double> took = Clock::now() - begin;
    if (!report.passed) return 1;
    std::printf("commands_per_second %.0f\n", static_cast<double>(commands) / took.count());
}
