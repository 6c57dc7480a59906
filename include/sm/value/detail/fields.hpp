#pragma once
/// The fields of a plain struct: how many there are, and all of them at once.
///
/// Counts as Boost.PFR does, by what the braces of the struct take; done here since PFR 1.81 costs
/// 0.4 s of compiling and makes g++ 12 crash on a struct whose only field is an array of strings.

#include <cstddef>
#include <type_traits>
#include <utility>

namespace sm::detail::inline value {

inline constexpr std::size_t most_fields = 20;

/// Becomes any field of `Whole`, but neither a copy of it nor one of its bases.
template <class Whole>
struct AnyField {
    std::size_t index;
    template <class Field>
        requires(!std::is_base_of_v<Field, Whole>)
    operator Field() const noexcept {
        __builtin_unreachable();  // named only where nothing is evaluated
    }
};

/// Becomes only a base of `Whole`.
template <class Whole>
struct AnyBase {
    template <class Base>
        requires(std::is_base_of_v<Base, Whole> && !std::is_same_v<Base, Whole>)
    operator Base() const noexcept {
        __builtin_unreachable();
    }
};

template <class T>
concept HasBase = requires { T{AnyBase<T>{}}; };

template <class T, std::size_t... I>
consteval bool takes_fields(std::index_sequence<I...>) {
    return requires { T{AnyField<T>{I}...}; };
}

template <class T, std::size_t N>
consteval std::size_t count_upward() {
    if constexpr (N <= most_fields && takes_fields<T>(std::make_index_sequence<N + 1>{})) {
        return count_upward<T, N + 1>();
    } else {
        return N;
    }
}

template <class T, std::size_t N>
consteval std::size_t count_downward() {
    if constexpr (N == 0 || takes_fields<T>(std::make_index_sequence<N>{})) {
        return N;
    } else {
        return count_downward<T, N - 1>();
    }
}

/// How many fields the aggregate T has; `most_fields + 1` stands for more than are supported.
template <class T>
consteval std::size_t count_fields() {
    if constexpr (requires { T{}; }) {
        return count_upward<T, 0>();
    } else {  // a field without a default hides the short forms
        return count_downward<T, most_fields + 1>();
    }
}

template <class T, std::size_t... Before, std::size_t... After>
consteval bool takes_empty_braces(std::index_sequence<Before...>, std::index_sequence<After...>) {
    return requires { T{AnyField<T>{Before}..., {}, AnyField<T>{After}...}; };
}

/// Whether a C array begins at place `at` of the `N` that the braces of T take: `{}` stands for one
/// field, so fewer can follow it than follow one element of an array.
template <class T, std::size_t N, std::size_t at, std::size_t size = 1>
consteval bool is_array_at() {
    using Before = std::make_index_sequence<at>;
    if constexpr (at + size > N) {
        return false;
    } else if constexpr (takes_empty_braces<T>(Before{},
                                               std::make_index_sequence<N - at - size>{})) {
        return size > 1;
    } else {
        return is_array_at<T, N, at, size + 1>();
    }
}

/// Whether T, whose braces take `N` values, has a field that is a C array of several elements.
template <class T, std::size_t N, std::size_t at = 0>
consteval bool has_array() {
    if constexpr (at >= N) {
        return false;
    } else {
        return is_array_at<T, N, at>() || has_array<T, N, at + 1>();
    }
}

template <std::size_t N>
using Number = std::integral_constant<std::size_t, N>;

template <class T, class F>
constexpr decltype(auto) unpack(T&, F&& f, Number<0>) {
    return f();
}
template <class T, class F>
constexpr decltype(auto) unpack(T& whole, F&& f, Number<1>) {
    auto& [f0] = whole;
    return f(f0);
}
template <class T, class F>
constexpr decltype(auto) unpack(T& whole, F&& f, Number<2>) {
    auto& [f0, f1] = whole;
    return f(f0, f1);
}
template <class T, class F>
constexpr decltype(auto) unpack(T& whole, F&& f, Number<3>) {
    auto& [f0, f1, f2] = whole;
    return f(f0, f1, f2);
}
template <class T, class F>
constexpr decltype(auto) unpack(T& whole, F&& f, Number<4>) {
    auto& [f0, f1, f2, f3] = whole;
    return f(f0, f1, f2, f3);
}
template <class T, class F>
constexpr decltype(auto) unpack(T& whole, F&& f, Number<5>) {
    auto& [f0, f1, f2, f3, f4] = whole;
    return f(f0, f1, f2, f3, f4);
}
template <class T, class F>
constexpr decltype(auto) unpack(T& whole, F&& f, Number<6>) {
    auto& [f0, f1, f2, f3, f4, f5] = whole;
    return f(f0, f1, f2, f3, f4, f5);
}
template <class T, class F>
constexpr decltype(auto) unpack(T& whole, F&& f, Number<7>) {
    auto& [f0, f1, f2, f3, f4, f5, f6] = whole;
    return f(f0, f1, f2, f3, f4, f5, f6);
}
template <class T, class F>
constexpr decltype(auto) unpack(T& whole, F&& f, Number<8>) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7] = whole;
    return f(f0, f1, f2, f3, f4, f5, f6, f7);
}
template <class T, class F>
constexpr decltype(auto) unpack(T& whole, F&& f, Number<9>) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8] = whole;
    return f(f0, f1, f2, f3, f4, f5, f6, f7, f8);
}
template <class T, class F>
constexpr decltype(auto) unpack(T& whole, F&& f, Number<10>) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9] = whole;
    return f(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9);
}
template <class T, class F>
constexpr decltype(auto) unpack(T& whole, F&& f, Number<11>) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10] = whole;
    return f(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10);
}
template <class T, class F>
constexpr decltype(auto) unpack(T& whole, F&& f, Number<12>) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11] = whole;
    return f(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11);
}
template <class T, class F>
constexpr decltype(auto) unpack(T& whole, F&& f, Number<13>) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12] = whole;
    return f(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12);
}
template <class T, class F>
constexpr decltype(auto) unpack(T& whole, F&& f, Number<14>) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13] = whole;
    return f(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13);
}
template <class T, class F>
constexpr decltype(auto) unpack(T& whole, F&& f, Number<15>) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14] = whole;
    return f(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14);
}
template <class T, class F>
constexpr decltype(auto) unpack(T& whole, F&& f, Number<16>) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15] = whole;
    return f(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15);
}
template <class T, class F>
constexpr decltype(auto) unpack(T& whole, F&& f, Number<17>) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16] = whole;
    return f(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16);
}
template <class T, class F>
constexpr decltype(auto) unpack(T& whole, F&& f, Number<18>) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17] = whole;
    return f(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17);
}
template <class T, class F>
constexpr decltype(auto) unpack(T& whole, F&& f, Number<19>) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18] =
        whole;
    return f(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18);
}
template <class T, class F>
constexpr decltype(auto) unpack(T& whole, F&& f, Number<20>) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18,
           f19] = whole;
    return f(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18,
             f19);
}

}  // namespace sm::detail::inline value
