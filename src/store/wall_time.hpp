#pragma once
/// Times of day as texts, in UTC.

#include <sm/store/run_directory.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace sm::store {

/// 2026-11-21T10:15:30.123Z
std::string wall_time_text(WallTime time);

/// 20261121T101530.123Z: a name for a directory, in whose order times stand.
std::string wall_time_name(WallTime time);

/// As a person reads it, to the second: 2026-11-21 10:15:30; also of a directory's name. A text
/// that is neither comes back as it is.
std::string short_wall_time(std::string_view text);

/// The time that `wall_time_text` wrote.
std::optional<WallTime> parse_wall_time(std::string_view text);

}  // namespace sm::store
