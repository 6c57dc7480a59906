#include <sm/base/misuse.hpp>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/utf8.hpp"
#include "history/numbers.hpp"
#include "history/value_json.hpp"
#include "value/text.hpp"

namespace sm::detail::inline history {
namespace {

/// A list of pairs as a map's entries, or nothing.
std::optional<std::vector<std::pair<Value, Value>>> entries_of(const Value& content) {
    if (!content.is(Value::Kind::list)) return std::nullopt;
    std::vector<std::pair<Value, Value>> entries;
    for (const Value& item : content.items()) {
        if (!item.is(Value::Kind::list) || item.items().size() != 2) return std::nullopt;
        entries.emplace_back(item.items()[0], item.items()[1]);
    }
    return entries;
}

std::optional<std::string> bytes_of(const Value& content) {
    return content.is(Value::Kind::text) ? from_hex(content.text()) : std::nullopt;
}

}  // namespace

Value JsonCursor::value() {
    switch (peek()) {
        case '"':
            return of_string(string());
        case '[':
            return list();
        case '{':
            return object();
        default:
            return literal();
    }
}

Value JsonCursor::literal() {
    const auto word = this->word();
    std::int64_t value = 0;
    if (!word.empty() && small_integer(word, value)) return Value::integer(value);
    if (word == "null") return {};
    if (word == "true" || word == "false") return Value::boolean(word == "true");
    if (auto number = parse_number(word, Numerals::json)) return *std::move(number);
    fail_at_word(word);
}

/// A string with a colon in front is a name, as Clojure writes it.
Value JsonCursor::of_string(std::string_view bytes) {
    if (bytes.size() > 1 && bytes[0] == ':') return words_->name(bytes.substr(1));
    return words_->text(bytes);
}

Value JsonCursor::list() {
    const Deeper deeper(*this);
    expect('[', "to begin a list");
    std::vector<Value> items;
    if (take(']')) return Value::list({});
    do items.push_back(value());
    while (take(','));
    expect(']', "to end a list");
    return Value::list(std::move(items));
}

Value JsonCursor::special(const std::string& tag, const Value& content) {
    if (tag == "set" && content.is(Value::Kind::list)) {
        return Value::set({content.items().begin(), content.items().end()});
    }
    if (tag == "map") {
        if (auto entries = entries_of(content)) return Value::map(*std::move(entries));
    }
    if (tag == "text") {
        if (content.is(Value::Kind::text)) return content;
        if (content.is(Value::Kind::name)) return Value::text(":" + content.text());
    }
    if (tag == "bytes") {
        if (auto bytes = bytes_of(content)) return Value::text(*std::move(bytes));
    }
    if (tag == "name") {
        if (content.is(Value::Kind::text)) return Value::name(content.text());
        if (content.is(Value::Kind::name)) return Value::name(":" + content.text());
    }
    if (tag == "real" && content.is(Value::Kind::text)) {
        if (const auto real = json_real(content.text())) return Value::real(*real);
    }
    return Value::map({{words_->text(tag), content}});
}

Value JsonCursor::object() {
    const Deeper deeper(*this);
    const char* const begin = at();
    expect('{', "to begin an object");
    std::vector<std::pair<Value, Value>> entries;
    if (take('}')) return Value::map({});
    do {
        if (peek() != '"') fail("a key of an object has to be a string");
        Value key = of_string(string());
        expect(':', "after the key of an object");
        entries.emplace_back(std::move(key), value());
    } while (take(','));
    expect('}', "to end an object");
    try {
        if (entries.size() == 1 && entries[0].first.is(Value::Kind::text)) {
            return special(entries[0].first.text(), entries[0].second);
        }
        return Value::map(std::move(entries));
    } catch (const Misuse& twice) {
        back_to(begin);
        fail(twice.what());
    }
}

}  // namespace sm::detail::inline history
