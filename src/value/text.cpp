#include "value/text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace sm::detail {

namespace {

template <class T>
std::optional<T> whole(std::string_view text) {
    T value{};
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return value;
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; }

}  // namespace

std::string real_text(double value) {
    if (std::isnan(value)) return "nan";
    if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
    char buffer[40];
    const auto [end, error] = std::to_chars(std::begin(buffer), std::end(buffer), value);
    std::string text(buffer, end);
    if (text.find_first_of(".e") == std::string::npos) text += ".0";
    return text;
}

std::string number_text(const Tree& number) {
    switch (number.kind()) {
        case Tree::Kind::integer:
            return std::to_string(number.integer());
        case Tree::Kind::natural:
            return std::to_string(number.natural());
        default:
            return real_text(number.real());
    }
}

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

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

std::optional<Tree> parse_number(std::string_view text) {
    if (text.find_first_not_of("0123456789+-.eE") != std::string_view::npos) return std::nullopt;
    if (const auto integer = whole<std::int64_t>(text)) return Tree(*integer);
    if (const auto natural = whole<std::uint64_t>(text)) return Tree(*natural);
    if (text.find_first_of(".eE") == std::string_view::npos) return std::nullopt;
    if (const auto real = whole<double>(text)) return Tree(*real);
    return std::nullopt;
}

std::optional<double> json_real(std::string_view name) {
    if (name == "NaN") return std::numeric_limits<double>::quiet_NaN();
    if (name == "Infinity") return std::numeric_limits<double>::infinity();
    if (name == "-Infinity") return -std::numeric_limits<double>::infinity();
    return std::nullopt;
}

std::optional<std::string_view> name_of(const Tree& tree) {
    if (tree.is(Tree::Kind::text) || tree.is(Tree::Kind::symbol)) return tree.text();
    if (tree.is(Tree::Kind::nothing)) return "none";
    if (tree.is(Tree::Kind::real) && std::isnan(tree.real())) return "nan";
    if (tree.is(Tree::Kind::real) && tree.real() == HUGE_VAL) return "inf";
    return std::nullopt;
}

std::pair<std::size_t, std::size_t> position(std::string_view text, std::size_t at) {
    const auto before = text.substr(0, at);
    const auto lines = std::count(before.begin(), before.end(), '\n');
    const auto line_begin = before.rfind('\n') + 1;  // npos + 1 is 0
    return {static_cast<std::size_t>(lines) + 1, before.size() - line_begin + 1};
}

std::string position_text(std::string_view text, std::size_t at) {
    const auto [line, column] = position(text, at);
    return "line " + std::to_string(line) + ", column " + std::to_string(column) + ": ";
}

unsigned hex_digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
    return 16;
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

}  // namespace sm::detail
