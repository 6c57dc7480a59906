#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "base/utf8.hpp"
#include "history/edn.hpp"
#include "history/edn_words.hpp"
#include "history/numbers.hpp"
#include "value/text.hpp"

namespace sm::detail::inline history {
namespace {

bool is_space(char c) {
    return c == ' ' || c == ',' || c == '\n' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

/// Counts how deep forms are in one another; what is read is a stranger's.
struct EdnCursor::Deeper {
    explicit Deeper(EdnCursor& cursor) : cursor_(cursor) {
        if (++cursor_.depth_ > deepest) cursor_.fail("this is nested too deep (400 is the limit)");
    }
    ~Deeper() { --cursor_.depth_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;

 private:
    EdnCursor& cursor_;
};

void EdnCursor::ended(const char* inside) const {
    throw EndedEarly{std::string("it ends inside of ") + inside, end_};
}

void EdnCursor::skip_comment() {
    at_ = std::find(at_, end_, '\n');
    if (at_ == end_ && !all_) ended("a comment");
}

bool EdnCursor::skip() {
    for (;;) {
        while (at_ != end_ && is_space(*at_)) ++at_;
        if (at_ == end_) return false;
        if (*at_ == ';') {
            skip_comment();
        } else if (*at_ == '#') {
            if (at_ + 1 == end_) ended("a form");
            if (at_[1] == '!') {  // a script's first line
                skip_comment();
                continue;
            }
            if (at_[1] != '_') return true;
            const Deeper deeper(*this);
            at_ += 2;
            static_cast<void>(form());
        } else {
            return true;
        }
    }
}

char EdnCursor::peek() {
    if (!skip()) ended("a form");
    return *at_;
}

bool EdnCursor::take(char wanted) {
    if (peek() != wanted) return false;
    ++at_;
    return true;
}

std::string_view EdnCursor::word() {
    const char* const begin = at_;
    while (at_ != end_ && !is_delimiter(*at_)) ++at_;
    if (at_ == end_ && !all_) ended("a word");
    return {begin, static_cast<std::size_t>(at_ - begin)};
}

std::string_view EdnCursor::keyword() {
    if (peek() != ':') return {};
    ++at_;
    const auto found = word();
    if (found.empty() && at_ == end_) ended("a word");
    if (found.empty()) fail("a ':' has no word after it");
    return found;
}

Value EdnCursor::form() {
    switch (peek()) {
        case '"':
            return text();
        case ':':
            return words_.name(keyword());
        case '[':
            return items(']', Value::Kind::list);
        case '(':
            return items(')', Value::Kind::list);
        case '{':
            return map({});
        case '#':
            return dispatch();
        case '\\':
            return character();
        default:
            return number_or_symbol();
    }
}

Value EdnCursor::number_or_symbol() {
    const char* const begin = at_;
    const auto found = word();
    if (found.empty()) fail(shown(*at_) + " cannot stand here; expected a form");
    std::int64_t value = 0;
    if (small_integer(found, value)) return Value::integer(value);
    if (found == "nil") return {};
    if (found == "true" || found == "false") return Value::boolean(found == "true");
    const bool sign = found[0] == '-' || found[0] == '+';
    if (is_digit(found[sign && found.size() > 1 ? 1 : 0])) {
        if (auto number = parse_number(found, Numerals::edn)) return *std::move(number);
        at_ = begin;
        fail(shown(found) + " is not a number");
    }
    constexpr std::string_view never_first = "'@^`~\\";
    if (never_first.find(found[0]) != std::string_view::npos) {
        at_ = begin;
        fail(shown(found[0]) + " is not EDN data; expected a form");
    }
    return words_.name(found);
}

Value EdnCursor::items(char closing, Value::Kind kind) {
    const Deeper deeper(*this);
    ++at_;
    std::vector<Value> all;
    while (!take(closing)) all.push_back(form());
    return kind == Value::Kind::set ? Value::set(std::move(all)) : Value::list(std::move(all));
}

Value EdnCursor::map(std::string_view name_space) {
    const Deeper deeper(*this);
    const char* const begin = at_++;
    std::vector<std::pair<Value, Value>> entries;
    while (!take('}')) {
        Value key = form();
        const bool bare = key.is(Value::Kind::name) && key.text().find('/') == std::string::npos;
        if (!name_space.empty() && bare) {
            key = words_.name(std::string(name_space) + "/" + key.text());
        }
        if (peek() == '}') fail("a map has a key without a value");
        entries.emplace_back(std::move(key), form());
    }
    std::sort(entries.begin(), entries.end());
    const auto same =
        std::adjacent_find(entries.begin(), entries.end(),
                           [](const auto& a, const auto& b) { return a.first == b.first; });
    if (same != entries.end()) {
        at_ = begin;
        fail("a map has the key " + to_string(same->first) + " twice");
    }
    return Value::map(std::move(entries));
}

std::string_view EdnCursor::take_tag() {
    if (peek() != '#') return {};
    if (at_ + 1 == end_) ended("a tag");
    const auto letter = static_cast<unsigned char>(at_[1] | 0x20);
    if (letter < 'a' || letter > 'z') return {};
    const char* const begin = at_++;
    static_cast<void>(word());
    return {begin, static_cast<std::size_t>(at_ - begin)};
}

Value EdnCursor::tagged() {
    const Deeper deeper(*this);
    const char* const begin = at_;
    if (const auto tag = take_tag(); !tag.empty()) {
        const bool name = tag == "#sm/name";
        Value value = form();
        return name && value.is(Value::Kind::text) ? Value::name(value.text()) : value;
    }
    at_ = begin;
    fail("'#' begins no form that is supported here");
}

Value EdnCursor::dispatch() {
    if (at_ + 1 == end_) ended("a form");
    switch (at_[1]) {
        case '{':
            ++at_;
            return items('}', Value::Kind::set);
        case '#': {
            const auto found = word();
            if (found == "##NaN") return Value::real(std::numeric_limits<double>::quiet_NaN());
            if (found == "##Inf") return Value::real(std::numeric_limits<double>::infinity());
            if (found == "##-Inf") return Value::real(-std::numeric_limits<double>::infinity());
            fail(shown(found) + " is not a number");
        }
        case ':': {
            ++at_;
            const auto name_space = keyword();
            if (peek() != '{') fail("expected a map after #:" + printable(name_space));
            return map(name_space);
        }
        default:
            return tagged();
    }
}

}  // namespace sm::detail::inline history
