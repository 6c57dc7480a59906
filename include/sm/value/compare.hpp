#pragma once
/// Equality and hashes of plain values, by their fields; direct, since the checker compares by the
/// million.
///
/// A class's own `==` and std::hash are used where there are such; whoever writes a `==` that
/// ignores a field writes a std::hash that ignores it too. NaN equals NaN, and 0.0 equals -0.0.

#include <sm/base/random.hpp>
#include <sm/value/detail/adapter.hpp>
#include <sm/value/tree.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sm {

template <class T>
bool equal(const T& a, const T& b);

template <class T>
std::uint64_t hash(const T& value);

namespace detail::inline value {

template <class T>
concept HasEqual = requires(const T& a, const T& b) { static_cast<bool>(a == b); };

template <class T>
concept HasHash = requires(const T& value) { static_cast<std::size_t>(std::hash<T>{}(value)); };

/// One digest from two; the order counts.
constexpr std::uint64_t combine(std::uint64_t digest, std::uint64_t next) {
    return (std::rotl(digest, 29) ^ next) * golden;
}

template <class T>
bool equal_items(const T& a, const T& b) {
    auto other = b.begin();
    for (auto at = a.begin(); at != a.end(); ++at, ++other) {
        if (!equal<typename T::value_type>(*at, *other)) return false;
    }
    return true;
}

template <class T>
bool equal_entries(const T& a, const T& b) {
    auto other = b.begin();
    for (auto at = a.begin(); at != a.end(); ++at, ++other) {
        if (!equal(at->first, other->first) || !equal(at->second, other->second)) return false;
    }
    return true;
}

template <class T>
bool equal_unordered(const T& a, const T& b) {
    for (const auto& item : a) {
        if constexpr (MapLike<T>) {
            const auto other = b.find(item.first);
            if (other == b.end() || !equal(item.second, other->second)) return false;
        } else {
            if (b.find(item) == b.end()) return false;
        }
    }
    return true;
}

template <class T, std::size_t... I>
bool equal_tuple(const T& a, const T& b, std::index_sequence<I...>) {
    return (equal(std::get<I>(a), std::get<I>(b)) && ...);
}

template <std::size_t I, class T>
bool equal_variant(const T& a, const T& b) {
    if constexpr (I == std::variant_size_v<T>) {
        return true;  // neither holds anything
    } else {
        if (a.index() == I) return equal(*std::get_if<I>(&a), *std::get_if<I>(&b));
        return equal_variant<I + 1>(a, b);
    }
}

template <class T>
bool equal_fields(const T& a, const T& b) {
    return with_fields(a, [&](const auto&... of_a) {
        return with_fields(b, [&](const auto&... of_b) { return (equal(of_a, of_b) && ...); });
    });
}

template <class T>
bool equal_class(const T& a, const T& b) {
    constexpr auto shape = shape_of<T>();
    if constexpr (shape == Shape::nothing) {
        return true;
    } else if constexpr (shape == Shape::duration) {
        return equal(a.count(), b.count());
    } else if constexpr (shape == Shape::optional) {
        return a.has_value() == b.has_value() && (!a || equal(*a, *b));
    } else if constexpr (shape == Shape::variant) {
        return a.index() == b.index() && equal_variant<0>(a, b);
    } else if constexpr (shape == Shape::tuple) {
        return equal_tuple(a, b, std::make_index_sequence<std::tuple_size_v<T>>{});
    } else if constexpr (Unordered<T>) {
        return a.size() == b.size() && equal_unordered(a, b);
    } else if constexpr (shape == Shape::map) {
        return a.size() == b.size() && equal_entries(a, b);
    } else {
        return a.size() == b.size() && equal_items(a, b);
    }
}

template <class T>
std::uint64_t hash_item(const T& item) {
    return hash(item);
}

template <class Key, class Mapped>
std::uint64_t hash_item(const std::pair<const Key, Mapped>& entry) {
    return combine(hash(entry.first), hash(entry.second));
}

template <class T>
std::uint64_t hash_items(const T& value) {
    auto digest = static_cast<std::uint64_t>(value.size());
    for (const auto& item : value) {
        const auto one = hash_item<typename T::value_type>(item);
        // A sum does not depend on the order.
        digest = Unordered<T> ? digest + scramble(one) : combine(digest, one);
    }
    return digest;
}

template <std::size_t I, class T>
std::uint64_t hash_variant(const T& value) {
    if constexpr (I == std::variant_size_v<T>) {
        return I;
    } else {
        if (value.index() == I) return combine(I + 1, hash(*std::get_if<I>(&value)));
        return hash_variant<I + 1>(value);
    }
}

template <class... Parts>
std::uint64_t hash_parts(const Parts&... parts) {
    std::uint64_t digest = sizeof...(Parts);
    ((digest = combine(digest, hash(parts))), ...);
    return digest;
}

template <class T>
std::uint64_t hash_class(const T& value) {
    constexpr auto shape = shape_of<T>();
    if constexpr (shape == Shape::nothing) {
        return 1;
    } else if constexpr (shape == Shape::text) {
        return scramble(std::hash<T>{}(value));
    } else if constexpr (shape == Shape::duration) {
        return hash(value.count());
    } else if constexpr (shape == Shape::optional) {
        return value ? combine(1, hash(*value)) : 0;
    } else if constexpr (shape == Shape::variant) {
        return hash_variant<0>(value);
    } else if constexpr (shape == Shape::tuple) {
        return std::apply([](const auto&... parts) { return hash_parts(parts...); }, value);
    } else {
        return hash_items(value);
    }
}

/// As std::isnan, without all of <cmath>.
template <class T>
constexpr bool is_nan(T value) {
    return __builtin_isnan(value);
}

/// 0.0 for -0.0, one NaN for all.
template <class T>
std::uint64_t hash_real(T value) {
    if (is_nan(value)) return 2;
    return scramble(std::bit_cast<std::uint64_t>(static_cast<double>(value == 0 ? T{} : value)));
}

/// The types whose `==` is the language's own.
constexpr bool is_simple(Shape shape) {
    return shape == Shape::boolean || shape == Shape::integer || shape == Shape::enumeration;
}

}  // namespace detail::inline value

