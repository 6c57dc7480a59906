#include <sm/base/misuse.hpp>
#include <sm/value/detail/reading.hpp>
#include <sm/value/to_string.hpp>
#include <sm/value/tree.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "value/text.hpp"

namespace sm::detail::inline value {

namespace {

/// What a tree is in a message: shortened, since it may be large.
std::string brief(const Tree& tree) {
    constexpr std::size_t most = 60;
    auto text = to_string(tree);
    if (text.size() > most) {
        auto end = most;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
        text.resize(end);
        text += "...";
    }
    return text;
}

template <class Names>
std::string joined(const Names& names) {
    std::string text;
    for (const auto& name : names) {
        if (!text.empty()) text += ", ";
        text += name;
    }
    return text;
}

bool is_key(const Tree& key, std::string_view name) {
    return (key.is(Tree::Kind::text) || key.is(Tree::Kind::symbol)) && key.text() == name;
}

/// The only value of a map that has the one key `name`, else null: how JSON writes a tag.
const Tree* only_entry(const Tree& tree, std::string_view name) {
    const bool is_it = tree.is(Tree::Kind::map) && tree.size() == 1 && is_key(tree.key(0), name);
    return is_it ? &tree.item(0) : nullptr;
}

/// An integer in whatever form, or nothing.
std::optional<Tree> as_integer(const Tree& tree) {
    switch (tree.kind()) {
        case Tree::Kind::integer:
        case Tree::Kind::natural:
            return tree;
        case Tree::Kind::text: {  // a key of a JSON object
            const auto number = parse_number(tree.text());
            if (number && !number->is(Tree::Kind::real)) return number;
            return std::nullopt;
        }
        case Tree::Kind::real: {
            const auto value = tree.real();
            if (std::trunc(value) != value || std::abs(value) > 0x1p53) return std::nullopt;
            return Tree(static_cast<std::int64_t>(value));
        }
        default:
            return std::nullopt;
    }
}

}  // namespace

std::string Path::text() const {
    const auto before = up != nullptr ? up->text() : std::string();
    switch (step) {
        case Step::root:
            return std::string(name);
        case Step::field:
            return before + (before.empty() ? "" : ".") + std::string(name);
        case Step::item:
            return before + "[" + std::to_string(index) + "]";
        case Step::key:
            return before + ".keys[" + std::to_string(index) + "]";
        case Step::value:
            return before + "[" + brief(*tree) + "]";
    }
    return before;
}

void bad_value(const Path& path, std::string_view problem) {
    throw BadValue(path.text() + ": " + std::string(problem));
}

void bad_kind(const Path& path, const Tree& tree, std::string_view what) {
    bad_value(path, brief(tree) + " is not " + std::string(what));
}

bool read_boolean(const Tree& tree, const Path& path) {
    if (tree.is(Tree::Kind::boolean)) return tree.boolean();
    if (is_key(tree, "true")) return true;
    if (is_key(tree, "false")) return false;
    bad_kind(path, tree, "true or false");
}

std::int64_t read_signed(const Tree& tree, std::int64_t min, std::int64_t max, const Path& path) {
    const auto number = as_integer(tree);
    if (!number) bad_kind(path, tree, "an integer");
    if (number->is(Tree::Kind::natural) || number->integer() < min || number->integer() > max) {
        bad_kind(path, tree, "between " + std::to_string(min) + " and " + std::to_string(max));
    }
    return number->integer();
}

std::uint64_t read_unsigned(const Tree& tree, std::uint64_t min, std::uint64_t max,
                            const Path& path) {
    const auto number = as_integer(tree);
    if (!number) bad_kind(path, tree, "an integer");
    const bool negative = number->is(Tree::Kind::integer) && number->integer() < 0;
    if (negative || number->natural() < min || number->natural() > max) {
        bad_kind(path, tree, "between " + std::to_string(min) + " and " + std::to_string(max));
    }
    return number->natural();
}

double read_real(const Tree& tree, const Path& path) {
    if (tree.is(Tree::Kind::real)) return tree.real();
    if (tree.is(Tree::Kind::integer)) return static_cast<double>(tree.integer());
    if (tree.is(Tree::Kind::natural)) return static_cast<double>(tree.natural());
    if (tree.is(Tree::Kind::text)) {
        if (const auto value = json_real(tree.text())) return *value;
    }
    bad_kind(path, tree, "a number");
}

float read_float(const Tree& tree, const Path& path) {
    constexpr double past_the_largest = 0x1.ffffffp127;  // all below round to a float
    const auto value = read_real(tree, path);
    if (std::isfinite(value) && std::abs(value) >= past_the_largest) {
        bad_kind(path, tree, "a number that a float can hold");
    }
    return static_cast<float>(value);
}

std::string read_text(const Tree& tree, const Path& path) {
    if (tree.is(Tree::Kind::text) || tree.is(Tree::Kind::symbol)) return tree.text();
    if (const auto* bytes = only_entry(tree, "bytes"); bytes && bytes->is(Tree::Kind::text)) {
        if (auto text = from_hex(bytes->text())) return *text;
        bad_kind(path, *bytes, "a row of pairs of hexadecimal digits");
    }
    bad_kind(path, tree, "a text");
}

std::int64_t read_enumerator(const Tree& tree, const Enumeration& all, std::int64_t min,
                             std::uint64_t max, const Path& path) {
    if (const auto name = name_in(tree)) {
        if (const auto* found = all.find(*name)) return found->value;
    }
    if (as_integer(tree)) {  // a value without a name
        if (!all.is_signed) return static_cast<std::int64_t>(read_unsigned(tree, 0, max, path));
        return read_signed(tree, min, static_cast<std::int64_t>(max), path);
    }
    std::vector<std::string_view> names;
    for (const auto& one : all.all) names.push_back(one.name);
    bad_value(path, brief(tree) + " is not one of " + joined(names));
}

void read_nothing(const Tree& tree, const Path& path) {
    if (!tree.is(Tree::Kind::nothing) && !is_key(tree, "none")) bad_kind(path, tree, "none");
}

const Tree* read_optional(const Tree& tree) {
    if (tree.is(Tree::Kind::nothing)) return nullptr;
    if (tree.is(Tree::Kind::tagged) && tree.text() == "some") return &tree.item(0);
    if (const auto* inner = only_entry(tree, "some")) return inner;
    return &tree;
}

Tree write_some(Tree value) {
    const auto& shown = value.is(Tree::Kind::tagged) ? value.item(0) : value;
    const bool is_record = shown.is(Tree::Kind::record);
    const bool mistakable =
        value.is(Tree::Kind::nothing) || is_key(value, "none") || only_entry(value, "some") ||
        (value.is(Tree::Kind::tagged) && value.text() == "some") ||
        (is_record && shown.empty() && shown.text() == "none") ||
        (value.is(Tree::Kind::record) && value.size() == 1 && value.name(0) == "some");
    return mistakable ? Tree::tagged("some", std::move(value)) : value;
}

Tree write_tagged(const std::string& tag, Tree value) {
    if (value.is(Tree::Kind::nothing) && tag == "none") return value;
    return Tree::tagged(tag, std::move(value));
}

std::span<const Tree> read_list(const Tree& tree, std::string_view what, const Path& path) {
    if (!tree.is(Tree::Kind::list)) bad_kind(path, tree, what);
    return tree.items();
}

std::span<const Tree> read_tuple(const Tree& tree, std::size_t size, const Path& path) {
    const auto items = read_list(tree, "a list of " + std::to_string(size), path);
    if (items.size() != size) {
        bad_value(path, brief(tree) + " has " + std::to_string(items.size()) + " items, not " +
                            std::to_string(size));
    }
    return items;
}

std::vector<std::pair<const Tree*, const Tree*>> read_map(const Tree& tree, const Path& path) {
    std::vector<std::pair<const Tree*, const Tree*>> entries;
    if (tree.is(Tree::Kind::map)) {
        for (std::size_t at = 0; at < tree.size(); ++at) {
            entries.emplace_back(&tree.key(at), &tree.item(at));
        }
        return entries;
    }
    std::size_t at = 0;
    for (const auto& pair : read_list(tree, "a map", path)) {
        const auto parts = read_tuple(pair, 2, path.item(at++));
        entries.emplace_back(&parts[0], &parts[1]);
    }
    return entries;
}

namespace {

/// Puts each field that is there into its place.
class FieldSorter {
 public:
    FieldSorter(std::span<const std::string_view> names, const Path& path)
        : names_(names), path_(path), parts_(names.size()) {}

