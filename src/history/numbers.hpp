#pragma once
/// Numbers as EDN and JSON write them.

#include <sm/history/value.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sm::detail::inline history {

/// The small numbers that histories are full of: whether `word`, which is not empty, is one.
inline bool small_integer(std::string_view word, std::int64_t& value) {
    constexpr std::size_t most_digits = 18;
    const bool minus = word[0] == '-';
    if (minus) word.remove_prefix(1);
    if (word.empty() || word.size() > most_digits || (word[0] == '0' && word.size() > 1)) {
        return false;
    }
    value = 0;
    for (const char c : word) {
        if (c < '0' || c > '9') return false;
        value = value * 10 + (c - '0');
    }
    if (minus) value = -value;
    return true;
}

enum class Numerals { json, edn };  ///< EDN also has a plus in front, 5N, 1.5M, 1/2 and 0xff

/// The number that all of `digits` is, or nothing if it is none.
///
/// What has no exact place in 64 bits is kept as the name of its digits, so that two of them are
/// equal if they are written alike: an integer too large, a ratio, a decimal (1.5M) of more than 15
/// digits, a real beyond all doubles.
std::optional<Value> parse_number(std::string_view digits, Numerals numerals);

}  // namespace sm::detail::inline history
