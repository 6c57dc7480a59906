#pragma once
/// Text measured in columns of a terminal.

#include <cstddef>
#include <string>
#include <string_view>

namespace sm::detail::inline judge {

/// The columns that UTF-8 text takes: none for combining marks, two for wide characters, one for a
/// byte that is no UTF-8.
std::size_t columns(std::string_view text);

/// The text, or as much of its beginning as fits into so many columns with "…" at the end.
std::string cut(std::string_view text, std::size_t width);

/// The text followed by spaces up to the width.
std::string padded(std::string_view text, std::size_t width);

/// `count` times the text.
std::string repeated(std::string_view text, std::size_t count);

/// The text on one line: control characters become spaces.
std::string on_one_line(std::string_view text);

}  // namespace sm::detail::inline judge
