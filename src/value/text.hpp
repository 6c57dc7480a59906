#pragma once
/// The small pieces of text that both notations, and the messages, are made of.

#include <sm/value/tree.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/utf8.hpp"

namespace sm::detail::inline value {

/// How many containers may stand in one another; what is read is a stranger's.
inline constexpr std::size_t deepest = 400;

/// Shortest digits that read back exactly, always with a point, an exponent, `nan` or `inf`.
std::string real_text(double value);

std::string number_text(const Tree& number);

bool is_word(char c);

/// The number that all of `text` is: integer, natural, or real (not `nan` or `inf`).
std::optional<Tree> parse_number(std::string_view text);

/// The real number that JSON can only name: NaN, Infinity, -Infinity.
std::optional<double> json_real(std::string_view name);

/// The name that a tree may stand for: of a symbol or text, and of what is written like a symbol.
std::optional<std::string_view> name_in(const Tree& tree);

/// Line and column of the byte `at`, both from 1.
std::pair<std::size_t, std::size_t> position(std::string_view text, std::size_t at);

/// "line 2, column 7: "
std::string position_text(std::string_view text, std::size_t at);

}  // namespace sm::detail::inline value
