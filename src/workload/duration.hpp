#pragma once
/// Durations as people write them.

#include <sm/value/clock.hpp>

#include <string>

namespace sm::detail {

/// In the largest unit that divides it: `10s`, `15ms`, `7ns`.
std::string show_duration(Duration duration);

}  // namespace sm::detail
