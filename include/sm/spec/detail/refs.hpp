#pragma once
/// history::CheckResult the references inside a value.

#include <sm/spec/detail/kinds.hpp>
#include <sm/value/reflect.hpp>

#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

namespace sm::detail::inline spec {

/// Whether there may be references in a T; told by its shape alone, as a struct may hold itself.
template <class T>
inline constexpr bool may_hold_refs = [] {
    constexpr Shape shape = shape_of_adapted<T>();
    return is_ref<T> || shape == Shape::optional || shape == Shape::variant ||
           shape == Shape::tuple || shape == Shape::array || shape == Shape::map ||
           shape == Shape::set || shape == Shape::sequence || shape == Shape::record;
}();

template <class T, class Visit>
void for_each_ref(T& value, Visit& visit);

/// What is visited may be changed, and a set keeps its elements in their order, a map its keys:
/// they are put into a new one.
template <class Set, class Visit>
void for_each_ref_in_set(Set& set, Visit& visit) {
    if constexpr (std::is_const_v<Set>) {
        for (const auto& element : set) for_each_ref(element, visit);
    } else {
        Set renewed;
        for (auto element : set) {
            for_each_ref(element, visit);
            renewed.insert(std::move(element));
        }
        set = std::move(renewed);
    }
}

template <class Map, class Visit>
void for_each_ref_in_map(Map& map, Visit& visit) {
    if constexpr (std::is_const_v<Map> || !may_hold_refs<typename Map::key_type>) {
        for (auto& [key, mapped] : map) {
            for_each_ref(key, visit);
            for_each_ref(mapped, visit);
        }
    } else {
        Map renewed;
        for (auto& [key, mapped] : map) {
            auto copy = key;
            for_each_ref(copy, visit);
            for_each_ref(mapped, visit);
            renewed.try_emplace(std::move(copy), std::move(mapped));
        }
        map = std::move(renewed);
    }
}

/// Calls `visit(ref)` for every Ref inside `value`. Costs nothing for types that hold none.
template <class T, class Visit>
void for_each_ref(T& value, Visit& visit) {
    using U = std::remove_const_t<T>;
    constexpr Shape shape = shape_of_adapted<U>();
    if constexpr (is_ref<U>) {
        visit(value);
    } else if constexpr (shape == Shape::optional) {
        if (value) for_each_ref(*value, visit);
    } else if constexpr (shape == Shape::variant) {
        std::visit([&](auto& held) { for_each_ref(held, visit); }, value);
    } else if constexpr (shape == Shape::tuple) {
        std::apply([&](auto&... element) { (for_each_ref(element, visit), ...); }, value);
    } else if constexpr (shape == Shape::map) {
        for_each_ref_in_map(value, visit);
    } else if constexpr (shape == Shape::set) {
        if constexpr (may_hold_refs<typename U::key_type>) for_each_ref_in_set(value, visit);
    } else if constexpr (shape == Shape::sequence || shape == Shape::array) {
        if constexpr (may_hold_refs<typename U::value_type>) {
            for (auto& element : value) for_each_ref(element, visit);
        }
    } else if constexpr (shape == Shape::record) {
        with_fields(value, [&](auto&... field) { (for_each_ref(field, visit), ...); });
    }
}

}  // namespace sm::detail::inline spec
