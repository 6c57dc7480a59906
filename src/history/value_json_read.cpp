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

/// Whether the character needs no second look in a string: ASCII, and neither its end nor an
/// escape.
bool is_plain(char c) { return static_cast<signed char>(c) >= ' ' && c != '"' && c != '\\'; }

bool is_delimiter(char c) {
    constexpr std::string_view marks = " \t\r\n,:[]{}\"";
    return c < 'a' ? marks.find(c) != std::string_view::npos : c == '{' || c == '}';
}

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

/// Counts how deep values are in one another; what is read is a stranger's.
struct JsonCursor::Deeper {
    explicit Deeper(JsonCursor& cursor) : cursor_(cursor) {
        if (++cursor_.depth_ > deepest) cursor_.fail("this is nested too deep (400 is the limit)");
    }
    ~Deeper() { --cursor_.depth_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;

 private:
    JsonCursor& cursor_;
};

char JsonCursor::peek() {
    if (!skip()) throw EndedEarly{"it ends inside of an event", end_};
    return *at_;
}

bool JsonCursor::take(char wanted) {
    if (peek() != wanted) return false;
    ++at_;
    return true;
}

void JsonCursor::expect(char wanted, std::string_view where) {
    if (!take(wanted)) fail(std::string("a '") + wanted + "' is wanted " + std::string(where));
}

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
    const char* const begin = at_;
    while (at_ != end_ && !is_delimiter(*at_)) ++at_;
    const std::string_view word(begin, static_cast<std::size_t>(at_ - begin));
    std::int64_t value = 0;
    if (!word.empty() && small_integer(word, value)) return Value::integer(value);
    if (word == "null") return {};
    if (word == "true" || word == "false") return Value::boolean(word == "true");
    if (auto number = parse_number(word, Numerals::json)) return *std::move(number);
    if (at_ == end_) throw EndedEarly{"it ends inside of an event", end_};
    at_ = begin;
    fail("\"" + printable(word.substr(0, 40)) + "\" is no value of JSON");
}

/// A string with a colon in front is a name, as Clojure writes it.
Value JsonCursor::of_string(std::string_view bytes) {
    if (bytes.size() > 1 && bytes[0] == ':') return interned_.name(bytes.substr(1));
    return interned_.text(bytes);
}

std::string_view JsonCursor::string() {
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

std::string_view JsonCursor::with_escapes(const char* begin) {
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

unsigned JsonCursor::four_digits() {
    unsigned code = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
        if (at_ == end_) throw EndedEarly{"it ends inside of a string", end_};
        const unsigned digit = hex_digit(*at_);
        if (digit > 15) fail("\\u wants four hexadecimal digits");
        code = code * 16 + digit;
    }
    return code;
}

void JsonCursor::escape() {
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

Value JsonCursor::list() {
    const Deeper deeper(*this);
    ++at_;
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
    return Value::map({{interned_.text(tag), content}});
}

Value JsonCursor::object() {
    const Deeper deeper(*this);
    const char* const begin = at_++;
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
        at_ = begin;
        fail(twice.what());
    }
}

}  // namespace sm::detail::inline history
