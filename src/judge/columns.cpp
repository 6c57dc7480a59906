#include "judge/columns.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace sm::detail::inline judge {

namespace {

struct Character {
    char32_t code;
    std::size_t bytes;
};

struct Range {
    char32_t first;
    char32_t last;
};

// After the tables of Markus Kuhn's wcwidth, brought up to the blocks of emoji.
constexpr std::array kNoColumn{Range{0x0300, 0x036f}, Range{0x0483, 0x0489}, Range{0x0591, 0x05bd},
                               Range{0x0610, 0x061a}, Range{0x064b, 0x065f}, Range{0x1ab0, 0x1aff},
                               Range{0x1dc0, 0x1dff}, Range{0x200b, 0x200f}, Range{0x20d0, 0x20ff},
                               Range{0xfe00, 0xfe0f}, Range{0xfe20, 0xfe2f}, Range{0xfeff, 0xfeff}};
constexpr std::array kTwoColumns{
    Range{0x1100, 0x115f},   Range{0x231a, 0x231b},   Range{0x23e9, 0x23ec},
    Range{0x2e80, 0x303e},   Range{0x3041, 0x33ff},   Range{0x3400, 0x4dbf},
    Range{0x4e00, 0x9fff},   Range{0xa000, 0xa4cf},   Range{0xac00, 0xd7a3},
    Range{0xf900, 0xfaff},   Range{0xfe30, 0xfe6f},   Range{0xff00, 0xff60},
    Range{0xffe0, 0xffe6},   Range{0x1f300, 0x1f64f}, Range{0x1f680, 0x1f6ff},
    Range{0x1f900, 0x1faff}, Range{0x20000, 0x3fffd}};

template <std::size_t n>
bool in(const std::array<Range, n>& ranges, char32_t code) {
    const auto after = std::upper_bound(ranges.begin(), ranges.end(), code,
                                        [](char32_t c, const Range& r) { return c < r.first; });
    return after != ranges.begin() && code <= std::prev(after)->last;
}

/// The first character; a byte that is no UTF-8 counts as one.
Character first(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto lead = byte(0);
    const std::size_t bytes = lead < 0x80   ? 1
                              : lead < 0xc2 ? 0
                              : lead < 0xe0 ? 2
                              : lead < 0xf0 ? 3
                              : lead < 0xf5 ? 4
                                            : 0;
    if (bytes == 0 || bytes > text.size()) return {U'\ufffd', 1};
    char32_t code = bytes == 1 ? lead : lead & (0xffU >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i) {
        if ((byte(i) & 0xc0U) != 0x80) return {U'\ufffd', 1};
        code = (code << 6) | (byte(i) & 0x3fU);
    }
    return {code, bytes};
}

std::size_t width_of(char32_t code) {
    if (code < 0x300) return 1;
    return in(kNoColumn, code) ? 0 : in(kTwoColumns, code) ? 2 : 1;
}

}  // namespace

std::size_t columns(std::string_view text) {
    std::size_t sum = 0;
    while (!text.empty()) {
        const auto [code, bytes] = first(text);
        sum += width_of(code);
        text.remove_prefix(bytes);
    }
    return sum;
}

std::string cut(std::string_view text, std::size_t width) {
    if (columns(text) <= width) return std::string(text);
    if (width == 0) return {};
    std::size_t kept = 0;
    for (std::size_t used = 0;;) {
        const auto [code, bytes] = first(text.substr(kept));
        used += width_of(code);
        if (used + 1 > width) return std::string(text.substr(0, kept)) + "…";
        kept += bytes;
    }
}

std::string padded(std::string_view text, std::size_t width) {
    const auto taken = columns(text);
    return std::string(text) + std::string(taken < width ? width - taken : 0, ' ');
}

std::string repeated(std::string_view text, std::size_t count) {
    std::string all;
    for (; count > 0; --count) all += text;
    return all;
}

std::string on_one_line(std::string_view text) {
    std::string line(text);
    const auto is_control = [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    };
    std::replace_if(line.begin(), line.end(), is_control, ' ');
    return line;
}

}  // namespace sm::detail::inline judge
