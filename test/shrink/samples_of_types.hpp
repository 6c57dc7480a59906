#pragma once
/// Random values of many types as trees, and what their types make of other trees.

#include <sm/spec/domain.hpp>
#include <sm/value/schema.hpp>
#include <sm/value/to_string.hpp>

#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "value/samples.hpp"

namespace sm {
inline void PrintTo(const Tree& tree, std::ostream* out) { *out << to_string(tree); }
}  // namespace sm

namespace samples {

/// One type with its name erased.
struct Type {
    std::string name;
    const sm::Schema* schema;
    std::function<sm::Tree(std::uint64_t seed)> draw;
    /// The tree of the value that `tree` is; nothing if it is none of this type.
    std::function<std::optional<sm::Tree>(const sm::Tree& tree)> as_read;
};

inline void PrintTo(const Type& type, std::ostream* out) { *out << type.name; }

template <class T>
Type type_of(std::function<T(std::uint64_t)> draw) {
    return {std::string(sm::type_name<T>()), &sm::schema_of<T>(),
            [draw](std::uint64_t seed) { return sm::to_tree(draw(seed)); },
            [](const sm::Tree& tree) -> std::optional<sm::Tree> {
                try {
                    return sm::to_tree(sm::from_tree<T>(tree));
                } catch (const sm::BadValue&) {
                    return std::nullopt;
                }
            }};
}

/// Drawn with odd values often, as the tests of the room `value` do.
template <class T>
Type plain() {
    return type_of<T>([](std::uint64_t seed) { return Drawer(seed).draw<T>(); });
}

/// Drawn as the arguments of commands are.
template <class T>
Type domain() {
    return type_of<T>([](std::uint64_t seed) {
        sm::Random random(seed);
        sm::Draw from{random};
        return sm::draw<T>(from);
    });
}

inline const std::vector<Type>& all_types() {
    static const std::vector<Type> all{
        plain<Scalars>(),
        plain<Containers>(),
        plain<Sums>(),
        plain<Times>(),
        plain<std::optional<std::optional<std::vector<int>>>>(),
        plain<std::optional<std::map<std::string, std::vector<int>>>>(),
        plain<std::optional<std::variant<int, std::string, Command>>>(),
        plain<std::variant<std::vector<int>, std::optional<std::string>>>(),
        domain<sm::Below<5>>(),
        domain<sm::InRange<-7, 9>>(),
        domain<sm::InRange<-900, -3>>(),
        domain<sm::InRange<10, 1'000'000'000'000>>(),
        domain<sm::InRange<std::numeric_limits<std::int64_t>::min(),
                           std::numeric_limits<std::int64_t>::max()>>(),
        domain<sm::OneOf<500, 7, -3>>(),
        domain<sm::OneOfTexts<"red", "green", "blue">>(),
        domain<sm::NonEmpty<std::string>>(),
        domain<sm::NonEmpty<std::vector<int>>>(),
        domain<sm::NonEmpty<std::set<int>>>(),
        domain<sm::NonEmpty<std::map<std::string, int>>>(),
        domain<sm::Distinct<std::string>>(),
        domain<std::vector<sm::NonEmpty<std::vector<sm::InRange<3, 5>>>>>(),
    };
    return all;
}

}  // namespace samples
