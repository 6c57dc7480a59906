#pragma once
/// The pieces of a JSON text, one after the other, whatever is made of them.

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "value/malformed.hpp"

namespace sm::detail::inline value {

/// Walks over a text that is there as a whole. Throws Malformed for what is no JSON, and EndedEarly
/// where the text ends inside of something.
class JsonLexer {
 public:
    explicit JsonLexer(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

    const char* at() const { return at_; }

    /// Skips white space; whether anything is left.
    bool skip() {
        while (at_ != end_ && (*at_ == ' ' || *at_ == '\t' || *at_ == '\r' || *at_ == '\n')) ++at_;
        return at_ != end_;
    }

    /// The next character, after white space; throws EndedEarly if there is none.
    char peek() {
        if (!skip()) ended_early();
        return *at_;
    }

    /// Takes this character if it comes next.
    bool take(char wanted) {
        if (peek() != wanted) return false;
        ++at_;
        return true;
    }
    void expect(char wanted, std::string_view where);

    /// The bytes of a string. They are good until the next call.
    std::string_view string();

    /// The letters and digits up to the next mark; none if a mark comes next.
    std::string_view word();

    /// Goes back to a place where it was before.
    void back_to(const char* place) { at_ = place; }

    [[noreturn]] void fail(std::string what) const { throw Malformed{std::move(what), at_}; }
    /// That this word is no value.
    [[noreturn]] void fail_at_word(std::string_view word);

    /// Counts how deep values are in one another; what is read is a stranger's.
    class Deeper {
     public:
        explicit Deeper(JsonLexer& lexer);
        ~Deeper() { --lexer_.depth_; }
        Deeper(const Deeper&) = delete;
        Deeper& operator=(const Deeper&) = delete;

     private:
        JsonLexer& lexer_;
    };

 private:
    [[noreturn]] void ended_early() const;
    void escape();
    unsigned four_digits();
    std::string_view with_escapes(const char* begin);

    const char* at_;
    const char* end_;
    std::string scratch_;
    std::size_t depth_ = 0;
};

/// Whether all of the word is a number as JSON has them.
bool is_json_number(std::string_view word);

}  // namespace sm::detail::inline value
