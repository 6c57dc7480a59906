#pragma once
/// Reads the parts of a Tree that every type is made of; what is wrong is said with its place.

#include <sm/value/detail/names.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sm {

class Tree;

namespace detail::inline value {

/// Where in a value we are: a chain on the stack, `Put` - `.key` - `[2]`.
struct Path {
    enum class Step { root, field, item, key, value };

    const Path* up = nullptr;
    Step step = Step::root;
    std::string_view name;
    std::size_t index = 0;
    const Tree* tree = nullptr;  // the key whose value this is

    Path field(std::string_view field_name) const { return {this, Step::field, field_name, 0}; }
    Path item(std::size_t at) const { return {this, Step::item, {}, at}; }
    Path key(std::size_t at) const { return {this, Step::key, {}, at}; }
    Path value(const Tree& of) const { return {up, Step::value, {}, 0, &of}; }

    std::string text() const;
};

/// Throws BadValue: `<path>: <problem>`.
[[noreturn]] void bad_value(const Path& path, std::string_view problem);

/// Throws BadValue: `<path>: <tree as text> is not <what>`.
[[noreturn]] void bad_kind(const Path& path, const Tree& tree, std::string_view what);

bool read_boolean(const Tree& tree, const Path& path);
std::int64_t read_signed(const Tree& tree, std::int64_t min, std::int64_t max, const Path& path);
std::uint64_t read_unsigned(const Tree& tree, std::uint64_t min, std::uint64_t max,
                            const Path& path);
float read_float(const Tree& tree, const Path& path);
double read_real(const Tree& tree, const Path& path);
std::string read_text(const Tree& tree, const Path& path);
std::int64_t read_enumerator(const Tree& tree, const Enumeration& all, std::int64_t min,
                             std::uint64_t max, const Path& path);
void read_nothing(const Tree& tree, const Path& path);

/// The value within an optional, or null if there is none.
const Tree* read_optional(const Tree& tree);

/// The tree of a variant: its alternative with its tag, or nothing for a monostate.
Tree write_tagged(const std::string& tag, Tree value);

/// The tree of an optional's value, marked as `some` where it could be taken for something else.
Tree write_some(Tree value);

/// The items of a list; `what` says what was expected.
std::span<const Tree> read_list(const Tree& tree, std::string_view what, const Path& path);

/// The items of a list of exactly `size`.
std::span<const Tree> read_tuple(const Tree& tree, std::size_t size, const Path& path);

/// The entries of a map, or of a list of pairs.
std::vector<std::pair<const Tree*, const Tree*>> read_map(const Tree& tree, const Path& path);

/// The trees of a record's fields, in the order of the fields.
class FieldTrees {
 public:
    explicit FieldTrees(std::vector<const Tree*> trees);
    FieldTrees(const FieldTrees&) = delete;
    FieldTrees& operator=(const FieldTrees&) = delete;
    ~FieldTrees();

    const Tree& operator[](std::size_t field) const { return *trees_[field]; }

 private:
    std::vector<const Tree*> trees_;
};

/// One tree for each field; none may be unknown or there twice. One may be missing, and is nothing
/// then, whose bit is set in `may_be_missing`.
FieldTrees read_record(const Tree& tree, std::string_view type,
                       std::span<const std::string_view> names, std::uint64_t may_be_missing,
                       const Path& path);

/// Which alternative, and its tree.
std::pair<std::size_t, const Tree*> read_variant(const Tree& tree,
                                                 std::span<const std::string> tags,
                                                 const Path& path);

/// The count of a duration in the unit of `numerator/denominator` seconds.
Tree read_duration(const Tree& tree, std::int64_t numerator, std::int64_t denominator,
                   const Path& path);

/// `ms` for 1/1000, `[1/30]s` for a unit without a name.
std::string unit_name(std::int64_t numerator, std::int64_t denominator);

/// The alternatives' tags from their proposed names: those that are not alone become `at<index>`.
std::vector<std::string> distinct_tags(std::vector<std::string> proposed);

/// The double that prints like the float, if it reads back as it.
double widen(float value);

/// A reference to call number `call`: `#3`.
Tree write_reference(std::uint64_t call);
std::uint64_t read_reference(const Tree& tree, const Path& path);

[[noreturn]] void misuse_valueless_variant(std::string_view type);

}  // namespace detail::inline value

}  // namespace sm
