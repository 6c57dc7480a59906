#include <sm/value/json.hpp>

#include <algorithm>
#include <cmath>

#include "value/text.hpp"

namespace sm {

namespace {

using Kind = Tree::Kind;

std::string quoted(std::string_view text) {
    constexpr std::string_view letters = "btnvfr";  // of the characters 8 to 13
    std::string out = "\"";
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (code >= 8 && code <= 13 && code != 11) {
            out += '\\';
            out += letters[code - 8U];
        } else if (code < 0x20 || code == 0x7f) {
            out += "\\u00" + detail::hex({&c, 1});
        } else {
            out += c;
        }
    }
    return out + '"';
}

std::string real_json(double value) {
    if (std::isnan(value)) return "\"NaN\"";
    if (std::isinf(value)) return value < 0 ? "\"-Infinity\"" : "\"Infinity\"";
    return detail::real_text(value);
}

/// Can this key of a map be the key of an object?
bool is_object_key(const Tree& key) {
    switch (key.kind()) {
        case Kind::integer:
        case Kind::natural:
            return true;
        case Kind::duration:
            return !key.item(0).is(Kind::real);
        case Kind::text:
        case Kind::symbol:
            return detail::is_utf8(key.text());
        default:
            return false;
    }
}

std::string object_key(const Tree& key) {
    const bool is_text = key.is(Kind::text) || key.is(Kind::symbol);
    return quoted(is_text ? key.text() : to_string(key));
}

bool is_object(const Tree& map) {
    for (std::size_t at = 0; at < map.size(); ++at) {
        if (!is_object_key(map.key(at))) return false;
    }
    return true;
}

/// What stands between the brackets of a container, one by one.
struct Member {
    std::string before;           // `"key": `, or `[` of a pair without its value
    const Tree* value = nullptr;  // then
    std::string_view after;       // `]` of a pair
};

class Writer {
 public:
    explicit Writer(JsonStyle style) : style_(style) {}

    std::string take() && { return std::move(out_); }

    void value(const Tree& tree) {
        switch (tree.kind()) {
            case Kind::nothing:
                out_ += "null";
                break;
            case Kind::boolean:
                out_ += tree.boolean() ? "true" : "false";
                break;
            case Kind::integer:
            case Kind::natural:
                out_ += detail::number_text(tree);
                break;
            case Kind::real:
                out_ += real_json(tree.real());
                break;
            case Kind::duration:
                duration(tree);
                break;
            case Kind::text:
            case Kind::symbol:
                text(tree.text());
                break;
            default:
                container(tree);
        }
    }

 private:
    void duration(const Tree& tree) {
        const auto& count = tree.item(0);
        const bool has_unit = !count.is(Kind::real) || std::isfinite(count.real());
        out_ += has_unit ? quoted(to_string(tree)) : real_json(count.real());
    }

    void text(const std::string& bytes) {
        out_ +=
            detail::is_utf8(bytes) ? quoted(bytes) : "{\"bytes\": \"" + detail::hex(bytes) + "\"}";
    }

    static bool has_braces(const Tree& tree) {
        return !tree.is(Kind::list) && !(tree.is(Kind::map) && !is_object(tree));
    }

    static Member member(const Tree& tree, std::size_t at, bool braces) {
        if (tree.is(Kind::record)) return {quoted(tree.name(at)) + ": ", &tree.item(at), ""};
        if (tree.is(Kind::tagged)) return {quoted(tree.text()) + ": ", &tree.item(at), ""};
        if (!tree.is(Kind::map)) return {"", &tree.item(at), ""};
        if (braces) return {object_key(tree.key(at)) + ": ", &tree.item(at), ""};
        return {"[" + to_json(tree.key(at), {.indent = 0}) + ", ", &tree.item(at), "]"};
    }

    void container(const Tree& tree) {
        const bool braces = has_braces(tree);
        if (style_.indent <= 0 || tree.empty()) return one_line(tree, braces);
        const auto begin = out_.size();
        const auto column = begin - (out_.rfind('\n') + 1);  // npos + 1 is 0
        if (!trying_) {
            limit_ = begin + static_cast<std::size_t>(std::max(0, style_.width)) -
                     std::min(column, static_cast<std::size_t>(std::max(0, style_.width)));
            trying_ = true;
            overflow_ = false;
            one_line_inside(tree, braces);
            trying_ = false;
            if (!overflow_) return;
            out_.resize(begin);
        } else {
            return one_line_inside(tree, braces);
        }
        many_lines(tree, braces);
    }

    /// Gives up as soon as the line is too long.
    void one_line_inside(const Tree& tree, bool braces) {
        if (overflow_) return;
        one_line(tree, braces);
        if (out_.size() > limit_) overflow_ = true;
    }

    void one_line(const Tree& tree, bool braces) {
        out_ += braces ? '{' : '[';
        for (std::size_t at = 0; at < tree.size() && !overflow_; ++at) {
            if (at > 0) out_ += ", ";
            write(member(tree, at, braces));
            if (trying_ && out_.size() > limit_) overflow_ = true;
        }
        out_ += braces ? '}' : ']';
    }

    void many_lines(const Tree& tree, bool braces) {
        overflow_ = false;
        out_ += braces ? '{' : '[';
        ++level_;
        for (std::size_t at = 0; at < tree.size(); ++at) {
            if (at > 0) out_ += ',';
            new_line();
            write(member(tree, at, braces));
        }
        --level_;
        new_line();
        out_ += braces ? '}' : ']';
    }

    void write(const Member& one) {
        out_ += one.before;
        value(*one.value);
        out_ += one.after;
    }

    void new_line() {
        out_ += '\n';
        out_.append(level_ * static_cast<std::size_t>(style_.indent), ' ');
    }

    JsonStyle style_;
    std::string out_;
    std::size_t level_ = 0;
    std::size_t limit_ = 0;
    bool trying_ = false;    // a container is being tried on one line
    bool overflow_ = false;  // and did not fit
};

}  // namespace

std::string to_json(const Tree& tree, JsonStyle style) {
    Writer writer(style);
    writer.value(tree);
    return std::move(writer).take();
}

}  // namespace sm
