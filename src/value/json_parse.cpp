#include <sm/value/json.hpp>

#include <nlohmann/json.hpp>

#include <set>
#include <utility>
#include <vector>

#include "value/text.hpp"

namespace sm {

namespace {

/// Builds the tree as the parser goes, so that the order of keys and all 64 bits are kept.
class Builder final : public nlohmann::json_sax<nlohmann::json> {
 public:
    explicit Builder(std::string_view text) : text_(text) {}

    Tree take() && { return std::move(root_); }

    bool null() override { return put(Tree{}); }
    bool boolean(bool value) override { return put(Tree(value)); }
    bool number_integer(std::int64_t value) override { return put(Tree(value)); }
    bool number_unsigned(std::uint64_t value) override { return put(Tree(value)); }
    bool number_float(double value, const std::string& digits) override {
        if (digits.find_first_of(".eE") == std::string::npos) {
            throw BadText(where() + digits + " does not fit in 64 bits", 0, 0);
        }
        return put(Tree(value));
    }
    bool string(std::string& value) override { return put(Tree::text(std::move(value))); }
    bool binary(nlohmann::json::binary_t&) override { return false; }  // not in texts

    bool start_object(std::size_t) override { return open(Tree::map()); }
    bool start_array(std::size_t) override { return open(Tree::list()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(std::string& name) override {
        auto& level = levels_.back();
        if (!level.keys.insert(name).second) {
            throw BadText(where() + "the key \"" + name + "\" is there twice", 0, 0);
        }
        level.key = name;
        return true;
    }

    bool parse_error(std::size_t position, const std::string&,
                     const nlohmann::json::exception& error) override {
        const auto at = std::min(position > 0 ? position - 1 : 0, text_.size());
        const auto [line, column] = detail::position(text_, at);
        throw BadText(detail::position_text(text_, at) + cause(error.what()), line, column);
    }

 private:
    struct Level {
        Tree tree;
        std::string key;
        std::set<std::string> keys;
    };

    /// The library's message without its own number and position.
    static std::string cause(std::string_view message) {
        const auto colon = message.find(": ");
        const auto text = colon == message.npos ? message : message.substr(colon + 2);
        return "this is not JSON: " + std::string(text);
    }

    /// The keys that lead here: "history.calls[2]: ".
    std::string where() const {
        std::string path;
        for (const auto& level : levels_) {
            if (level.tree.is(Tree::Kind::list)) {
                path += "[" + std::to_string(level.tree.size()) + "]";
            } else if (&level != &levels_.back() || !level.key.empty()) {
                path += (path.empty() ? "" : ".") + level.key;
            }
        }
        return path.empty() ? "" : path + ": ";
    }

    bool put(Tree tree) {
        if (levels_.empty()) {
            root_ = std::move(tree);
        } else if (auto& level = levels_.back(); level.tree.is(Tree::Kind::map)) {
            level.tree.add(Tree::text(std::move(level.key)), std::move(tree));
            level.key.clear();
        } else {
            level.tree.add(std::move(tree));
        }
        return true;
    }

    bool open(Tree tree) {
        if (levels_.size() == detail::deepest) {
            throw BadText("this is nested too deep (400 is the limit)", 0, 0);
        }
        levels_.push_back({std::move(tree), {}, {}});
        return true;
    }

    bool close() {
        auto tree = std::move(levels_.back().tree);
        levels_.pop_back();
        return put(std::move(tree));
    }

    std::string_view text_;
    Tree root_;
    std::vector<Level> levels_;
};

}  // namespace

Tree parse_json(std::string_view text) {
    Builder builder(text);
    nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
    return std::move(builder).take();
}

}  // namespace sm
