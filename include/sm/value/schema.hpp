#pragma once
/// What values a type has, known at run time: for generating, shrinking and showing them.

#include <sm/value/detail/tree.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace sm {

struct Schema;

template <class T>
const Schema& schema_of();

/// A part's schema, looked up when asked for, so that a type may contain a vector of itself.
class SchemaRef {
 public:
    explicit SchemaRef(const Schema& (*get)()) : get_(get) {}
    const Schema& operator*() const { return get_(); }
    const Schema* operator->() const { return &get_(); }

 private:
    const Schema& (*get_)();
};

/// The values of one type.
struct Schema {
    enum class Kind : std::uint8_t {
        nothing,      // one value: a monostate
        boolean,      //
        integer,      // from `min` to `max`; any integer type, also narrowed by a domain
        real,         // any floating point number
        duration,     // `unit`; the count is parts[0]
        text,         // `min_size` to `max_size` bytes
        enumeration,  // one of `enumerators`
        choice,       // one of `choices`
        reference,    // to the answer of an earlier call; never changed by itself
        optional,     // nothing, or parts[0]
        variant,      // one of `parts`, tagged `names`
        list,         // `min_size` to `max_size` of parts[0]; with `distinct`, no two alike
        set,          // the same, and the order does not matter
        map,          // keys parts[0], values parts[1]
        tuple,        // `parts`, in order
        record,       // `parts`, called `names`
    };
    static constexpr std::size_t unbounded = std::numeric_limits<std::size_t>::max();

    Schema();
    explicit Schema(Kind of_kind, std::initializer_list<SchemaRef> of_parts = {});
    Schema(const Schema&);
    Schema(Schema&&) noexcept;
    Schema& operator=(const Schema&);
    Schema& operator=(Schema&&) noexcept;
    ~Schema();

    /// Of integers between these bounds; `highest` of a signed type is its two's complement.
    static Schema integer(std::int64_t lowest, std::uint64_t highest, bool is_signed);

    Kind kind = Kind::nothing;
    std::string type{};                ///< the type's name without what encloses it
    std::int64_t min = 0;              ///< of integers
    std::uint64_t max = 0;             ///< of integers; a negative one as its two's complement
    bool is_signed = false;            ///< of integers: `max` is to be read as std::int64_t
    std::size_t min_size = 0;          ///< of texts and containers
    std::size_t max_size = unbounded;  ///< of texts and containers
    bool distinct = false;             ///< of lists
    std::string unit{};                ///< of durations: ns, us, ms, s, min, h, d, or [1/30]s
    std::vector<std::string> enumerators{};
    std::vector<Tree> choices{};
    std::vector<std::string> names{};  ///< of fields, or of alternatives
    std::vector<SchemaRef> parts{};

    std::int64_t signed_max() const { return static_cast<std::int64_t>(max); }
};

}  // namespace sm

#include <sm/value/detail/adapters.hpp>  // what schema_of does for each type
