#pragma once
/// How one type becomes a Tree, is read from one, and describes itself: `Adapter<T>`.
///
/// Every type of the standard library, every record and every enum has one. A type of the library's
/// own (a domain, a reference) gives it by a specialization of a few lines:
///
///     template <std::int64_t low, std::int64_t high>
///     struct Adapter<InRange<low, high>> {
///         static Tree write(const InRange<low, high>& value) { return Tree(value.get()); }
///         static InRange<low, high> read(const Tree& tree, const Path& path) {
///             return InRange<low, high>{read_signed(tree, low, high, path)};
///         }
///         static Schema describe() {
///             Schema schema = schema_of<std::int64_t>();
///             schema.min = low;
///             schema.max = static_cast<std::uint64_t>(high);
///             return schema;
///         }
///     };
///
/// `read` throws BadValue through `bad_value(path, problem)`; what helps is in detail/reading.hpp,
/// and `Adapter<Part>::read(tree, path.field("name"))` reads a part. Such a type also gives `==`,
/// and std::hash if it is to be hashed fast.

#include <sm/value/detail/shape.hpp>

namespace sm::detail::inline value {

template <class T, Shape shape>
struct BuiltIn;

template <class T>
struct Adapter : BuiltIn<T, shape_of<T>()> {
    using built_in = T;
};

/// A type that was given an adapter of its own.
template <class T>
concept Adapted = !requires { typename Adapter<T>::built_in; };

/// The shape of T, unknown if T has an adapter of its own.
template <class T>
consteval Shape shape_of_adapted() {
    if constexpr (Adapted<T>)
        return Shape::unknown;
    else
        return shape_of<T>();
}

}  // namespace sm::detail::inline value
