#pragma once
/// Trying again what was refused, which is safe, as it certainly did not happen.

#include <sm/history/outcome.hpp>

#include <chrono>
#include <thread>

namespace common {

/// Calls `once()` until it is not refused, for so long and with such pauses; at least once. Throws
/// the last refusal, and at once whatever else it throws.
template <class Once>
auto patiently(std::chrono::nanoseconds patience, std::chrono::nanoseconds interval, Once once) {
    const auto end = std::chrono::steady_clock::now() + patience;
    for (;;) {
        try {
            return once();
        } catch (const sm::Refused&) {
            if (std::chrono::steady_clock::now() >= end) throw;
        }
        std::this_thread::sleep_for(interval);
    }
}

}  // namespace common
