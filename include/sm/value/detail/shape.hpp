#pragma once
/// Which of the shapes of plain data a type has; told by structure, so that no container's header
/// is needed here and other libraries' containers fit too.

#include <sm/value/reflect.hpp>

#include <optional>
#include <string>
#include <type_traits>
#include <variant>

namespace sm::detail::inline value {

enum class Shape {
    unknown,
    nothing,
    boolean,
    integer,
    real,
    enumeration,
    text,
    duration,
    optional,
    variant,
    array,
    tuple,
    map,
    set,
    sequence,
    record,
};

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
inline constexpr bool is_variant = false;
template <class... T>
inline constexpr bool is_variant<std::variant<T...>> = true;

template <class T>
concept DurationLike = requires(const T& value) {
    typename T::rep;
    T::period::num;
    value.count();
    T::zero();
};

template <class T>
concept MapLike = requires(T& value, const typename T::key_type& key) {
    typename T::mapped_type;
    value.try_emplace(key);
    value.begin();
};

template <class T>
concept SetLike = requires(T& value, const typename T::key_type& key) {
    value.insert(key).second;
    value.begin();
};

template <class T>
concept SequenceLike = requires(T& value) {
    typename T::value_type;
    value.emplace_back();
    value.begin();
    value.clear();
};

template <class T>
concept Unordered = requires { typename T::hasher; };

template <class T>
consteval Shape class_shape() {
    if constexpr (std::is_same_v<T, std::string>)
        return Shape::text;
    else if constexpr (std::is_same_v<T, std::monostate>)
        return Shape::nothing;
    else if constexpr (is_optional<T>)
        return Shape::optional;
    else if constexpr (is_variant<T>)
        return Shape::variant;
    else if constexpr (TupleLike<T> && requires { typename T::value_type; })
        return Shape::array;
    else if constexpr (TupleLike<T>)
        return Shape::tuple;
    else if constexpr (DurationLike<T>)
        return Shape::duration;
    else if constexpr (MapLike<T>)
        return Shape::map;
    else if constexpr (SetLike<T>)
        return Shape::set;
    else if constexpr (SequenceLike<T>)
        return Shape::sequence;
    else if constexpr (Record<T>)
        return Shape::record;
    else
        return Shape::unknown;
}

template <class T>
consteval Shape shape_of() {
    if constexpr (std::is_same_v<T, bool>)
        return Shape::boolean;
    else if constexpr (std::is_integral_v<T>)
        return Shape::integer;
    else if constexpr (std::is_floating_point_v<T>)
        return Shape::real;
    else if constexpr (std::is_enum_v<T>)
        return Shape::enumeration;
    else if constexpr (std::is_class_v<T>)
        return class_shape<T>();
    else
        return Shape::unknown;
}

}  // namespace sm::detail::inline value