    void put(const Tree& tree, std::string_view name) {
        const auto found = std::find(names_.begin(), names_.end(), name);
        if (found == names_.end()) {
            bad_value(path_, "there is no field \"" + std::string(name) + "\"; the fields are: " +
                                 (names_.empty() ? "none" : joined(names_)));
        }
        auto& part = parts_[static_cast<std::size_t>(found - names_.begin())];
        if (part != nullptr) {
            bad_value(path_, "the field \"" + std::string(name) + "\" is there twice");
        }
        part = &tree;
    }

    std::vector<const Tree*> take(std::uint64_t may_be_missing) && {
        static const Tree nothing;
        for (std::size_t at = 0; at < names_.size(); ++at) {
            if (parts_[at] != nullptr) continue;
            if (at >= 64 || (may_be_missing >> at & 1U) == 0) {
                bad_value(path_, "the field \"" + std::string(names_[at]) + "\" is missing");
            }
            parts_[at] = &nothing;
        }
        return std::move(parts_);
    }

 private:
    std::span<const std::string_view> names_;
    const Path& path_;
    std::vector<const Tree*> parts_;
};

}  // namespace

FieldTrees::FieldTrees(std::vector<const Tree*> trees) : trees_(std::move(trees)) {}
FieldTrees::~FieldTrees() = default;

FieldTrees read_record(const Tree& tree, std::string_view type,
                       std::span<const std::string_view> names, std::uint64_t may_be_missing,
                       const Path& path) {
    FieldSorter fields(names, path);
    if (tree.is(Tree::Kind::record)) {
        if (tree.text() != type) bad_kind(path, tree, "a " + std::string(type));
        for (std::size_t at = 0; at < tree.size(); ++at) fields.put(tree.item(at), tree.name(at));
    } else if (tree.is(Tree::Kind::map)) {
        for (std::size_t at = 0; at < tree.size(); ++at) {
            const auto name = name_in(tree.key(at));
            if (!name) bad_kind(path, tree.key(at), "the name of a field");
            fields.put(tree.item(at), *name);
        }
    } else if (!names.empty() || name_in(tree) != type) {
        bad_kind(path, tree, "a " + std::string(type));
    }
    return FieldTrees(std::move(fields).take(may_be_missing));
}

std::pair<std::size_t, const Tree*> read_variant(const Tree& tree,
                                                 std::span<const std::string> tags,
                                                 const Path& path) {
    std::optional<std::string_view> tag = name_in(tree);
    const Tree* inner = &tree;
    if (tree.is(Tree::Kind::tagged)) {
        tag = tree.text();
        inner = &tree.item(0);
    } else if (tree.is(Tree::Kind::record)) {
        tag = tree.text();
    } else if (tree.is(Tree::Kind::map) && tree.size() == 1) {
        tag = name_in(tree.key(0));
        inner = &tree.item(0);
    }
    const auto found = tag ? std::find(tags.begin(), tags.end(), *tag) : tags.end();
    if (found == tags.end()) bad_value(path, brief(tree) + " is not one of " + joined(tags));
    return {static_cast<std::size_t>(found - tags.begin()), inner};
}

std::vector<std::string> distinct_tags(std::vector<std::string> proposed) {
    auto tags = proposed;
    for (std::size_t at = 0; at < tags.size(); ++at) {
        if (std::count(proposed.begin(), proposed.end(), proposed[at]) > 1) {
            tags[at] = "at" + std::to_string(at);
        }
    }
    return tags;
}

double widen(float value) {
    if (!std::isfinite(value)) return value;
    // The double nearest to the float's own shortest digits prints as they do.
    char buffer[40];
    const auto [end, error] = std::to_chars(std::begin(buffer), std::end(buffer), value);
    double wide = 0;
    std::from_chars(std::begin(buffer), end, wide);
    return static_cast<float>(wide) == value ? wide : value;
}

Tree write_reference(std::uint64_t call) { return Tree::symbol("#" + std::to_string(call)); }

std::uint64_t read_reference(const Tree& tree, const Path& path) {
    const auto name = name_in(tree);
    const auto number =
        name && name->starts_with('#') ? parse_number(name->substr(1)) : std::nullopt;
    if (!number || number->is(Tree::Kind::real)) bad_kind(path, tree, "a reference such as #3");
    return read_unsigned(*number, 0, std::numeric_limits<std::uint64_t>::max(), path);
}

void misuse_valueless_variant(std::string_view type) {
    throw Misuse("a " + std::string(type) +
                 " holds nothing since an assignment to it threw; it has no value to show");
}

}  // namespace sm::detail::inline value
