#include "value/text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace sm::detail::inline value {

namespace {

template <class T>
std::optional<T> whole(std::string_view text) {
    T value{};
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return value;
}

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

std::optional<std::string_view> name_in(const Tree& tree) {
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

}  // namespace sm::detail::inline value
