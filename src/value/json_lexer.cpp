#include "value/json_lexer.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "value/text.hpp"

namespace sm::detail::inline value {
namespace {

/// Whether the character needs no second look in a string: ASCII, and neither its end nor an
/// escape.
bool is_plain(char c) { return static_cast<signed char>(c) >= ' ' && c != '"' && c != '\\'; }

bool is_delimiter(char c) {
    constexpr std::string_view marks = " \t\r\n,:[]{}\"";
    return c < 'a' ? marks.find(c) != std::string_view::npos : c == '{' || c == '}';
}

/// Takes the digits at the front of the text; whether there were any.
bool take_digits(std::string_view& text) {
    const auto end = std::min(text.find_first_not_of("0123456789"), text.size());
    text.remove_prefix(end);
    return end > 0;
}

bool take_any(std::string_view& text, std::string_view of) {
    const bool there = !text.empty() && of.find(text[0]) != std::string_view::npos;
    if (there) text.remove_prefix(1);
    return there;
}

}  // namespace

JsonLexer::Deeper::Deeper(JsonLexer& lexer) : lexer_(lexer) {
    if (++lexer_.depth_ > deepest) lexer_.fail("this is nested too deep (400 is the limit)");
}

void JsonLexer::ended_early() const { throw EndedEarly{"it ends inside of an event", end_}; }

void JsonLexer::expect(char wanted, std::string_view where) {
    if (!take(wanted)) fail(std::string("expected '") + wanted + "' " + std::string(where));
}

std::string_view JsonLexer::word() {
    const char* const begin = at_;
    while (at_ != end_ && !is_delimiter(*at_)) ++at_;
    return {begin, static_cast<std::size_t>(at_ - begin)};
}

void JsonLexer::fail_at_word(std::string_view word) {
    if (at_ == end_) ended_early();
    at_ = word.data();
    fail("\"" + printable(word.substr(0, 40)) + "\" is not a JSON value");
}

std::string_view JsonLexer::string() {
    expect('"', "to begin a string");
    const char* const begin = at_;
    while (at_ != end_ && is_plain(*at_)) ++at_;
    const std::string_view plain(begin, static_cast<std::size_t>(at_ - begin));
    if (at_ != end_ && *at_ == '"') {
        ++at_;
        return plain;
    }
    const auto found = with_escapes(begin);
    if (!is_utf8(found)) fail("a string is not UTF-8; bytes are written as {\"bytes\": \"ff00\"}");
    return found;
}

std::string_view JsonLexer::with_escapes(const char* begin) {
    scratch_.assign(begin, at_);
    for (;;) {
        if (at_ == end_) throw EndedEarly{"it ends inside of a string", end_};
        const char c = *at_;
        if (static_cast<unsigned char>(c) < ' ') fail("a control character stands in a string");
        ++at_;
        if (c == '"') return scratch_;
        if (c == '\\') {
            escape();
        } else {
            scratch_ += c;
        }
    }
}

unsigned JsonLexer::four_digits() {
    unsigned code = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
        if (at_ == end_) throw EndedEarly{"it ends inside of a string", end_};
        const unsigned digit = hex_digit(*at_);
        if (digit > 15) fail("\\u needs four hexadecimal digits");
        code = code * 16 + digit;
    }
    return code;
}

void JsonLexer::escape() {
    if (at_ == end_) throw EndedEarly{"it ends inside of a string", end_};
    constexpr std::string_view letters = "ntr\\\"bf/";
    constexpr std::string_view meant = "\n\t\r\\\"\b\f/";
    const char letter = *at_++;
    if (const auto which = letters.find(letter); which != std::string_view::npos) {
        scratch_ += meant[which];
    } else if (letter == 'u') {
        append_utf16(scratch_, four_digits());
    } else {
        --at_;
        fail("a string has an escape that there is not");
    }
}

bool is_json_number(std::string_view word) {
    take_any(word, "-");
    if (word.size() > 1 && word[0] == '0' && word[1] >= '0' && word[1] <= '9') return false;
    if (!take_digits(word)) return false;
    if (take_any(word, ".") && !take_digits(word)) return false;
    if (!take_any(word, "eE")) return word.empty();
    take_any(word, "+-");
    return take_digits(word) && word.empty();
}

}  // namespace sm::detail::inline value
