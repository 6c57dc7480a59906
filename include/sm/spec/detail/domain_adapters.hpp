#pragma once
/// How domains become trees, are read from them, describe themselves and are hashed.

#include <sm/spec/domain.hpp>
#include <sm/value/compare.hpp>

namespace sm {

namespace detail::inline spec {

/// A domain is written as its value is, and read back by its constructor, which refuses the rest.
template <class Domain, class Value>
struct DomainAdapter {
    static Tree write(const Domain& value) { return Adapter<Value>::write(value); }
    static Domain read(const Tree& tree, const Path& path) {
        try {
            return Domain(Adapter<Value>::read(tree, path));
        } catch (const Misuse& outside) {
            bad_value(path, outside.what());
        }
    }
};

}  // namespace detail::inline spec

namespace detail {

template <std::int64_t low, std::int64_t high>
struct Adapter<InRange<low, high>> : DomainAdapter<InRange<low, high>, std::int64_t> {
    static Schema describe() {
        return Schema::integer(low, static_cast<std::uint64_t>(high), true);
    }
};

template <class Value, auto... values>
struct Adapter<Choice<Value, values...>> : DomainAdapter<Choice<Value, values...>, Value> {
    static Schema describe() {
        Schema schema(Schema::Kind::choice);
        for (const Value& value : Choice<Value, values...>::all()) {
            schema.choices.push_back(to_tree(value));
        }
        return schema;
    }
};

template <class Container>
struct Adapter<NonEmpty<Container>> : DomainAdapter<NonEmpty<Container>, Container> {
    static Schema describe() {
        Schema schema = Adapter<Container>::describe();
        schema.min_size = 1;
        return schema;
    }
};

template <class T>
struct Adapter<Distinct<T>> : DomainAdapter<Distinct<T>, std::vector<T>> {
    static Schema describe() {
        Schema schema = Adapter<std::vector<T>>::describe();
        schema.distinct = true;
        return schema;
    }
};

template <>
struct Adapter<Name> : DomainAdapter<Name, std::string> {
    static Schema describe() {
        Schema schema(Schema::Kind::text);
        schema.min_size = 1;
        return schema;
    }
};

}  // namespace detail
}  // namespace sm

template <std::int64_t low, std::int64_t high>
struct std::hash<sm::InRange<low, high>> {
    std::size_t operator()(const sm::InRange<low, high>& value) const noexcept {
        return static_cast<std::size_t>(static_cast<typename sm::InRange<low, high>::Value>(value));
    }
};

template <class Value, auto... values>
struct std::hash<sm::detail::Choice<Value, values...>> {
    std::size_t operator()(const sm::detail::Choice<Value, values...>& value) const noexcept {
        return value.index();
    }
};

template <class Container>
struct std::hash<sm::NonEmpty<Container>> {
    std::size_t operator()(const sm::NonEmpty<Container>& value) const {
        return static_cast<std::size_t>(sm::hash(value.get()));
    }
};

template <class T>
struct std::hash<sm::Distinct<T>> {
    std::size_t operator()(const sm::Distinct<T>& value) const {
        return static_cast<std::size_t>(sm::hash(value.get()));
    }
};

template <>
struct std::hash<sm::Name> {
    std::size_t operator()(const sm::Name& value) const {
        return std::hash<std::string>{}(value.get());
    }
};
