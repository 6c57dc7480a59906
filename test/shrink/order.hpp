#pragma once
/// The order in which shrinking is meant to go down, written a second time: for the tests only.

#include <sm/shrink/values.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <tuple>

namespace order {

using Kind = sm::Schema::Kind;

/// How far an integer is from the one of its type that is nearest to zero.
inline std::uint64_t distance(const sm::Schema& schema, const sm::Tree& value) {
    const sm::Tree target = sm::simplest(schema, value);
    const auto bits = [&](const sm::Tree& number) {
        return schema.is_signed ? static_cast<std::uint64_t>(number.integer()) : number.natural();
    };
    const bool above = schema.is_signed ? value.integer() >= target.integer()
                                        : value.natural() >= target.natural();
    return above ? bits(value) - bits(target) : bits(target) - bits(value);
}

/// Whole numbers before fractions, these before infinities, NaN last; nearer to zero first.
inline auto place_of(double value) {
    const int kind = std::isnan(value)            ? 3
                     : std::isinf(value)          ? 2
                     : std::trunc(value) != value ? 1
                                                  : 0;
    return std::tuple(kind, std::isnan(value) ? 0.0 : std::fabs(value), std::signbit(value));
}

/// The shorter first, then the one with fewer letters that are not the plainest.
inline auto place_of(const std::string& text) {
    const auto odd = std::count_if(text.begin(), text.end(), [](char c) { return c != 'a'; });
    return std::tuple(text.size(), odd);
}

inline std::ptrdiff_t place_among(const std::vector<sm::Tree>& all, const sm::Tree& value) {
    return std::find(all.begin(), all.end(), value) - all.begin();
}

inline std::vector<sm::Tree> enumerators(const sm::Schema& schema) {
    std::vector<sm::Tree> all;
    for (const auto& name : schema.enumerators) all.push_back(sm::Tree::symbol(name));
    return all;
}

/// Whether the leaf `a` comes before `b`. Well founded: no chain goes down forever.
inline bool before(const sm::Schema& leaf, const sm::Tree& a, const sm::Tree& b) {
    switch (leaf.kind) {
        case Kind::boolean:
            return !a.boolean() && b.boolean();
        case Kind::integer: {
            const auto near = distance(leaf, a);
            const auto far = distance(leaf, b);
            return near < far || (near == far && b < a);  // the positive one first
        }
        case Kind::real:
            return place_of(a.real()) < place_of(b.real());
        case Kind::text:
            return place_of(a.text()) < place_of(b.text());
        case Kind::enumeration:
            return place_among(enumerators(leaf), a) < place_among(enumerators(leaf), b);
        case Kind::choice:
            return place_among(leaf.choices, a) < place_among(leaf.choices, b);
        default:
            return false;
    }
}

/// How much there is in a value: elements, and optionals that hold something. What is taken out of
/// it makes it less.
inline std::size_t weight(const sm::Schema& schema, const sm::Tree& value) {
    const auto parts = [&](auto schema_of_item) {
        std::size_t total = value.size();
        for (std::size_t i = 0; i < value.size(); ++i)
            total += weight(schema_of_item(i), value.item(i));
        return total;
    };
    switch (schema.kind) {
        case Kind::optional: {
            if (value.is(sm::Tree::Kind::nothing)) return 0;
            const bool wrapped = value.is(sm::Tree::Kind::tagged) && value.text() == "some";
            return 1 + weight(*schema.parts[0], wrapped ? value.item(0) : value);
        }
        case Kind::variant:
            for (std::size_t i = 0; i < schema.names.size(); ++i) {
                if (schema.names[i] != value.text()) continue;
                const bool tagged = value.is(sm::Tree::Kind::tagged);
                return weight(*schema.parts[i], tagged ? value.item(0) : value);
            }
            return 0;
        case Kind::list:
        case Kind::set:
            return parts([&](std::size_t) -> const sm::Schema& { return *schema.parts[0]; });
        case Kind::map:
            return parts([&](std::size_t) -> const sm::Schema& { return *schema.parts[1]; });
        case Kind::tuple:
        case Kind::record:
            return parts([&](std::size_t i) -> const sm::Schema& { return *schema.parts[i]; });
        default:
            return 0;
    }
}

}  // namespace order
