#pragma once
/// Data as JSON: reading it piece by piece, and writing it. docs/history-format.md says which is
/// which.

#include <sm/history/value.hpp>

#include <cstddef>
#include <string>
#include <string_view>

#include "history/interned.hpp"
#include "history/malformed.hpp"

namespace sm::detail::inline history {

/// Walks over a text that is there as a whole.
class JsonCursor {
 public:
    JsonCursor(std::string_view text, Interned& interned)
        : at_(text.data()), end_(text.data() + text.size()), interned_(interned) {}

    const char* at() const { return at_; }

    /// Skips white space; whether anything is left.
    bool skip() {
        while (at_ != end_ && (*at_ == ' ' || *at_ == '\t' || *at_ == '\r' || *at_ == '\n')) ++at_;
        return at_ != end_;
    }

    /// The next character, after white space; throws EndedEarly if there is none.
    char peek();

    /// Takes this character if it comes next.
    bool take(char wanted);
    void expect(char wanted, std::string_view where);

    /// Any value.
    Value value();

    /// The bytes of a string. They are good until the next call.
    std::string_view string();

    [[noreturn]] void fail(std::string what) const { throw Malformed{std::move(what), at_}; }

 private:
    struct Deeper;

    Value list();
    Value object();
    Value special(const std::string& tag, const Value& content);
    Value literal();
    Value of_string(std::string_view bytes);
    void escape();
    unsigned four_digits();
    std::string_view with_escapes(const char* begin);

    const char* at_;
    const char* end_;
    Interned& interned_;
    std::string scratch_;
    std::size_t depth_ = 0;
};

/// Adds the datum as JSON; reads back as it was.
void write_json(std::string& out, const Value& datum);

/// Adds a string of UTF-8.
void write_json_string(std::string& out, std::string_view text);

}  // namespace sm::detail::inline history
