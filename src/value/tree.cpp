#include <sm/base/misuse.hpp>
#include <sm/value/tree.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace sm {

namespace {

constexpr std::string_view kind_names[] = {"nothing", "boolean",  "integer", "natural",
                                           "real",    "duration", "text",    "symbol",
                                           "list",    "map",      "record",  "tagged"};

std::string_view kind_name(Tree::Kind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

template <class T>
int three_way(const T& a, const T& b) {
    return a < b ? -1 : b < a ? 1 : 0;
}

int compare_reals(double a, double b) {
    if (std::isnan(a) || std::isnan(b)) return three_way(std::isnan(a), std::isnan(b));
    if (a == b) return three_way(std::signbit(b), std::signbit(a));
    return three_way(a, b);
}

}  // namespace

Tree::Tree(const Tree&) = default;
Tree::Tree(Tree&&) noexcept = default;
Tree& Tree::operator=(const Tree&) = default;
Tree& Tree::operator=(Tree&&) noexcept = default;
Tree::~Tree() = default;

Tree::Tree(double value) : kind_(Kind::real), bits_(std::bit_cast<std::uint64_t>(value)) {}

Tree Tree::text(std::string bytes) {
    Tree tree;
    tree.kind_ = Kind::text;
    tree.text_ = std::move(bytes);
    return tree;
}

Tree Tree::symbol(std::string_view name) {
    Tree tree;
    tree.kind_ = Kind::symbol;
    tree.text_ = name;
    return tree;
}

Tree Tree::duration(Tree count, std::string_view unit) {
    Tree tree;
    tree.kind_ = Kind::duration;
    tree.text_ = unit;
    tree.items_.push_back(std::move(count));
    return tree;
}

Tree Tree::list(std::vector<Tree> items) {
    Tree tree;
    tree.kind_ = Kind::list;
    tree.items_ = std::move(items);
    return tree;
}

Tree Tree::map() {
    Tree tree;
    tree.kind_ = Kind::map;
    return tree;
}

Tree Tree::record(std::string_view type) {
    Tree tree;
    tree.kind_ = Kind::record;
    tree.text_ = type;
    return tree;
}

Tree Tree::tagged(std::string_view tag, Tree value) {
    Tree tree;
    tree.kind_ = Kind::tagged;
    tree.text_ = tag;
    tree.items_.push_back(std::move(value));
    return tree;
}

void Tree::expect(Kind kind, std::string_view use) const {
    if (kind_ == kind) return;
    throw Misuse("Tree::" + std::string(use) + " called on a tree that is a " +
                 std::string(kind_name(kind_)) + ", not a " + std::string(kind_name(kind)) +
                 "; look at kind() first");
}

bool Tree::boolean() const { return expect(Kind::boolean, "boolean()"), bits_ != 0; }

std::int64_t Tree::integer() const {
    return expect(Kind::integer, "integer()"), static_cast<std::int64_t>(bits_);
}

std::uint64_t Tree::natural() const {
    if (!is(Kind::integer) || integer() < 0) expect(Kind::natural, "natural()");
    return bits_;
}

double Tree::real() const { return expect(Kind::real, "real()"), std::bit_cast<double>(bits_); }

const Tree& Tree::item(std::size_t index) const {
    if (index >= size()) {
        throw Misuse("Tree::item(" + std::to_string(index) + ") called on a " +
                     std::string(kind_name(kind_)) + " with " + std::to_string(size()) + " items");
    }
    return items_[is(Kind::map) ? 2 * index + 1 : index];
}

Tree& Tree::item(std::size_t index) { return const_cast<Tree&>(std::as_const(*this).item(index)); }

const Tree& Tree::key(std::size_t index) const {
    expect(Kind::map, "key()");
    return items_.at(2 * index);
}

const std::string& Tree::name(std::size_t index) const {
    expect(Kind::record, "name()");
    return names_.at(index);
}

const Tree* Tree::find(std::string_view name) const {
    for (std::size_t at = 0; at < names_.size(); ++at) {
        if (names_[at] == name) return &items_[at];
    }
    return nullptr;
}

const Tree* Tree::find(const Tree& key) const {
    for (std::size_t at = 0; is(Kind::map) && at < size(); ++at) {
        if (items_[2 * at] == key) return &items_[2 * at + 1];
    }
    return nullptr;
}

void Tree::add(Tree item) {
    expect(Kind::list, "add(item)");
    items_.push_back(std::move(item));
}

void Tree::add(Tree key, Tree value) {
    expect(Kind::map, "add(key, value)");
    items_.push_back(std::move(key));
    items_.push_back(std::move(value));
}

void Tree::add(std::string_view name, Tree value) {
    expect(Kind::record, "add(name, value)");
    names_.emplace_back(name);
    items_.push_back(std::move(value));
}

void Tree::sort() {
    if (!is(Kind::map)) {
        std::sort(items_.begin(), items_.end());
        return;
    }
    std::vector<std::pair<Tree, Tree>> entries;
    for (std::size_t at = 0; at + 1 < items_.size(); at += 2) {
        entries.emplace_back(std::move(items_[at]), std::move(items_[at + 1]));
    }
    std::sort(entries.begin(), entries.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    items_.clear();
    for (auto& [key, value] : entries) {
        items_.push_back(std::move(key));
        items_.push_back(std::move(value));
    }
}

void Tree::erase(std::size_t index) {
    static_cast<void>(item(index));  // is it there?
    const auto width = static_cast<std::ptrdiff_t>(is(Kind::map) ? 2 : 1);
    const auto begin = items_.begin() + static_cast<std::ptrdiff_t>(index) * width;
    items_.erase(begin, begin + width);
    if (is(Kind::record)) names_.erase(names_.begin() + static_cast<std::ptrdiff_t>(index));
}

int Tree::compare(const Tree& a, const Tree& b) {
    if (a.kind_ != b.kind_) return three_way(a.kind_, b.kind_);
    switch (a.kind_) {
        case Kind::nothing:
            return 0;
        case Kind::integer:
            return three_way(a.integer(), b.integer());
        case Kind::boolean:
        case Kind::natural:
            return three_way(a.bits_, b.bits_);
        case Kind::real:
            return compare_reals(a.real(), b.real());
        default:
            break;
    }
    if (const auto order = a.text_.compare(b.text_); order != 0) return order;
    const auto common = std::min(a.items_.size(), b.items_.size());
    for (std::size_t at = 0; at < common; ++at) {
        if (!a.names_.empty()) {
            const auto order = a.names_[at].compare(b.names_[at]);
            if (order != 0) return order;
        }
        if (const auto order = compare(a.items_[at], b.items_[at]); order != 0) return order;
    }
    return three_way(a.items_.size(), b.items_.size());
}

}  // namespace sm
