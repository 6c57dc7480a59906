#pragma once
/// Finding the references inside a value.

#include <sm/spec/detail/kinds.hpp>
#include <sm/value/reflect.hpp>

#include <tuple>
#include <type_traits>
#include <variant>

namespace sm::detail {

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
        for (auto& [key, mapped] : value) {
            for_each_ref(key, visit);
            for_each_ref(mapped, visit);
        }
    } else if constexpr (shape == Shape::set || shape == Shape::sequence || shape == Shape::array) {
        if constexpr (!std::is_arithmetic_v<typename U::value_type>) {
            for (auto& element : value) for_each_ref(element, visit);
        }
    } else if constexpr (shape == Shape::record) {
        with_fields(value, [&](auto&... field) { (for_each_ref(field, visit), ...); });
    }
}

}  // namespace sm::detail
