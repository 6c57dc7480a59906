#pragma once
/// What deciding about one history may take.

#include <sm/base/clock.hpp>

#include <chrono>
#include <cstddef>

namespace sm {

/// Where a check of a history ends with an unknown verdict.
struct Limits {
    std::size_t memory = std::size_t{1} << 30;  ///< bytes
    Duration time = std::chrono::seconds{30};
    const Clock* clock = nullptr;  ///< none: the machine's
};

}  // namespace sm
