#include <sm/base/misuse.hpp>
#include <sm/history/value.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

namespace sm::history {
namespace {

int sign(bool less, bool greater) { return less ? -1 : greater ? 1 : 0; }

template <class T>
int compared(const T& a, const T& b) {
    return sign(a < b, b < a);
}

/// NaN equals itself and comes first, so that all reals are in one order.
int compared_reals(double a, double b) {
    if (std::isnan(a) || std::isnan(b)) return sign(!std::isnan(b), !std::isnan(a));
    return compared(a, b);
}

std::string_view to_string(Value::Kind kind) {
    using enum Value::Kind;
    switch (kind) {
        case nothing:
            return "nothing";
        case boolean:
            return "a boolean";
        case integer:
            return "an integer";
        case real:
            return "a real";
        case text:
            return "a text";
        case name:
            return "a name";
        case list:
            return "a list";
        case set:
            return "a set";
        case map:
            return "a map";
    }
    return "?";
}

std::uint64_t mix(std::uint64_t seed, std::uint64_t word) {
    word = (word ^ seed) * 0x9e3779b97f4a7c15U;
    word ^= word >> 32;
    word *= 0xd6e8feb86659fd93U;
    return word ^ (word >> 29);
}

std::string quoted(const std::string& text) {
    std::string shown = "\"";
    for (const char c : text) {
        switch (c) {
            case '"':
                shown += "\\\"";
                break;
            case '\\':
                shown += "\\\\";
                break;
            case '\n':
                shown += "\\n";
                break;
            case '\r':
                shown += "\\r";
                break;
            case '\t':
                shown += "\\t";
                break;
            default:
                shown += c;
        }
    }
    return shown + '"';
}

std::string shown_real(double value) {
    if (std::isnan(value)) return "##NaN";
    if (std::isinf(value)) return value < 0 ? "##-Inf" : "##Inf";
    auto shown = fmt::format("{}", value);
    if (shown.find_first_of(".e") == std::string::npos) shown += ".0";
    return shown;
}

std::string shown_entries(std::span<const Value> items) {
    std::string shown;
    for (std::size_t i = 0; i < items.size(); i += 2) {
        if (!shown.empty()) shown += ", ";
        shown += to_string(items[i]) + ' ' + to_string(items[i + 1]);
    }
    return shown;
}

std::string shown_items(std::span<const Value> items) {
    std::string shown;
    for (const Value& item : items) {
        if (!shown.empty()) shown += ' ';
        shown += to_string(item);
    }
    return shown;
}

}  // namespace

Value& Value::operator=(const Value& other) {
    // `other` may be an item of this one, and go with it.
    Value copy(other);
    return *this = std::move(copy);
}

Value& Value::operator=(Value&& other) noexcept {
    std::swap(kind_, other.kind_);
    std::swap(held_, other.held_);
    return *this;
}

void Value::release() {
    if (is_large() && held_.large->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) {
        delete held_.large;
    }
}

Value Value::boolean(bool value) {
    Value result;
    result.kind_ = Kind::boolean;
    result.held_.integer = value ? 1 : 0;
    return result;
}

Value Value::integer(std::int64_t value) {
    Value result;
    result.kind_ = Kind::integer;
    result.held_.integer = value;
    return result;
}

Value Value::real(double value) {
    Value result;
    result.kind_ = Kind::real;
    result.held_.real = value;
    return result;
}

Value Value::of_text(Kind kind, std::string bytes) {
    Value result;
    result.held_.large = new Large{1, std::move(bytes), {}};
    result.kind_ = kind;
    return result;
}

Value Value::of_items(Kind kind, std::vector<Value> items) {
    Value result;
    result.held_.large = new Large{1, {}, std::move(items)};
    result.kind_ = kind;
    return result;
}

Value Value::text(std::string bytes) { return of_text(Kind::text, std::move(bytes)); }
Value Value::name(std::string word) { return of_text(Kind::name, std::move(word)); }
Value Value::list(std::vector<Value> items) { return of_items(Kind::list, std::move(items)); }

Value Value::set(std::vector<Value> items) {
    std::sort(items.begin(), items.end());
    items.erase(std::unique(items.begin(), items.end()), items.end());
    return of_items(Kind::set, std::move(items));
}

Value Value::map(std::vector<std::pair<Value, Value>> entries) {
    std::sort(entries.begin(), entries.end());
    std::vector<Value> items;
    for (auto& [key, value] : entries) {
        if (!items.empty() && items[items.size() - 2] == key) {
            throw Misuse("a map has the key " + to_string(key) +
                         " twice; each key may be there once");
        }
        items.push_back(std::move(key));
        items.push_back(std::move(value));
    }
    return of_items(Kind::map, std::move(items));
}

void Value::expect(Kind kind, std::string_view use) const {
    if (kind_ == kind) return;
    throw Misuse(fmt::format("cannot read {}: {} is {}", use, to_string(*this), to_string(kind_)));
}

bool Value::boolean() const {
    expect(Kind::boolean, "a boolean");
    return held_.integer != 0;
}

std::int64_t Value::integer() const {
    expect(Kind::integer, "an integer");
    return held_.integer;
}

double Value::real() const {
    expect(Kind::real, "a real");
    return held_.real;
}

const std::string& Value::text() const {
    if (!is(Kind::name)) expect(Kind::text, "a text");
    return held_.large->text;
}

std::span<const Value> Value::items() const {
    if (!is(Kind::set) && !is(Kind::map)) expect(Kind::list, "its items");
    return held_.large->items;
}

int Value::compare(const Value& a, const Value& b) {
    if (a.kind_ != b.kind_) return compared(a.kind_, b.kind_);
    if (a.kind_ == Kind::nothing) return 0;
    if (a.kind_ == Kind::real) return compared_reals(a.held_.real, b.held_.real);
    if (!a.is_large()) return compared(a.held_.integer, b.held_.integer);
    if (a.held_.large == b.held_.large) return 0;
    if (a.kind_ == Kind::text || a.kind_ == Kind::name) {
        return compared(a.held_.large->text, b.held_.large->text);
    }
    const auto& some = a.held_.large->items;
    const auto& others = b.held_.large->items;
    for (std::size_t i = 0; i < std::min(some.size(), others.size()); ++i) {
        if (const int order = compare(some[i], others[i]); order != 0) return order;
    }
    return compared(some.size(), others.size());
}

std::uint64_t Value::hash() const {
    const auto seed = static_cast<std::uint64_t>(kind_) + 1;
    switch (kind_) {
        case Kind::nothing:
            return mix(seed, 0);
        case Kind::boolean:
        case Kind::integer:
            return mix(seed, static_cast<std::uint64_t>(held_.integer));
        case Kind::real: {
            const double value = held_.real == 0 ? 0 : held_.real;
            return mix(seed, std::isnan(value) ? 1 : std::bit_cast<std::uint64_t>(value));
        }
        case Kind::text:
        case Kind::name:
            return mix(seed, std::hash<std::string>{}(held_.large->text));
        case Kind::list:
        case Kind::set:
        case Kind::map:
            break;
    }
    std::uint64_t sum = seed;
    for (const Value& item : held_.large->items) sum = mix(sum, item.hash());
    return sum;
}

std::string to_string(const Value& value) {
    using enum Value::Kind;
    switch (value.kind()) {
        case nothing:
            return "nil";
        case boolean:
            return value.boolean() ? "true" : "false";
        case integer:
            return std::to_string(value.integer());
        case real:
            return shown_real(value.real());
        case text:
            return quoted(value.text());
        case name:
            return ":" + value.text();
        case list:
            return "[" + shown_items(value.items()) + "]";
        case set:
            return "#{" + shown_items(value.items()) + "}";
        case map:
            return "{" + shown_entries(value.items()) + "}";
    }
    return {};
}

}  // namespace sm::history
