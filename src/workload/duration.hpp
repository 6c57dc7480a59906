#pragma once
/// Durations as people write them.

#include <sm/base/clock.hpp>

#include <string>

namespace sm::detail::inline workload {

/// In the largest unit that divides it: `10s`, `15ms`, `7ns`.
std::string show_duration(Duration duration);

}  // namespace sm::detail::inline workload