template <class T>
bool equal(const T& a, const T& b) {
    using detail::Shape;
    constexpr auto shape = detail::shape_of_adapted<T>();
    if constexpr (shape == Shape::real) {
        return a == b || (detail::is_nan(a) && detail::is_nan(b));
    } else if constexpr (detail::is_simple(shape) || shape == Shape::text) {
        return a == b;
    } else if constexpr (shape == Shape::record || shape == Shape::unknown) {
        if constexpr (detail::HasEqual<T>) {
            return a == b;
        } else {
            static_assert(shape == Shape::record,
                          "sm: this type has no ==, and its fields are unknown");
            return detail::equal_fields(a, b);
        }
    } else {
        return detail::equal_class(a, b);
    }
}

template <class T>
std::uint64_t hash(const T& value) {
    using detail::Shape;
    constexpr auto shape = detail::shape_of_adapted<T>();
    if constexpr (shape == Shape::real) {
        return detail::hash_real(value);
    } else if constexpr (detail::is_simple(shape)) {
        return detail::scramble(static_cast<std::uint64_t>(value) + detail::golden);
    } else if constexpr (shape == Shape::record || shape == Shape::unknown) {
        if constexpr (detail::HasHash<T>) {
            return detail::scramble(static_cast<std::uint64_t>(std::hash<T>{}(value)));
        } else {
            static_assert(shape == Shape::record,
                          "sm: this type has no std::hash, and its fields are unknown");
            return with_fields(value,
                               [](const auto&... parts) { return detail::hash_parts(parts...); });
        }
    } else {
        return detail::hash_class(value);
    }
}

}  // namespace sm
