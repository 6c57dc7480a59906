#pragma once
/// Arguments drawn by type: every field of a command gets a value that its type allows.

#include <sm/base/random.hpp>
#include <sm/spec/detail/kinds.hpp>
#include <sm/spec/ref.hpp>
#include <sm/value/reflect.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <variant>

namespace sm {

/// An earlier call that a reference may name, and the type of what it answers.
struct Producer {
    StepId id;
    const void* type;
};

/// What drawing a value draws from.
struct Draw {
    Random& random;
    std::span<const Producer> producers{};
    /// Set when a value could not be drawn, as a reference to an answer that no call gives.
    bool failed = false;
    std::size_t depth = 0;  ///< of containers around what is drawn
};

namespace detail::inline spec {

template <class T>
inline constexpr char type_tag = 0;

/// Mostly small, sometimes of any width, now and then an extreme.
std::int64_t draw_signed(Random& random, std::int64_t min, std::int64_t max);
std::uint64_t draw_unsigned(Random& random, std::uint64_t max);
double draw_real(Random& random);
std::string draw_text(Random& random);
/// How many elements a container gets.
std::size_t draw_size(Random& random);
/// The value of one of the enumerators; 0 if there is none.
std::int64_t draw_enumerator(Random& random, const Enumeration& enumeration);
/// Likewise of a container in others: from the third on half as many with each, or a type that has
/// a vector of itself would grow without end.
std::size_t draw_size(Draw& from);
StepId draw_producer(Draw& draw, const void* type);

}  // namespace detail::inline spec

/// A value of the type. A type of another room or of the user's that has `static T draw(Draw&)`
/// is drawn by it.
template <class T>
T draw(Draw& from);

namespace detail::inline spec {

template <class T>
concept HasDraw = requires(Draw& from) {
    { T::draw(from) } -> std::same_as<T>;
};

template <class T>
struct RefTarget;

template <class T>
struct RefTarget<Ref<T>> {
    using Type = T;
};

template <class T>
T draw_enum(Draw& from) {
    return static_cast<T>(draw_enumerator(from.random, enumeration<T>()));
}

template <class T>
T draw_sequence(Draw& from) {
    T result;
    const std::size_t size = draw_size(from);
    ++from.depth;
    for (std::size_t i = 0; i < size; ++i) {
        result.insert(result.end(), draw<typename T::value_type>(from));
    }
    --from.depth;
    return result;
}

template <class T>
T draw_map(Draw& from) {
    T result;
    const std::size_t size = draw_size(from);
    ++from.depth;
    for (std::size_t i = 0; i < size; ++i) {
        auto key = draw<typename T::key_type>(from);
        result[std::move(key)] = draw<typename T::mapped_type>(from);
    }
    --from.depth;
    return result;
}

template <class T>
T draw_variant(Draw& from) {
    const auto index = static_cast<std::size_t>(from.random.below(std::variant_size_v<T>));
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        std::optional<T> result;
        static_cast<void>(
            ((I == index &&
              (result.emplace(std::in_place_index<I>, draw<std::variant_alternative_t<I, T>>(from)),
               true)) ||
             ...));
        return std::move(*result);
    }(std::make_index_sequence<std::variant_size_v<T>>{});
}

/// Tuples, pairs and arrays: the elements one after another, never two draws in one argument list.
template <class T>
T draw_elements(Draw& from) {
    T result{};
    std::apply(
        [&](auto&... element) {
            ((element = draw<std::remove_cvref_t<decltype(element)>>(from)), ...);
        },
        result);
    return result;
}

/// Braces draw the fields in their order, and want no default of them.
template <class T, class... Fields>
T draw_aggregate(Draw& from, Types<Fields...>) {
    static_cast<void>(from);  // of a struct without fields
    return T{draw<Fields>(from)...};
}

template <class T>
T draw_record(Draw& from) {
    if constexpr (Aggregate<T>) {
        return draw_aggregate<T>(from, FieldTypes<T>{});
    } else {
        T result{};
        with_fields(result, [&](auto&... field) {
            ((field = draw<std::remove_cvref_t<decltype(field)>>(from)), ...);
        });
        return result;
    }
}

template <class T>
T draw_number(Draw& from) {
    if constexpr (std::same_as<T, bool>) {
        return from.random.below(2) == 1;
    } else if constexpr (std::floating_point<T>) {
        return static_cast<T>(draw_real(from.random));
    } else if constexpr (std::same_as<T, char> || std::same_as<T, wchar_t>) {
        // On some machines they are signed, on others not: what both have, so that seeds travel.
        using Signed = std::make_signed_t<T>;
        return static_cast<T>(draw_unsigned(
            from.random, static_cast<std::uint64_t>(std::numeric_limits<Signed>::max())));
    } else if constexpr (std::signed_integral<T>) {
        return static_cast<T>(
            draw_signed(from.random, std::numeric_limits<T>::min(), std::numeric_limits<T>::max()));
    } else {
        return static_cast<T>(draw_unsigned(from.random, std::numeric_limits<T>::max()));
    }
}

}  // namespace detail::inline spec

template <class T>
T draw(Draw& from) {
    using detail::Shape;
    constexpr Shape shape = detail::shape_of_adapted<T>();
    if constexpr (detail::HasDraw<T>) {
        return T::draw(from);
    } else if constexpr (detail::is_ref<T>) {
        using Target = typename detail::RefTarget<T>::Type;
        return T{detail::draw_producer(from, &detail::type_tag<Target>)};
    } else if constexpr (std::is_arithmetic_v<T>) {
        return detail::draw_number<T>(from);
    } else if constexpr (shape == Shape::enumeration) {
        return detail::draw_enum<T>(from);
    } else if constexpr (shape == Shape::text) {
        return detail::draw_text(from.random);
    } else if constexpr (shape == Shape::nothing) {
        return {};
    } else if constexpr (shape == Shape::optional) {
        if (from.random.below(4) == 0) return std::nullopt;
        return draw<typename T::value_type>(from);
    } else if constexpr (shape == Shape::variant) {
        return detail::draw_variant<T>(from);
    } else if constexpr (shape == Shape::duration) {
        return T{draw<typename T::rep>(from)};
    } else if constexpr (shape == Shape::map) {
        return detail::draw_map<T>(from);
    } else if constexpr (shape == Shape::set || shape == Shape::sequence) {
        return detail::draw_sequence<T>(from);
    } else if constexpr (shape == Shape::tuple || shape == Shape::array) {
        return detail::draw_elements<T>(from);
    } else if constexpr (shape == Shape::record) {
        return detail::draw_record<T>(from);
    } else {
        static_assert(shape == Shape::record,
                      "sm: values of this type cannot be drawn: give it `sm_fields`, a "
                      "`static T draw(sm::Draw&)`, or the command a `gen`");
    }
}

}  // namespace sm
