#pragma once
/// Clojure's notation for data: reading it form by form, and writing it.

#include <sm/history/value.hpp>

#include <cstddef>
#include <string>
#include <string_view>

#include "history/recent_words.hpp"
#include "value/malformed.hpp"

namespace sm::detail::inline history {

/// Walks over a text. Where the text is only the front of a longer one, what reaches its end is
/// thrown as EndedEarly, as more may belong to it; else a word may end where the text does.
///
/// A symbol becomes a name as a keyword does, a character a text; a tag is dropped, but for a
/// record's or a map's, whose map is kept, and for `#sm/name "..."`, a name of any bytes.
class EdnCursor {
 public:
    EdnCursor(std::string_view text, bool all_of_it, RecentWords& words)
        : at_(text.data()), end_(text.data() + text.size()), all_(all_of_it), words_(words) {}

    const char* at() const { return at_; }

    /// Skips white space, commas, comments and discarded forms; whether anything is left.
    bool skip();

    /// The next character, after `skip`; throws EndedEarly if there is none.
    char peek();

    /// Takes this character if it comes next, after `skip`.
    bool take(char wanted);

    /// Takes a tag with its `#` if one stands here, as `#jepsen.history.Op`: no set, and no `#_`.
    std::string_view take_tag();

    /// Any form.
    Value form();

    /// A keyword's word, or an empty one if no keyword comes next.
    std::string_view keyword();

    [[noreturn]] void fail(std::string what) const { throw Malformed{std::move(what), at_}; }

 private:
    struct Deeper;

    std::string_view word();
    Value number_or_symbol();
    Value text();
    void escape(std::string& into);
    unsigned four_digits();
    Value character();
    Value items(char closing, Value::Kind kind);
    Value map(std::string_view name_space);
    Value dispatch();
    Value tagged();
    void skip_comment();
    [[noreturn]] void ended(const char* inside) const;

    const char* at_;
    const char* end_;
    bool all_;
    RecentWords& words_;
    std::size_t depth_ = 0;
};

/// Adds the value as EDN; reads back as it was.
void write_edn(std::string& out, const Value& value);

}  // namespace sm::detail::inline history
