#pragma once
/// The adapters of types made of parts of different types.

#include <sm/value/detail/adapter.hpp>
#include <sm/value/detail/reading.hpp>
#include <sm/value/detail/tree.hpp>
#include <sm/value/schema.hpp>

namespace sm::detail::inline value {

template <class T>
struct BuiltIn<T, Shape::optional> {
    using Value = typename T::value_type;

    static Tree write(const T& value) {
        return value ? write_some(Adapter<Value>::write(*value)) : Tree{};
    }
    static T read(const Tree& tree, const Path& path) {
        const auto* inner = read_optional(tree);
        return inner ? T{std::in_place, Adapter<Value>::read(*inner, path)} : T{};
    }
    static Schema describe() {
        return Schema(Schema::Kind::optional, {SchemaRef(&schema_of<Value>)});
    }
};

/// What an alternative is called: a record or enum by its name, all else by its kind.
template <class T>
std::string proposed_tag() {
    switch (shape_of_adapted<T>()) {
        case Shape::nothing:
            return "none";
        case Shape::boolean:
            return "bool";
        case Shape::integer:
            return std::is_signed_v<T> ? "int" : "uint";
        case Shape::real:
            return "real";
        case Shape::text:
            return "text";
        case Shape::duration:
            return "duration";
        case Shape::optional:
            return "optional";
        case Shape::variant:
            return "variant";
        case Shape::array:
            return "array";
        case Shape::tuple:
            return "tuple";
        case Shape::map:
            return "map";
        case Shape::set:
            return "set";
        case Shape::sequence:
            return "list";
        default:
            return std::string(type_name<T>());
    }
}

template <class... T>
struct BuiltIn<std::variant<T...>, Shape::variant> {
    using Variant = std::variant<T...>;

    static const std::vector<std::string>& tags() {
        static const auto all = distinct_tags({proposed_tag<T>()...});
        return all;
    }
    static Tree write(const Variant& value) {
        if (value.valueless_by_exception()) misuse_valueless_variant(type_name<Variant>());
        const auto& tag = tags()[value.index()];
        return std::visit(
            [&]<class A>(const A& active) { return write_tagged(tag, Adapter<A>::write(active)); },
            value);
    }
    static Variant read(const Tree& tree, const Path& path) {
        const auto [index, inner] = read_variant(tree, tags(), path);
        return readers[index](*inner, path);
    }
    static Schema describe() {
        Schema schema(Schema::Kind::variant, {SchemaRef(&schema_of<T>)...});
        schema.names = tags();
        return schema;
    }

 private:
    template <std::size_t I>
    static Variant read_as(const Tree& tree, const Path& path) {
        using A = std::variant_alternative_t<I, Variant>;
        return Variant{std::in_place_index<I>, Adapter<A>::read(tree, path)};
    }
    template <std::size_t... I>
    static consteval auto make_readers(std::index_sequence<I...>) {
        struct Table {
            Variant (*all[sizeof...(I)])(const Tree&, const Path&);
            constexpr auto operator[](std::size_t index) const { return all[index]; }
        };
        return Table{{&read_as<I>...}};
    }
    static constexpr auto readers = make_readers(std::index_sequence_for<T...>{});
};

template <template <class...> class Tuple, class... T>
struct BuiltIn<Tuple<T...>, Shape::tuple> {
    using Whole = Tuple<T...>;

    static Tree write(const Whole& value) { return write_all(value, indices); }
    static Whole read(const Tree& tree, const Path& path) {
        return read_all(read_tuple(tree, sizeof...(T), path), path, indices);
    }
    static Schema describe() { return Schema(Schema::Kind::tuple, {SchemaRef(&schema_of<T>)...}); }

 private:
    static constexpr std::index_sequence_for<T...> indices{};

    template <std::size_t... I>
    static Tree write_all(const Whole& value, std::index_sequence<I...>) {
        static_cast<void>(value);
        std::vector<Tree> items;
        (items.push_back(Adapter<T>::write(std::get<I>(value))), ...);
        return Tree::list(std::move(items));
    }
    template <std::size_t... I>
    static Whole read_all(std::span<const Tree> items, const Path& path,
                          std::index_sequence<I...>) {
        static_cast<void>(items), static_cast<void>(path);
        return Whole{Adapter<T>::read(items[I], path.item(I))...};
    }
};

Schema record_schema(std::span<const std::string_view> names,
                     std::initializer_list<SchemaRef> parts);

/// Any tree is a value of its own: a part of a record whose type is known elsewhere.
template <>
struct Adapter<Tree> {
    static Tree write(const Tree& value) { return value; }
    static Tree read(const Tree& tree, const Path&) { return tree; }
    static Schema describe() { return {}; }
};

/// Whether a field of this type may be missing where a record is read; it is none then.
template <class T>
inline constexpr bool may_be_missing = is_optional<T> || std::is_same_v<T, Tree>;

/// A bit for each field that may be missing, the lowest for the first.
template <class... Fields>
constexpr std::uint64_t may_be_missing_of(Types<Fields...>) {
    std::uint64_t bits = 0;
    std::size_t at = 0;
    ((bits |= std::uint64_t{may_be_missing<Fields>} << at++), ...);
    return bits;
}

/// A record that says `using sm_compact = void;` is written without the fields that are none.
template <class T>
concept Compact = requires { typename T::sm_compact; };

template <class T>
struct BuiltIn<T, Shape::record> {
    static Tree write(const T& value) {
        auto tree = Tree::record(type_name<T>());
        const auto& names = field_names<T>();
        const auto add = [&](std::string_view name, Tree field) {
            if (Compact<T> && field.is(Tree::Kind::nothing)) return;
            tree.add(name, std::move(field));
        };
        with_fields(value, [&](const auto&... fields) {
            std::size_t at = 0;
            (add(names[at++], Adapter<std::remove_cvref_t<decltype(fields)>>::write(fields)), ...);
        });
        return tree;
    }
    static T read(const Tree& tree, const Path& path) {
        const auto& names = field_names<T>();
        constexpr auto missing = may_be_missing_of(FieldTypes<T>{});
        return build(FieldTypes<T>{}, read_record(tree, type_name<T>(), names, missing, path),
                     path);
    }
    static Schema describe() { return describe(FieldTypes<T>{}); }

 private:
    template <class... Fields>
    static Schema describe(Types<Fields...>) {
        return record_schema(field_names<T>(), {SchemaRef(&schema_of<Fields>)...});
    }
    template <class... Fields>
    static T build(Types<Fields...>, const FieldTrees& parts, const Path& path) {
        if constexpr (Aggregate<T>) {
            return build_aggregate<Fields...>(parts, path, std::index_sequence_for<Fields...>{});
        } else {
            static_assert(std::is_default_constructible_v<T>,
                          "sm: a class with sm_fields must be default constructible");
            T value{};
            with_fields(value, [&](auto&... fields) {
                std::size_t at = 0;
                ((fields = read_part<Fields>(parts, at, path), ++at), ...);
            });
            return value;
        }
    }
    template <class... Fields, std::size_t... I>
    static T build_aggregate(const FieldTrees& parts, const Path& path, std::index_sequence<I...>) {
        static_cast<void>(parts), static_cast<void>(path);  // of a struct without fields
        return T{read_part<Fields>(parts, I, path)...};
    }
    template <class Part>
    static Part read_part(const FieldTrees& parts, std::size_t at, const Path& path) {
        return Adapter<Part>::read(parts[at], path.field(field_names<T>()[at]));
    }
};

}  // namespace sm::detail::inline value
