#pragma once
/// Where words of Clojure's notation end, and how messages show them.

#include <array>
#include <string>
#include <string_view>

namespace sm::detail::inline history {

/// Whether a word ends before this character.
inline constexpr std::array<bool, 256> edn_delimiters = [] {
    std::array<bool, 256> table{};
    for (unsigned c = 0; c <= ' '; ++c) table[c] = true;
    for (const char c : {',', '"', ';', '(', ')', '[', ']', '{', '}', '\x7f'}) {
        table[static_cast<unsigned char>(c)] = true;
    }
    return table;
}();

inline bool is_delimiter(char c) { return edn_delimiters[static_cast<unsigned char>(c)]; }

/// A character as a message may show it.
std::string shown(char c);

/// A word, or the front of a long one, in quotes.
std::string shown(std::string_view word);

}  // namespace sm::detail::inline history
