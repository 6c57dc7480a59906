#include "run/utf8.hpp"

#include "value/text.hpp"

namespace sm::detail {
namespace {

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

}  // namespace sm::detail
