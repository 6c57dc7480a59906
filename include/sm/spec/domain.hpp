#pragma once
/// Domains: types that define the values of an argument; every draw, every shrunk value and every
/// file stays in the domain.
///
///     struct Put { sm::Below<3> key; sm::InRange<1, 100> value; };
///
/// Each converts to the plain type of its values, and shrinks within its domain.

#include <sm/spec/generate.hpp>
#include <sm/value/tree.hpp>

#include <algorithm>
#include <array>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sm {

namespace detail::inline spec {
[[noreturn]] void outside_domain(std::int64_t value, std::int64_t low, std::int64_t high);
[[noreturn]] void not_in_domain(std::string_view domain, std::string_view problem);
[[noreturn]] void not_listed(std::string_view domain, const Tree& value, const Tree& listed);

/// int where the bounds fit, as most models count in ints.
template <std::int64_t low, std::int64_t high>
using Narrowest =
    std::conditional_t<(low >= -2147483648LL && high <= 2147483647LL), int, std::int64_t>;
}  // namespace detail::inline spec

/// An integer from `low` to `high`, both included.
template <std::int64_t low, std::int64_t high>
class InRange {
    static_assert(low <= high, "sm: a range needs its lower bound first");

 public:
    using Value = detail::Narrowest<low, high>;

    constexpr InRange() = default;
    /// Throws Misuse for a value outside the range.
    template <std::integral Integer>
        requires(!std::same_as<Integer, bool>)
    constexpr InRange(Integer value) : value_(static_cast<Value>(value)) {
        if (std::cmp_less(value, low) || std::cmp_greater(value, high)) {
            detail::outside_domain(static_cast<std::int64_t>(value), low, high);
        }
    }

    constexpr operator Value() const { return value_; }

    static InRange draw(Draw& from) { return InRange(from.random.between(low, high)); }

 private:
    Value value_ = low > 0 ? low : high < 0 ? high : 0;
};

/// An integer from 0 on, below `bound`.
template <std::int64_t bound>
using Below = InRange<0, bound - 1>;

/// Text as a template argument.
template <std::size_t size>
struct Literal {
    char text[size]{};

    constexpr Literal(const char (&from)[size]) { std::copy_n(from, size, text); }
    constexpr operator std::string_view() const { return {text, size - 1}; }
};

namespace detail::inline spec {

/// What a domain of values `Value` compares with as its value does: told by kind, and by a
/// template, as a domain converts to its value and is made of one, and two ways to compare are one
/// too many.
template <class T, class Value>
concept ComparesWith =
    std::same_as<T, Value> || (std::is_arithmetic_v<T> && std::is_arithmetic_v<Value>) ||
    (std::same_as<Value, std::string> && std::convertible_to<const T&, std::string_view>);

template <class T>
struct Plain {
    using Type = T;
};
template <std::size_t size>
struct Plain<Literal<size>> {
    using Type = std::string;
};

template <auto first, auto...>
using PlainOf = typename Plain<std::remove_const_t<decltype(first)>>::Type;

template <class Value, auto... values>
class Choice {
 public:
    Choice() = default;
    /// Throws Misuse for a value that is not one of them.
    Choice(const Value& value) : index_(find(value)) {
        if (index_ == sizeof...(values)) {
            not_listed(std::same_as<Value, std::string> ? "OneOfTexts" : "OneOf", to_tree(value),
                       to_tree(all()));
        }
    }

    operator const Value&() const { return all()[index_]; }
    const Value& get() const { return all()[index_]; }

    static Choice draw(Draw& from) {
        Choice choice;
        choice.index_ = static_cast<std::size_t>(from.random.below(sizeof...(values)));
        return choice;
    }

    static const std::array<Value, sizeof...(values)>& all() {
        static const std::array<Value, sizeof...(values)> list{as_value(values)...};
        return list;
    }

    friend bool operator==(const Choice& a, const Choice& b) { return a.index_ == b.index_; }
    friend auto operator<=>(const Choice& a, const Choice& b) { return a.index_ <=> b.index_; }
    template <ComparesWith<Value> T>
    friend bool operator==(const Choice& a, const T& b) {
        return a.get() == b;
    }
    template <ComparesWith<Value> T>
    friend auto operator<=>(const Choice& a, const T& b) {
        return a.get() <=> b;
    }
    std::size_t index() const { return index_; }

 private:
    template <class From>
    static Value as_value(const From& from) {
        if constexpr (std::same_as<Value, std::string>) {
            return std::string(std::string_view(from));
        } else {
            return from;
        }
    }
    static std::size_t find(const Value& value) {
        return static_cast<std::size_t>(std::find(all().begin(), all().end(), value) -
                                        all().begin());
    }

    std::size_t index_ = 0;
};

}  // namespace detail::inline spec

