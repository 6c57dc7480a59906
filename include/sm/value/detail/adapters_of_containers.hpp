#pragma once
/// The adapters of sequences, sets, maps and arrays.

#include <sm/value/detail/adapter.hpp>
#include <sm/value/detail/reading.hpp>
#include <sm/value/detail/tree.hpp>
#include <sm/value/schema.hpp>

namespace sm::detail::inline value {

template <class T>
Tree write_items(const T& value) {
    Tree list = Tree::list();
    for (const auto& item : value) list.add(Adapter<typename T::value_type>::write(item));
    return list;
}

template <class T>
struct BuiltIn<T, Shape::sequence> {
    using Item = typename T::value_type;

    static Tree write(const T& value) { return write_items(value); }
    static T read(const Tree& tree, const Path& path) {
        T value;
        std::size_t at = 0;
        for (const auto& item : read_list(tree, "a list", path)) {
            value.push_back(Adapter<Item>::read(item, path.item(at++)));
        }
        return value;
    }
    static Schema describe() { return Schema(Schema::Kind::list, {SchemaRef(&schema_of<Item>)}); }
};

template <class T>
struct BuiltIn<T, Shape::set> {
    using Item = typename T::value_type;

    static Tree write(const T& value) {
        Tree list = write_items(value);
        if constexpr (Unordered<T>) list.sort();
        return list;
    }
    static T read(const Tree& tree, const Path& path) {
        T value;
        std::size_t at = 0;
        for (const auto& item : read_list(tree, "a set", path)) {
            const auto where = path.item(at++);
            if (!value.insert(Adapter<Item>::read(item, where)).second) {
                bad_kind(where, item, "new: it is in the set already");
            }
        }
        return value;
    }
    static Schema describe() {
        Schema schema(Schema::Kind::set, {SchemaRef(&schema_of<Item>)});
        schema.distinct = true;
        return schema;
    }
};

template <class T>
struct BuiltIn<T, Shape::map> {
    using Key = typename T::key_type;
    using Mapped = typename T::mapped_type;

    static Tree write(const T& value) {
        Tree tree = Tree::map();
        for (const auto& [key, mapped] : value) {
            tree.add(Adapter<Key>::write(key), Adapter<Mapped>::write(mapped));
        }
        if constexpr (Unordered<T>) tree.sort();
        return tree;
    }
    static T read(const Tree& tree, const Path& path) {
        T value;
        std::size_t at = 0;
        for (const auto& [key, mapped] : read_map(tree, path)) {
            const auto where = path.key(at++);
            const auto place = value.try_emplace(Adapter<Key>::read(*key, where),
                                                 Adapter<Mapped>::read(*mapped, where.value(*key)));
            if (!place.second) bad_kind(where, *key, "new: it is in the map already");
        }
        return value;
    }
    static Schema describe() {
        return Schema(Schema::Kind::map,
                      {SchemaRef(&schema_of<Key>), SchemaRef(&schema_of<Mapped>)});
    }
};

template <class T>
struct BuiltIn<T, Shape::array> {
    using Item = typename T::value_type;
    static constexpr std::size_t size = std::tuple_size_v<T>;

    static Tree write(const T& value) { return write_items(value); }
    static T read(const Tree& tree, const Path& path) {
        return read_all(read_tuple(tree, size, path), path, std::make_index_sequence<size>{});
    }
    static Schema describe() {
        Schema schema(Schema::Kind::list, {SchemaRef(&schema_of<Item>)});
        schema.min_size = schema.max_size = size;
        return schema;
    }

 private:
    template <std::size_t... I>
    static T read_all(std::span<const Tree> items, const Path& path, std::index_sequence<I...>) {
        static_cast<void>(items), static_cast<void>(path);  // of an array without elements
        return T{{Adapter<Item>::read(items[I], path.item(I))...}};
    }
};

}  // namespace sm::detail::inline value
