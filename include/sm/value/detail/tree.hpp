#pragma once
/// Any plain value as a tree that can be printed, saved, compared and shrunk without its type.

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace sm {

/// A value, and the shape it has whatever its type.
class Tree {
 public:
    enum class Kind : std::uint8_t {
        nothing,   // an empty optional, a monostate
        boolean,   //
        integer,   // fits std::int64_t
        natural,   // an integer that fits only std::uint64_t
        real,      //
        duration,  // text(): the unit; item(0): the count
        text,      // bytes, most often UTF-8
        symbol,    // an enumerator
        list,      // also tuples, arrays and sets
        map,       // entries in order; keys are any trees
        record,    // text(): the type; name(i): the fields
        tagged,    // text(): which alternative of a variant, or "some"; item(0): the value
    };

    Tree() = default;  ///< nothing
    Tree(const Tree&);
    Tree(Tree&&) noexcept;
    Tree& operator=(const Tree&);
    Tree& operator=(Tree&&) noexcept;
    ~Tree();
    template <class Bool>
        requires std::is_same_v<Bool, bool>
    explicit Tree(Bool value) : kind_(Kind::boolean), bits_(value ? 1 : 0) {}
    template <class Integer>
        requires(std::is_integral_v<Integer> && !std::is_same_v<Integer, bool>)
    explicit Tree(Integer value)
        : kind_(Kind::integer),
          bits_(static_cast<std::uint64_t>(static_cast<std::int64_t>(value))) {
        if constexpr (std::is_unsigned_v<Integer> && sizeof(Integer) == 8) {
            if (bits_ >> 63 != 0) kind_ = Kind::natural;
        }
    }
    explicit Tree(double value);

    static Tree text(std::string bytes);
    static Tree symbol(std::string_view name);
    static Tree duration(Tree count, std::string_view unit);
    static Tree list(std::vector<Tree> items = {});
    static Tree map();                          ///< filled by `add(key, value)`
    static Tree record(std::string_view type);  ///< filled by `add(name, value)`
    static Tree tagged(std::string_view tag, Tree value);

    Kind kind() const { return kind_; }
    bool is(Kind kind) const { return kind_ == kind; }

    /// The content of a tree of the kind named; Misuse is thrown for any other kind.
    bool boolean() const;
    std::int64_t integer() const;
    std::uint64_t natural() const;  ///< also of an integer that is not negative
    double real() const;
    const std::string& text() const { return text_; }

    /// How many items, entries or fields; 0 for a kind that has none.
    std::size_t size() const { return is(Kind::map) ? items_.size() / 2 : items_.size(); }
    bool empty() const { return items_.empty(); }

    /// All items of a list, fields of a record, or the tagged value; of a map keys and values in
    /// turn.
    std::span<const Tree> items() const { return items_; }

    /// An item of a list, the value of an entry of a map, a field of a record, the tagged value.
    const Tree& item(std::size_t index) const;
    Tree& item(std::size_t index);
    const Tree& key(std::size_t index) const;          ///< of an entry of a map
    const std::string& name(std::size_t index) const;  ///< of a field of a record
    const Tree* find(std::string_view name) const;     ///< a field of a record, or null
    const Tree* find(const Tree& key) const;           ///< a map's value, or null

    void add(Tree item);                          ///< to a list
    void add(Tree key, Tree value);               ///< to a map
    void add(std::string_view name, Tree value);  ///< to a record
    void erase(std::size_t index);                ///< an item, entry or field
    void sort();                                  ///< the items of a list, or a map by its keys

    /// NaN equals NaN, and differs from all else; -0.0 differs from 0.0, as their texts do.
    friend bool operator==(const Tree& a, const Tree& b) { return compare(a, b) == 0; }
    friend bool operator<(const Tree& a, const Tree& b) { return compare(a, b) < 0; }

 private:
    static int compare(const Tree& a, const Tree& b);
    void expect(Kind kind, std::string_view use) const;

    Kind kind_ = Kind::nothing;
    std::uint64_t bits_ = 0;
    std::string text_;
    std::vector<Tree> items_;  // of a map: key, value, key, value, ...
    std::vector<std::string> names_;
};

/// A tree or text that is not a value of the requested type; says where: `Put.key: "w" is not one
/// of x, y`.
struct BadValue : std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace sm
