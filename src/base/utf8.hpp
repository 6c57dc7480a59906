#pragma once
/// UTF-8: its characters, those of escapes, and bytes that a message may show.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace sm::detail::inline base {

/// How many bytes the UTF-8 character at the start of `text` has; 0 if there is none.
std::size_t utf8_length(std::string_view text);

bool is_utf8(std::string_view text);

/// Adds the character of this number as UTF-8.
void append_utf8(std::string& out, unsigned code);

/// Adds the UTF-16 unit of an escape; the second half of a surrogate pair joins the first, which
/// was the last that was added. A half alone stays as its three bytes.
void append_utf16(std::string& out, unsigned unit);

/// The text with what is no printable UTF-8 as \xNN.
std::string printable(std::string_view text);

std::string hex(std::string_view bytes);
std::optional<std::string> from_hex(std::string_view digits);

/// The value of one hexadecimal digit, or 16.
unsigned hex_digit(char c);

}  // namespace sm::detail::inline base
