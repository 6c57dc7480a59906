#pragma once
/// Data as JSON: reading it piece by piece, and writing it. docs/history-format.md says which is
/// which.

#include <sm/history/value.hpp>

#include <cstddef>
#include <string>
#include <string_view>

#include "history/recent_words.hpp"
#include "value/json_lexer.hpp"

namespace sm::detail::inline history {

/// Walks over a text that is there as a whole, and makes data of its values.
class JsonCursor : public JsonLexer {
 public:
    JsonCursor(std::string_view text, RecentWords& words) : JsonLexer(text), words_(&words) {}

    /// Any value.
    Value value();

 private:
    Value list();
    Value object();
    Value special(const std::string& tag, const Value& content);
    Value literal();
    Value of_string(std::string_view bytes);

    RecentWords* words_;
};

/// Adds the value as JSON; reads back as it was.
void write_json(std::string& out, const Value& value);

/// Adds a string of UTF-8.
void write_json_string(std::string& out, std::string_view text);

}  // namespace sm::detail::inline history
