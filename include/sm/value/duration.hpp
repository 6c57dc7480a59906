#pragma once
/// Durations as texts with their unit: 500ms, 1.5s, 5min.

#include <sm/base/clock.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace sm {

/// The time that a text names: a number that is not negative, whole or not, and then ns, us, ms, s,
/// min, h or d; nothing for any other text, and for what 64 bits of nanoseconds cannot hold.
std::optional<Duration> parse_duration(std::string_view text);

/// In the largest of s, ms, us and ns in which it is whole: 1500ms, 2s.
std::string show_duration(Duration duration);

}  // namespace sm
