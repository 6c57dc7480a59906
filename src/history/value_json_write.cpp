#include <algorithm>
#include <cmath>

#include "history/value_json.hpp"
#include "value/text.hpp"

namespace sm::detail::inline history {
namespace {

constexpr std::string_view tags[] = {"set", "map", "text", "bytes", "name", "real"};

/// Whether the text is a string of JSON that reads back as a text.
bool is_string(const std::string& text) {
    return (text.size() < 2 || text[0] != ':') && is_utf8(text);
}

/// Whether a string with a colon in front reads back as the name.
bool is_word(const std::string& name) { return !name.empty() && is_utf8(name); }

bool can_be_key(const Value& key) {
    return (key.is(Value::Kind::text) && is_string(key.text())) ||
           (key.is(Value::Kind::name) && is_word(key.text()));
}

/// Whether an object with these entries reads back as the map that they are of.
bool can_be_object(std::span<const Value> entries) {
    for (std::size_t i = 0; i < entries.size(); i += 2) {
        if (!can_be_key(entries[i])) return false;
    }
    if (entries.size() != 2 || !entries[0].is(Value::Kind::text)) return true;
    return std::find(std::begin(tags), std::end(tags), entries[0].text()) == std::end(tags);
}

void write_text(std::string& out, const std::string& text) {
    if (is_string(text)) return write_json_string(out, text);
    if (is_utf8(text)) {
        out += "{\"text\":";
        write_json_string(out, text);
    } else {
        out += "{\"bytes\":\"" + hex(text) + '"';
    }
    out += '}';
}

void write_name(std::string& out, const std::string& name) {
    if (is_word(name)) return write_json_string(out, ":" + name);
    out += "{\"name\":";
    write_text(out, name);
    out += '}';
}

void write_items(std::string& out, std::span<const Value> items) {
    out += '[';
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) out += ',';
        write_json(out, items[i]);
    }
    out += ']';
}

void write_map(std::string& out, std::span<const Value> entries) {
    const bool object = can_be_object(entries);
    out += object ? "{" : "{\"map\":[";
    for (std::size_t i = 0; i < entries.size(); i += 2) {
        if (i > 0) out += ',';
        if (object) {
            write_json(out, entries[i]);
            out += ':';
            write_json(out, entries[i + 1]);
        } else {
            write_items(out, entries.subspan(i, 2));
        }
    }
    out += object ? "}" : "]}";
}

void write_real(std::string& out, double value) {
    if (std::isfinite(value)) {
        out += real_text(value);
    } else {
        out += std::isnan(value) ? "{\"real\":\"NaN\"}"
               : value < 0       ? "{\"real\":\"-Infinity\"}"
                                 : "{\"real\":\"Infinity\"}";
    }
}

}  // namespace

void write_json_string(std::string& out, std::string_view text) {
    constexpr std::string_view meant = "\n\t\r\\\"\b\f";
    constexpr std::string_view letters = "ntr\\\"bf";
    out += '"';
    for (const char c : text) {
        if (const auto which = meant.find(c); which != std::string_view::npos) {
            out += '\\';
            out += letters[which];
        } else if (static_cast<unsigned char>(c) < ' ') {
            out += "\\u00" + hex({&c, 1});
        } else {
            out += c;
        }
    }
    out += '"';
}

void write_json(std::string& out, const Value& value) {
    switch (value.kind()) {
        case Value::Kind::nothing:
            out += "null";
            break;
        case Value::Kind::boolean:
            out += value.boolean() ? "true" : "false";
            break;
        case Value::Kind::integer:
            out += std::to_string(value.integer());
            break;
        case Value::Kind::real:
            write_real(out, value.real());
            break;
        case Value::Kind::text:
            write_text(out, value.text());
            break;
        case Value::Kind::name:
            write_name(out, value.text());
            break;
        case Value::Kind::list:
            write_items(out, value.items());
            break;
        case Value::Kind::set:
            out += "{\"set\":";
            write_items(out, value.items());
            out += '}';
            break;
        case Value::Kind::map:
            write_map(out, value.items());
            break;
    }
}

}  // namespace sm::detail::inline history
