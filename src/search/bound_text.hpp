#pragma once
/// Bounds in words, for the reason of an unknown verdict.

#include <sm/base/clock.hpp>

#include <cstddef>
#include <string>

namespace sm::detail::inline search {

/// "500 ms", "60 s".
std::string shown_time(Duration time);

/// In the largest unit of which it is a whole number: "64 MiB", "1 KiB".
std::string shown_bytes(std::size_t bytes);

}  // namespace sm::detail::inline search