/// One of the values listed; it shrinks to the earlier ones. For texts there is OneOfTexts.
template <auto first, std::same_as<decltype(first)> auto... rest>
using OneOf = detail::Choice<std::remove_const_t<decltype(first)>, first, rest...>;

/// One of the texts listed: `OneOfTexts<"red", "green">`.
template <Literal... texts>
using OneOfTexts = detail::Choice<std::string, texts...>;

/// A text or container that is never empty.
template <class Container>
class NonEmpty {
 public:
    NonEmpty() { value_.insert(value_.end(), typename Container::value_type{filler()}); }
    /// Throws Misuse for an empty one.
    NonEmpty(Container value) : value_(std::move(value)) {
        if (value_.empty()) detail::not_in_domain("NonEmpty", "the value is empty");
    }

    operator const Container&() const { return value_; }
    const Container& get() const { return value_; }

    static NonEmpty draw(Draw& from) {
        Container value = sm::draw<Container>(from);
        if (value.empty()) return drawn_default(from);
        return NonEmpty(std::move(value));
    }

    friend bool operator==(const NonEmpty&, const NonEmpty&) = default;
    friend auto operator<=>(const NonEmpty&, const NonEmpty&) = default;
    template <detail::ComparesWith<Container> T>
    friend bool operator==(const NonEmpty& a, const T& b) {
        return a.get() == b;
    }
    template <detail::ComparesWith<Container> T>
    friend auto operator<=>(const NonEmpty& a, const T& b) {
        return a.get() <=> b;
    }

 private:
    static auto filler() {
        if constexpr (std::same_as<Container, std::string>) {
            return 'a';
        } else {
            return typename Container::value_type{};
        }
    }
    static NonEmpty drawn_default(Draw& from) {
        if constexpr (std::same_as<Container, std::string>) {
            return {};
        } else if constexpr (requires { typename Container::mapped_type; }) {
            Container value;  // its pairs have constant keys, which cannot be drawn into
            auto key = sm::draw<typename Container::key_type>(from);
            value.try_emplace(std::move(key), sm::draw<typename Container::mapped_type>(from));
            return NonEmpty(std::move(value));
        } else {
            Container value;
            value.insert(value.end(), sm::draw<typename Container::value_type>(from));
            return NonEmpty(std::move(value));
        }
    }

    Container value_;
};

/// A vector in which no two are alike.
template <class T>
class Distinct {
 public:
    Distinct() = default;
    /// Throws Misuse for one with equal elements.
    Distinct(std::vector<T> value) : value_(std::move(value)) {
        for (auto at = value_.begin(); at != value_.end(); ++at) {
            if (std::find(value_.begin(), at, *at) != at) {
                detail::not_in_domain("Distinct", "the value has two equal elements");
            }
        }
    }

    operator const std::vector<T>&() const { return value_; }
    const std::vector<T>& get() const { return value_; }
    auto begin() const { return value_.begin(); }
    auto end() const { return value_.end(); }

    static Distinct draw(Draw& from) {
        std::vector<T> distinct;
        for (T& one : sm::draw<std::vector<T>>(from)) {
            if (std::find(distinct.begin(), distinct.end(), one) == distinct.end()) {
                distinct.push_back(std::move(one));
            }
        }
        return Distinct(std::move(distinct));
    }

    friend bool operator==(const Distinct&, const Distinct&) = default;
    friend auto operator<=>(const Distinct&, const Distinct&) = default;
    template <detail::ComparesWith<std::vector<T>> U>
    friend bool operator==(const Distinct& a, const U& b) {
        return a.get() == b;
    }
    template <detail::ComparesWith<std::vector<T>> U>
    friend auto operator<=>(const Distinct& a, const U& b) {
        return a.get() <=> b;
    }

 private:
    std::vector<T> value_;
};

/// A short name such as programs give to things: a letter, then letters, digits or underscores.
/// Few are drawn, so that they collide; `Distinct<Name>` is a list of different ones.
class Name {
 public:
    Name() = default;
    /// Throws Misuse for any other text.
    Name(std::string value);

    operator const std::string&() const { return value_; }
    const std::string& get() const { return value_; }

    static Name draw(Draw& from);

    friend bool operator==(const Name&, const Name&) = default;
    friend auto operator<=>(const Name&, const Name&) = default;
    template <detail::ComparesWith<std::string> T>
    friend bool operator==(const Name& a, const T& b) {
        return a.get() == b;
    }
    template <detail::ComparesWith<std::string> T>
    friend auto operator<=>(const Name& a, const T& b) {
        return a.get() <=> b;
    }

 private:
    std::string value_ = "a";
};

}  // namespace sm

#include <sm/spec/detail/domain_adapters.hpp>  // how domains are written, read and hashed
