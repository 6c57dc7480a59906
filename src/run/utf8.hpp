#pragma once
/// Characters of escapes as UTF-8, and bytes that a message may show.

#include <string>
#include <string_view>

namespace sm::detail {

/// Adds the character of this number as UTF-8.
void append_utf8(std::string& out, unsigned code);

/// Adds the UTF-16 unit of an escape; the second half of a surrogate pair joins the first, which
/// was the last that was added. A half alone stays as its three bytes.
void append_utf16(std::string& out, unsigned unit);

/// The text with what is no printable UTF-8 as \xNN.
std::string printable(std::string_view text);

}  // namespace sm::detail
