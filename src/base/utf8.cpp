#include "base/utf8.hpp"

#include "value/text.hpp"

namespace sm::detail::inline base {
namespace {

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; }

/// The high surrogate that the text ends in, or 0.
unsigned high_surrogate_at_end(const std::string& text) {
    if (text.size() < 3 || text[text.size() - 3] != '\xed') return 0;
    const auto second = static_cast<unsigned char>(text[text.size() - 2]);
    const auto third = static_cast<unsigned char>(text.back());
    if (second < 0xa0 || second > 0xaf) return 0;
    return 0xd000U | (second & 0x3fU) << 6U | (third & 0x3fU);
}

char byte(unsigned value) { return static_cast<char>(static_cast<unsigned char>(value)); }

}  // namespace

std::size_t utf8_length(std::string_view text) {
    if (text.empty()) return 0;
    const auto first = static_cast<unsigned char>(text[0]);
    if (first < 0x80) return 1;
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
    if (!std::all_of(text.begin() + 1, text.begin() + static_cast<std::ptrdiff_t>(length),
                     is_continuation)) {
        return 0;
    }
    const auto second = static_cast<unsigned char>(text[1]);
    const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
    const bool surrogate = first == 0xed && second >= 0xa0;
    const bool beyond = first == 0xf4 && second >= 0x90;
    return overlong || surrogate || beyond ? 0 : length;
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const auto length = utf8_length(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

std::string hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
    return out;
}

std::optional<std::string> from_hex(std::string_view digits) {
    if (digits.size() % 2 != 0) return std::nullopt;
    std::string bytes;
    for (std::size_t at = 0; at < digits.size(); at += 2) {
        const auto high = hex_digit(digits[at]);
        const auto low = hex_digit(digits[at + 1]);
        if (high > 15 || low > 15) return std::nullopt;
        bytes += static_cast<char>(high * 16 + low);
    }
    return bytes;
}

unsigned hex_digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
    return 16;
}

void append_utf8(std::string& out, unsigned code) {
    if (code < 0x80) {
        out += byte(code);
    } else if (code < 0x800) {
        out += byte(0xc0U | code >> 6U);
        out += byte(0x80U | (code & 0x3fU));
    } else if (code < 0x10000) {
        out += byte(0xe0U | code >> 12U);
        out += byte(0x80U | (code >> 6U & 0x3fU));
        out += byte(0x80U | (code & 0x3fU));
    } else {
        out += byte(0xf0U | code >> 18U);
        out += byte(0x80U | (code >> 12U & 0x3fU));
        out += byte(0x80U | (code >> 6U & 0x3fU));
        out += byte(0x80U | (code & 0x3fU));
    }
}

void append_utf16(std::string& out, unsigned unit) {
    const bool low = unit >= 0xdc00 && unit <= 0xdfff;
    if (const unsigned high = low ? high_surrogate_at_end(out) : 0; high != 0) {
        out.resize(out.size() - 3);
        append_utf8(out, 0x10000U + ((high - 0xd800U) << 10U) + (unit - 0xdc00U));
    } else {
        append_utf8(out, unit);
    }
}

std::string printable(std::string_view text) {
    std::string shown;
    while (!text.empty()) {
        const auto length = utf8_length(text);
        const auto first = static_cast<unsigned char>(text[0]);
        if (length == 0 || first < ' ' || first == 0x7f) {
            shown += "\\x" + hex(text.substr(0, 1));
            text.remove_prefix(1);
        } else {
            shown += text.substr(0, length);
            text.remove_prefix(length);
        }
    }
    return shown;
}

}  // namespace sm::detail::inline base
