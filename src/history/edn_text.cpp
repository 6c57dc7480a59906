#include <algorithm>
#include <optional>
#include <utility>

#include "base/utf8.hpp"
#include "history/edn.hpp"
#include "history/edn_words.hpp"
#include "value/text.hpp"

namespace sm::detail::inline history {
namespace {

/// The names of characters that cannot be seen.
std::optional<char> named_character(std::string_view name) {
    constexpr std::pair<std::string_view, char> names[] = {{"newline", '\n'},   {"space", ' '},
                                                           {"tab", '\t'},       {"return", '\r'},
                                                           {"backspace", '\b'}, {"formfeed", '\f'}};
    for (const auto& [known, c] : names) {
        if (name == known) return c;
    }
    return std::nullopt;
}

}  // namespace

std::string shown(char c) {
    if (c > ' ' && c < '\x7f') return std::string("'") + c + "'";
    return "the byte 0x" + hex(std::string_view(&c, 1));
}

std::string shown(std::string_view word) {
    constexpr std::size_t most = 40;
    return "\"" + printable(word.substr(0, most)) + (word.size() > most ? "...\"" : "\"");
}

unsigned EdnCursor::four_digits() {
    unsigned code = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
        if (at_ == end_) ended("a text");
        const unsigned digit = hex_digit(*at_);
        if (digit > 15) fail("\\u needs four hexadecimal digits");
        code = code * 16 + digit;
    }
    return code;
}

void EdnCursor::escape(std::string& into) {
    if (at_ == end_) ended("a text");
    constexpr std::string_view letters = "ntr\\\"bf/";
    constexpr std::string_view meant = "\n\t\r\\\"\b\f/";
    const char letter = *at_++;
    if (const auto which = letters.find(letter); which != std::string_view::npos) {
        into += meant[which];
    } else if (letter == 'u') {
        append_utf16(into, four_digits());
    } else if (letter >= '0' && letter <= '7') {
        auto code = static_cast<unsigned>(letter - '0');
        for (int i = 0; i < 2 && at_ != end_ && *at_ >= '0' && *at_ <= '7'; ++i) {
            code = code * 8 + static_cast<unsigned>(*at_++ - '0');
        }
        append_utf16(into, code);
    } else {
        --at_;
        fail("\\" + shown(letter) + " is not an escape");
    }
}

Value EdnCursor::text() {
    const char* const begin = ++at_;
    while (at_ != end_ && *at_ != '"' && *at_ != '\\') ++at_;
    if (at_ == end_) ended("a text");
    if (*at_ == '"') {
        const std::string_view plain(begin, static_cast<std::size_t>(at_++ - begin));
        return words_.text(plain);
    }
    std::string bytes(begin, at_);
    for (;;) {
        if (at_ == end_) ended("a text");
        const char c = *at_++;
        if (c == '"') return Value::text(std::move(bytes));
        if (c == '\\') {
            escape(bytes);
        } else {
            bytes += c;
        }
    }
}

Value EdnCursor::character() {
    ++at_;
    if (at_ == end_) ended("a character");
    const char* const begin = at_;
    at_ += std::max<std::size_t>(1, utf8_length({at_, static_cast<std::size_t>(end_ - at_)}));
    if (!is_delimiter(*begin)) static_cast<void>(word());
    const std::string_view found(begin, static_cast<std::size_t>(at_ - begin));
    if (found.size() == utf8_length(found)) return words_.text(found);
    if (const auto c = named_character(found)) return words_.text({&*c, 1});
    if (found.size() == 5 && found[0] == 'u') {
        at_ = begin + 1;
        std::string bytes;
        append_utf16(bytes, four_digits());
        return Value::text(std::move(bytes));
    }
    at_ = begin;
    fail(shown(found) + " is not the name of a character");
}

}  // namespace sm::detail::inline history
