#include <sm/value/json.hpp>

#include <set>
#include <utility>

#include "value/json_lexer.hpp"
#include "value/text.hpp"

namespace sm {
namespace {

/// Makes a tree of a text, so that the order of keys and all 64 bits are kept.
class Parser {
 public:
    explicit Parser(std::string_view text) : lexer_(text) {}

    Tree whole() {
        Tree tree = value(nullptr);
        if (lexer_.skip()) lexer_.fail("there is text after the value");
        return tree;
    }

 private:
    /// Where a value is: the keys and places that lead to it.
    struct Place {
        const Place* up = nullptr;
        std::string_view key{};
        std::size_t index = 0;
        bool in_list = false;

        std::string text() const {
            const std::string before = up == nullptr ? "" : up->text();
            if (in_list) return before + "[" + std::to_string(index) + "]";
            return before + (before.empty() ? "" : ".") + std::string(key);
        }
    };

    /// "history.calls[2]: "
    static std::string prefix(const Place* place) {
        return place == nullptr ? "" : place->text() + ": ";
    }

    Tree value(const Place* place) {
        switch (lexer_.peek()) {
            case '"':
                return Tree::text(std::string(lexer_.string()));
            case '[':
                return list(place);
            case '{':
                return object(place);
            default:
                return literal(place);
        }
    }

    Tree literal(const Place* place) {
        const auto word = lexer_.word();
        if (word == "null") return {};
        if (word == "true" || word == "false") return Tree(word == "true");
        if (!detail::is_json_number(word)) lexer_.fail_at_word(word);
        if (auto number = detail::parse_number(word)) return *std::move(number);
        throw BadText(prefix(place) + std::string(word) + " does not fit in 64 bits", 0, 0);
    }

    Tree list(const Place* place) {
        const detail::JsonLexer::Deeper deeper(lexer_);
        lexer_.expect('[', "to begin a list");
        Tree tree = Tree::list();
        if (lexer_.take(']')) return tree;
        do {
            const Place here{.up = place, .index = tree.size(), .in_list = true};
            tree.add(value(&here));
        } while (lexer_.take(','));
        lexer_.expect(']', "to end a list");
        return tree;
    }

    Tree object(const Place* place) {
        const detail::JsonLexer::Deeper deeper(lexer_);
        lexer_.expect('{', "to begin an object");
        Tree tree = Tree::map();
        if (lexer_.take('}')) return tree;
        std::set<std::string> keys;
        do {
            if (lexer_.peek() != '"') lexer_.fail("a key of an object has to be a string");
            const auto [key, is_new] = keys.emplace(lexer_.string());
            if (!is_new) {
                throw BadText(prefix(place) + "the key \"" + *key + "\" is there twice", 0, 0);
            }
            lexer_.expect(':', "after the key of an object");
            const Place here{.up = place, .key = *key};
            Tree one = value(&here);
            tree.add(Tree::text(*key), std::move(one));
        } while (lexer_.take(','));
        lexer_.expect('}', "to end an object");
        return tree;
    }

    detail::JsonLexer lexer_;
};

[[noreturn]] void refuse(std::string_view text, const char* at, const std::string& what) {
    const auto place = static_cast<std::size_t>(at - text.data());
    const auto [line, column] = detail::position(text, place);
    throw BadText(detail::position_text(text, place) + "this is not JSON: " + what, line, column);
}

}  // namespace

Tree parse_json(std::string_view text) {
    try {
        return Parser(text).whole();
    } catch (const detail::Malformed& malformed) {
        refuse(text, malformed.at, malformed.what);
    } catch (const detail::EndedEarly& early) {
        refuse(text, early.at, "the text ends inside of a value");
    }
}

}  // namespace sm
