#include <algorithm>

#include "history/edn.hpp"

namespace sm::detail::inline history {
namespace {

/// Whether the reader takes `:word` for the name of it.
bool is_word(std::string_view name) {
    static constexpr std::string_view marks = ".*+!-_?$%&=<>/'#|";
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               marks.find(c) != std::string_view::npos;
    });
}

void write_text(std::string& out, std::string_view text) {
    constexpr std::string_view meant = "\n\t\r\\\"\b\f";
    constexpr std::string_view letters = "ntr\\\"bf";
    out += '"';
    for (const char c : text) {
        if (const auto which = meant.find(c); which != std::string_view::npos) {
            out += '\\';
            out += letters[which];
        } else {
            out += c;
        }
    }
    out += '"';
}

void write_items(std::string& out, std::span<const Value> items) {
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) out += ' ';
        write_edn(out, items[i]);
    }
}

}  // namespace

void write_edn(std::string& out, const Value& value) {
    switch (value.kind()) {
        case Value::Kind::name:
            if (is_word(value.text())) {
                out += ':';
                out += value.text();
            } else {
                out += "#sm/name ";
                write_text(out, value.text());
            }
            break;
        case Value::Kind::text:
            write_text(out, value.text());
            break;
        case Value::Kind::list:
            out += '[';
            write_items(out, value.items());
            out += ']';
            break;
        case Value::Kind::set:
            out += "#{";
            write_items(out, value.items());
            out += '}';
            break;
        case Value::Kind::map:
            out += '{';
            write_items(out, value.items());
            out += '}';
            break;
        default:
            out += to_string(value);
    }
}

}  // namespace sm::detail::inline history
