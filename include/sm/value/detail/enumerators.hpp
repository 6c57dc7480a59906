#pragma once
/// Finds the enumerators of an enum.

#include <sm/value/detail/names.hpp>

#include <algorithm>
#include <limits>
#include <type_traits>
#include <utility>

namespace sm::detail::inline value {

inline constexpr std::int64_t first_tried = -128;
inline constexpr std::int64_t last_tried = 255;

/// A wide enum names its values itself (see `enum_values`).
template <class E>
concept ListsEnumerators = std::is_enum_v<E> && requires { sm_enumerators(E{}); };

// An enum without underlying type may be cast only to values with as many bits as its enumerators
// need. Both compilers take the others with a warning; newer ones of clang refuse them, and
// `is_castable` is then false.
#pragma GCC diagnostic push
#if defined(__clang__)
#pragma GCC diagnostic ignored "-Wenum-constexpr-conversion"
#else
#pragma GCC diagnostic ignored "-Wconversion"
#endif

template <class E, std::int64_t V, class = void>
inline constexpr bool is_castable = false;
template <class E, std::int64_t V>
inline constexpr bool is_castable<E, V, std::void_t<std::integral_constant<E, static_cast<E>(V)>>> =
    true;

/// The end of the values that can be cast to E: an enum without underlying type has few bits.
template <class E, std::int64_t V>
consteval std::int64_t reach() {
    constexpr auto next = V < 0 ? V * 2 : V * 2 + 1;
    if constexpr (next < first_tried || next > last_tried || !is_castable<E, next>) {
        return V;
    } else {
        return reach<E, next>();
    }
}

template <class E>
consteval std::pair<std::int64_t, std::int64_t> tried_range() {
    using U = std::underlying_type_t<E>;
    if constexpr (std::is_same_v<U, bool>) {
        return {0, 1};
    } else if constexpr (requires { E{0}; }) {  // the underlying type is fixed: all its values are
        using Limits = std::numeric_limits<U>;
        return {std::is_signed_v<U>
                    ? std::max<std::int64_t>(first_tried, static_cast<std::int64_t>(Limits::min()))
                    : 0,
                static_cast<std::int64_t>(std::min<std::uint64_t>(
                    last_tried, static_cast<std::uint64_t>(Limits::max())))};
    } else if constexpr (is_castable<E, -1>) {
        return {reach<E, -1>(), reach<E, 0>()};
    } else {
        return {0, reach<E, 0>()};
    }
}

template <class E, std::int64_t first, std::size_t... I>
Enumeration try_enumerators(std::index_sequence<I...>) {
    static constexpr std::int64_t tried[] = {(first + static_cast<std::int64_t>(I))...};
    return cut_enumerators(
        pretty_type<E>(),
        pretty_enumerators<E, static_cast<E>(first + static_cast<std::int64_t>(I))...>(), tried,
        std::is_signed_v<std::underlying_type_t<E>>);
}

#pragma GCC diagnostic pop

template <class E, std::size_t... I>
Enumeration listed_enumerators(std::index_sequence<I...>) {
    static constexpr auto list = sm_enumerators(E{});
    static constexpr std::int64_t tried[] = {static_cast<std::int64_t>(list[I])...};
    return cut_enumerators(pretty_type<E>(), pretty_enumerators<E, list[I]...>(), tried,
                           std::is_signed_v<std::underlying_type_t<E>>);
}

template <class E>
const Enumeration& enumeration() {
    static const Enumeration found = [] {
        if constexpr (ListsEnumerators<E>) {
            constexpr auto count = sm_enumerators(E{}).size();
            return listed_enumerators<E>(std::make_index_sequence<count>{});
        } else {
            constexpr auto range = tried_range<E>();
            constexpr auto count = static_cast<std::size_t>(range.second - range.first + 1);
            return try_enumerators<E, range.first>(std::make_index_sequence<count>{});
        }
    }();
    return found;
}

}  // namespace sm::detail::inline value
