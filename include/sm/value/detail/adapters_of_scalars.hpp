#pragma once
/// The adapters of types without parts.

#include <sm/value/detail/adapter.hpp>
#include <sm/value/detail/reading.hpp>
#include <sm/value/detail/tree.hpp>
#include <sm/value/schema.hpp>

#include <limits>

namespace sm::detail::inline value {

/// Says in one line why T is no plain value.
template <class T>
consteval void diagnose_unknown() {
    constexpr bool is_view = requires { typename T::traits_type; };
    constexpr bool is_smart = requires { typename T::element_type; } && !is_view;
    static_assert(!std::is_pointer_v<T>,
                  "sm: a pointer has no plain value: hold what it points to");
    static_assert(!is_smart,
                  "sm: a smart pointer has no plain value: hold what it points to, or an optional");
    static_assert(!is_view,
                  "sm: hold text in a std::string: a view or a wide string cannot be read back");
    static_assert(!std::is_union_v<T>, "sm: use a std::variant in place of a union");
    static_assert(!std::is_class_v<T> || is_view || is_smart,
                  "sm: the fields of this class are unknown: make it an aggregate, or give it "
                  "sm_fields (see sm/value/reflect.hpp)");
}

template <class T>
struct BuiltIn<T, Shape::unknown> {
    static Tree write(const T&) { return diagnose_unknown<T>(), Tree{}; }
    static T read(const Tree&, const Path&) {
        diagnose_unknown<T>();
        __builtin_unreachable();
    }
    static Schema describe() { return diagnose_unknown<T>(), Schema{}; }
};

template <class T>
struct BuiltIn<T, Shape::nothing> {
    static Tree write(const T&) { return {}; }
    static T read(const Tree& tree, const Path& path) { return read_nothing(tree, path), T{}; }
    static Schema describe() { return Schema(); }
};

template <class T>
struct BuiltIn<T, Shape::boolean> {
    static Tree write(bool value) { return Tree(value); }
    static bool read(const Tree& tree, const Path& path) { return read_boolean(tree, path); }
    static Schema describe() { return Schema(Schema::Kind::boolean); }
};

template <class T>
struct BuiltIn<T, Shape::integer> {
    static_assert(sizeof(T) <= 8, "sm: integers have at most 64 bits");
    using Limits = std::numeric_limits<T>;

    static Tree write(T value) { return Tree(value); }
    static T read(const Tree& tree, const Path& path) {
        if constexpr (std::is_signed_v<T>) {
            return static_cast<T>(read_signed(tree, Limits::min(), Limits::max(), path));
        } else {
            return static_cast<T>(read_unsigned(tree, 0, Limits::max(), path));
        }
    }
    static Schema describe() {
        return Schema::integer(static_cast<std::int64_t>(Limits::min()),
                               static_cast<std::uint64_t>(Limits::max()), std::is_signed_v<T>);
    }
};

template <class T>
struct BuiltIn<T, Shape::real> {
    static_assert(sizeof(T) <= 8, "sm: use double in place of long double");

    static Tree write(T value) {
        if constexpr (std::is_same_v<T, float>)
            return Tree(widen(value));
        else
            return Tree(value);
    }
    static T read(const Tree& tree, const Path& path) {
        if constexpr (std::is_same_v<T, float>)
            return read_float(tree, path);
        else
            return read_real(tree, path);
    }
    static Schema describe() { return Schema(Schema::Kind::real); }
};

template <class T>
struct BuiltIn<T, Shape::text> {
    static Tree write(const T& value) { return Tree::text(value); }
    static T read(const Tree& tree, const Path& path) { return read_text(tree, path); }
    static Schema describe() {
        Schema schema(Schema::Kind::text);
        schema.type = "string";
        return schema;
    }
};

Schema enumeration_schema(const Enumeration& enumeration);

template <class E>
struct BuiltIn<E, Shape::enumeration> {
    using U = std::underlying_type_t<E>;
    using Limits = std::numeric_limits<U>;

    static Tree write(E value) {
        const auto name = enum_name(value);
        if (!name.empty()) return Tree::symbol(name);
        if constexpr (std::is_same_v<U, bool>)
            return Tree(static_cast<int>(value));
        else
            return Tree(static_cast<U>(value));
    }
    static E read(const Tree& tree, const Path& path) {
        return static_cast<E>(read_enumerator(tree, enumeration<E>(),
                                              static_cast<std::int64_t>(Limits::min()),
                                              static_cast<std::uint64_t>(Limits::max()), path));
    }
    static Schema describe() { return enumeration_schema(enumeration<E>()); }
};

template <class T>
struct BuiltIn<T, Shape::duration> {
    using Rep = typename T::rep;
    using Period = typename T::period;

    static Tree write(const T& value) {
        static const std::string unit = unit_name(Period::num, Period::den);
        return Tree::duration(Adapter<Rep>::write(value.count()), unit);
    }
    static T read(const Tree& tree, const Path& path) {
        const auto count = read_duration(tree, Period::num, Period::den, path);
        return T{Adapter<Rep>::read(count, path)};
    }
    static Schema describe() {
        Schema schema(Schema::Kind::duration, {SchemaRef(&schema_of<Rep>)});
        schema.unit = unit_name(Period::num, Period::den);
        return schema;
    }
};

}  // namespace sm::detail::inline value
