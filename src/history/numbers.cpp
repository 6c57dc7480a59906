#include "history/numbers.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace sm::detail::inline history {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// How many digits `text` begins with.
std::size_t count_digits(std::string_view text) {
    const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
    return static_cast<std::size_t>(end - text.begin());
}

/// The parts of a number, each with its sign or point.
struct Parts {
    std::string_view sign;
    std::string_view whole;
    std::string_view fraction;
    std::string_view exponent;
    std::string_view rest;
};

std::string_view cut(std::string_view& text, std::size_t length) {
    const auto front = text.substr(0, length);
    text.remove_prefix(front.size());
    return front;
}

Parts parts_of(std::string_view text) {
    Parts parts;
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) parts.sign = cut(text, 1);
    parts.whole = cut(text, count_digits(text));
    if (!text.empty() && text[0] == '.') {
        parts.fraction = cut(text, 1 + count_digits(text.substr(1)));
    }
    if (!text.empty() && (text[0] == 'e' || text[0] == 'E')) {
        const std::size_t sign = text.size() > 1 && (text[1] == '-' || text[1] == '+') ? 1 : 0;
        parts.exponent = cut(text, 1 + sign + count_digits(text.substr(1 + sign)));
    }
    parts.rest = text;
    return parts;
}

Value by_digits(std::string_view digits) {
    if (digits.starts_with('+')) digits.remove_prefix(1);
    return Value::name(std::string(digits));
}

/// The integer that all of `digits` is; by its digits if it is too large.
Value integer(std::string_view digits, int base = 10) {
    if (digits.starts_with('+')) digits.remove_prefix(1);
    std::int64_t value = 0;
    const auto* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value, base);
    return error == std::errc{} ? Value::integer(value) : by_digits(digits);
}

Value real(std::string_view digits) {
    if (digits.starts_with('+')) digits.remove_prefix(1);
    double value = 0;
    const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc{} ? Value::real(value) : by_digits(digits);
}

constexpr std::size_t digits_of_a_double = 15;

std::optional<Value> hexadecimal(std::string_view digits) {
    const bool right =
        digits.size() > 2 && std::all_of(digits.begin() + 2, digits.end(), [](char c) {
            return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        });
    if (!right) return std::nullopt;
    const Value value = integer(digits.substr(2), 16);
    return value.is_integer() ? value : by_digits(digits);
}

/// A ratio: two integers with a stroke between.
std::optional<Value> ratio(std::string_view digits, std::string_view denominator) {
    denominator.remove_prefix(1);
    if (denominator.empty() || count_digits(denominator) != denominator.size()) return std::nullopt;
    return by_digits(digits);
}

/// What an integer of EDN may have behind it.
std::optional<Value> suffixed_integer(std::string_view digits, std::string_view suffix) {
    if (suffix == "N") return integer(digits.substr(0, digits.size() - 1));
    if (suffix == "M") return real(digits.substr(0, digits.size() - 1));
    if (suffix[0] == '/') return ratio(digits, suffix);
    return std::nullopt;
}

std::optional<Value> edn_real(std::string_view digits, const Parts& parts) {
    if (parts.rest.empty()) return real(digits);
    if (parts.rest != "M") return std::nullopt;
    const bool fits = parts.whole.size() + parts.fraction.size() <= digits_of_a_double + 1;
    return fits ? real(digits.substr(0, digits.size() - 1)) : by_digits(digits);
}

bool is_sound(const Parts& parts) {
    if (parts.whole.empty() || (parts.whole.size() > 1 && parts.whole[0] == '0')) return false;
    return parts.exponent.empty() || is_digit(parts.exponent.back());
}

}  // namespace

std::optional<Value> parse_number(std::string_view digits, Numerals numerals) {
    const bool edn = numerals == Numerals::edn;
    if (edn && (digits.starts_with("0x") || digits.starts_with("0X"))) return hexadecimal(digits);
    const Parts parts = parts_of(digits);
    if (!is_sound(parts)) return std::nullopt;
    const bool whole = parts.fraction.empty() && parts.exponent.empty();
    if (!edn) {
        if (parts.sign == "+" || parts.fraction == "." || !parts.rest.empty()) return std::nullopt;
        return whole ? integer(digits) : real(digits);
    }
    if (!whole) return edn_real(digits, parts);
    return parts.rest.empty() ? integer(digits) : suffixed_integer(digits, parts.rest);
}

}  // namespace sm::detail::inline history
