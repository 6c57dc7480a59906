#include <sm/value/to_string.hpp>

#include <limits>
#include <utility>

#include "value/text.hpp"

namespace sm {

namespace {

class Parser {
 public:
    explicit Parser(std::string_view text) : text_(text) {}

    Tree whole() {
        auto tree = value();
        skip_space();
        if (at_ < text_.size()) fail("the end of the text");
        return tree;
    }

 private:
    [[noreturn]] void fail(std::string_view expected) const {
        const auto found = at_ < text_.size() ? "'" + std::string(1, text_[at_]) + "'"
                                              : std::string("the end of the text");
        fail_with("expected " + std::string(expected) + ", found " + found);
    }

    [[noreturn]] void fail_with(const std::string& problem) const {
        const auto [line, column] = detail::position(text_, at_);
        throw BadText(detail::position_text(text_, at_) + problem, line, column);
    }

    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

    void skip_space() {
        while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != text_.npos) {
            ++at_;
        }
    }

    bool take(char c) {
        skip_space();
        if (peek() != c || at_ >= text_.size()) return false;
        ++at_;
        return true;
    }

    void require(char c) {
        if (!take(c)) fail("'" + std::string(1, c) + "'");
    }

    Tree value() {
        skip_space();
        if (depth_ == detail::deepest) fail_with("this is nested too deep (400 is the limit)");
        ++depth_;
        auto tree = any();
        --depth_;
        return tree;
    }

    Tree any() {
        const char c = peek();
        if (c == '"') return Tree::text(quoted());
        if (c == '[') return list();
        if (c == '{') return map();
        if (c == '-' || is_digit(c)) return number();
        if (c == '#') return Tree::symbol(reference());
        if (at_ < text_.size() && detail::is_word(c)) return named();
        fail("a value");
    }

    static bool is_digit(char c) { return c >= '0' && c <= '9'; }

    std::string_view word() {
        const auto begin = at_;
        while (at_ < text_.size() && detail::is_word(text_[at_])) ++at_;
        return text_.substr(begin, at_ - begin);
    }

    std::string_view reference() {
        const auto begin = at_++;
        if (word().empty()) fail("a number after '#'");
        return text_.substr(begin, at_ - begin);
    }

    /// A name with its template arguments: `Box<Pair<int, 5>>`.
    std::string_view name() {
        const auto begin = at_;
        if (word().empty()) fail("a name");
        if (peek() == '<') {
            std::size_t depth = 0;
            do {
                if (at_ >= text_.size()) fail("'>'");
                if (text_[at_] == '<') ++depth;
                if (text_[at_] == '>') --depth;
                ++at_;
            } while (depth > 0);
        }
        return text_.substr(begin, at_ - begin);
    }

    Tree named() {
        const auto called = name();
        if (peek() == '{') return record(called);
        if (peek() == '(') {
            ++at_;
            auto tree = Tree::tagged(called, value());
            require(')');
            return tree;
        }
        if (called == "none") return {};
        if (called == "true" || called == "false") return Tree(called == "true");
        if (called == "nan") return Tree(std::numeric_limits<double>::quiet_NaN());
        if (called == "inf") return Tree(std::numeric_limits<double>::infinity());
        return Tree::symbol(called);
    }

    Tree record(std::string_view type) {
        auto tree = Tree::record(type);
        require('{');
        if (take('}')) return tree;
        do {
            skip_space();
            const auto field = word();
            if (field.empty() || is_digit(field[0])) {
                at_ -= field.size();
                fail("the name of a field");
            }
            require('=');
            tree.add(field, value());
        } while (take(','));
        if (!take('}')) fail("',' or '}'");
        return tree;
    }

    Tree list() {
        auto tree = Tree::list();
        require('[');
        if (take(']')) return tree;
        do {
            tree.add(value());
        } while (take(','));
        if (!take(']')) fail("',' or ']'");
        return tree;
    }

    Tree map() {
        auto tree = Tree::map();
        require('{');
        if (take('}')) return tree;
        do {
            auto key = value();
            require(':');
            tree.add(std::move(key), value());
        } while (take(','));
        if (!take('}')) fail("',' or '}'");
        return tree;
    }

    Tree number() {
        if (text_.substr(at_, 4) == "-inf") {
            at_ += 4;
            return Tree(-std::numeric_limits<double>::infinity());
        }
        const auto digits = number_digits();
        const auto count = detail::parse_number(digits);
        if (!count) {
            at_ -= digits.size();
            fail_with("'" + std::string(digits) + "' is not a number of 64 bits");
        }
        const auto unit = take_unit();
        return unit.empty() ? *count : Tree::duration(*count, unit);
    }

    std::string_view number_digits() {
        const auto begin = at_++;
        while (at_ < text_.size()) {
            const char c = text_[at_];
            const bool exponent = (c == '+' || c == '-') && (text_[at_ - 1] | 32) == 'e';
            if (!exponent && std::string_view("0123456789.eE").find(c) == text_.npos) break;
            ++at_;
        }
        return text_.substr(begin, at_ - begin);
    }

    std::string_view take_unit() {
        const auto begin = at_;
        if (peek() == '[') {
            while (at_ < text_.size() && text_[at_] != ']') ++at_;
            if (at_ < text_.size()) ++at_;
        }
        word();
        return text_.substr(begin, at_ - begin);
    }

    std::string quoted() {
        std::string out;
        for (++at_; peek() != '"' || at_ >= text_.size(); ++at_) {
            if (at_ >= text_.size()) fail("'\"'");
            out += text_[at_] == '\\' ? escape() : text_[at_];
        }
        ++at_;
        return out;
    }

    char escape() {
        switch (++at_; peek()) {
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case '"':
                return '"';
            case '\\':
                return '\\';
            case 'x':
                break;
            default:
                fail("n, r, t, x, '\"' or '\\' after a backslash");
        }
        const auto bytes = detail::from_hex(text_.substr(at_ + 1, 2));
        ++at_;
        if (!bytes || bytes->empty()) fail("two hexadecimal digits after \\x");
        ++at_;
        return bytes->front();
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
};

}  // namespace

Tree parse_tree(std::string_view text) { return Parser(text).whole(); }

}  // namespace sm
