#pragma once
/// What a plain type consists of: its name, its fields with theirs, its enumerators.
///
/// A struct that is an aggregate of up to 20 fields needs nothing (it has no base class, and no
/// field that is a C array, a bit-field, a reference or a pointer). Any other class joins by one
/// friend function, and must be default constructible:
///
///     friend auto sm_fields(auto& self) {
///         return std::tuple{sm::field("name", self.name_), sm::field("age", self.age_)};
///     }
///
/// A class template constrains it, so that each instance has a friend of its own:
///
///     friend auto sm_fields(std::derived_from<Box> auto& self) { ... }
///
/// A struct that says `using sm_compact = void;` is written without the optional fields that are
/// none.
///
/// An enum is scanned from -128 to 255; one with enumerators beyond lists them beside itself:
///
///     constexpr auto sm_enumerators(Code) { return std::array{Code::ok, Code::not_found}; }

#include <sm/value/detail/enumerators.hpp>
#include <sm/value/detail/fields.hpp>
#include <sm/value/detail/names.hpp>

#include <concepts>
#include <string_view>
#include <tuple>
#include <vector>

namespace sm {

/// A field as `sm_fields` lists it.
template <class T>
struct Field {
    std::string_view name;
    T& value;
};

template <class T>
Field<T> field(std::string_view name, T& value) {
    return {name, value};
}

namespace detail::inline value {

template <class T>
concept TupleLike = requires { typename std::tuple_size<T>::type; };

template <class T>
concept Aggregate = std::is_class_v<T> && std::is_aggregate_v<T> && !TupleLike<T>;

/// Asked only of classes that are neither aggregates nor of the standard library: `sm_fields` takes
/// anything, and asking it of a vector of such a class would not compile.
template <class T>
concept ListsFields =
    std::is_class_v<T> && !std::is_aggregate_v<T> && requires(T& value, const T& constant) {
        sm_fields(value);
        sm_fields(constant);
    };

template <class T>
consteval std::size_t checked_field_count() {
    static_assert(!HasBase<T>, "sm: a plain struct cannot have a base class: make it a field");
    if constexpr (HasBase<T>) return 0;
    constexpr auto count = HasBase<T> ? 0 : count_fields<T>();
    static_assert(count <= most_fields,
                  "sm: a plain struct has at most 20 fields (an array counts as its elements)");
    static_assert(count > 0 || std::is_empty_v<T>,
                  "sm: the fields of this struct cannot be seen: is one a reference, or of a type "
                  "that is made from anything?");
    constexpr bool too_many = count > most_fields;
    constexpr bool with_array = !too_many && has_array < T, too_many ? 0 : count > ();
    static_assert(!with_array,
                  "sm: a plain struct cannot have a field that is a C array: make it a std::array");
    return too_many || with_array ? 0 : count;
}

template <class... Fields>
struct Types {
    static constexpr std::size_t size = sizeof...(Fields);
};

}  // namespace detail::inline value

/// Calls `f(field...)` once, with references to all fields of `value`, and returns what it does.
template <class T, class F>
constexpr decltype(auto) with_fields(T& value, F&& f) {
    using Plain = std::remove_const_t<T>;
    if constexpr (detail::Aggregate<Plain>) {
        return detail::unpack(value, f, detail::Number<detail::checked_field_count<Plain>()>{});
    } else {
        return std::apply([&](auto... fields) -> decltype(auto) { return f(fields.value...); },
                          sm_fields(value));
    }
}

namespace detail::inline value {

struct ToTypes {
    template <class... Fields>
    constexpr Types<std::remove_const_t<Fields>...> operator()(Fields&...) const {
        return {};
    }
};

/// The types of the fields of T, as `Types<...>`.
template <class T>
using FieldTypes = decltype(with_fields(std::declval<T&>(), ToTypes{}));

#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-var-template"
#pragma clang diagnostic ignored "-Wundefined-internal"
#endif

/// Never defined: only the addresses of its fields are named, by the compiler.
template <class T>
struct Nowhere {
    T value;
};
template <class T>
extern const Nowhere<T> nowhere;

template <class T>
struct Address {
    const T* at;
};

template <class T>
consteval auto field_addresses() {
    return with_fields(nowhere<T>.value, [](auto&... fields) {
        return std::tuple<Address<std::remove_cvref_t<decltype(fields)>>...>{{&fields}...};
    });
}

/// A reference that is bound nowhere has no address to name.
template <class T>
concept HasAddresses =
    requires { typename std::bool_constant<(static_cast<void>(field_addresses<T>()), true)>; };

template <class T, std::size_t... I>
std::vector<std::string_view> aggregate_names(std::index_sequence<I...>) {
    static_assert(HasAddresses<T>,
                  "sm: a plain struct cannot have a field that is a reference: hold the value");
    if constexpr (HasAddresses<T>) {
        return cut_field_names(pretty_fields<std::get<I>(field_addresses<T>())...>(), sizeof...(I));
    } else {
        return {};
    }
}

#if defined(__clang__)
#pragma clang diagnostic pop
#endif

template <class T>
std::vector<std::string_view> make_field_names() {
    if constexpr (Aggregate<T>) {
        return aggregate_names<T>(std::make_index_sequence<FieldTypes<T>::size>{});
    } else {
        T sample{};
        return std::apply(
            [](auto... fields) { return std::vector<std::string_view>{fields.name...}; },
            sm_fields(sample));
    }
}

}  // namespace detail::inline value

/// A struct whose fields are known: an aggregate, or a class with `sm_fields`.
template <class T>
concept Record = detail::Aggregate<T> || detail::ListsFields<T>;

/// The name of a type, without the namespaces, classes and functions around it; another if it has
/// one of its own, by `static std::string sm_type_name()`.
template <class T>
std::string_view type_name() {
    if constexpr (requires {
                      { T::sm_type_name() } -> std::same_as<std::string>;
                  }) {
        static const std::string name = T::sm_type_name();
        return name;
    } else {
        static const std::string name = detail::cut_type_name(detail::pretty_type<T>());
        return name;
    }
}

/// The name of a type with all that is around it but unnamed namespaces.
template <class T>
std::string_view full_type_name() {
    static const std::string name = detail::cut_full_type_name(detail::pretty_type<T>());
    return name;
}

/// The names of the fields of a record, in their order.
template <Record T>
const std::vector<std::string_view>& field_names() {
    static const std::vector<std::string_view> names = detail::make_field_names<T>();
    return names;
}

/// Calls `f(name, field)` for each field of a record, in order.
template <class T, class F>
void for_each_field(T& value, F&& f) {
    const auto& names = field_names<std::remove_const_t<T>>();
    with_fields(value, [&](auto&... fields) {
        std::size_t index = 0;
        (f(names[index++], fields), ...);
    });
}

/// The enumerators of E, lowest first (or as `sm_enumerators` lists them).
template <class E>
    requires std::is_enum_v<E>
const std::vector<E>& enum_values() {
    static const std::vector<E> values = [] {
        std::vector<E> all;
        for (const auto& one : detail::enumeration<E>().all) {
            all.push_back(static_cast<E>(one.value));
        }
        return all;
    }();
    return values;
}

/// The name of an enumerator; empty for a value that has none.
template <class E>
    requires std::is_enum_v<E>
std::string_view enum_name(E value) {
    const auto* found = detail::enumeration<E>().find(static_cast<std::int64_t>(value));
    return found ? found->name : std::string_view{};
}

}  // namespace sm
