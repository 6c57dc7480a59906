#pragma once
/// Whether two runs of one program were the same.

#include <optional>
#include <string>

#include "run/runner.hpp"

namespace sm::detail::inline check {

/// The calls of a run, a line each.
std::string transcript(const AnyHistory& history);

/// The log of the system, then the calls.
std::string transcript(const Run& run);

/// The first line in which they differ, as a person reads it.
std::optional<std::string> first_difference(const std::string& one, const std::string& other);

}  // namespace sm::detail::inline check
