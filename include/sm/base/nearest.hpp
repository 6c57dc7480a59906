#pragma once
/// Which name a misspelt one probably means.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace sm {

/// The name among those there are that `written` is most like, by the letters that one would have
/// to change; empty if none is like it: more than a third of them, and more than two, are wrong.
std::string_view nearest(std::string_view written, std::span<const std::string_view> names);

/// Likewise, where at most so many letters may be wrong.
std::string_view nearest(std::string_view written, std::span<const std::string_view> names,
                         std::size_t most_wrong);

/// "; did you mean NAME?", or nothing if no name is like it.
std::string did_you_mean(std::string_view written, std::span<const std::string_view> names);

}  // namespace sm
