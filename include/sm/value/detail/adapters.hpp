#pragma once
/// The adapters of the standard library's types, of records and of enums.

#include <sm/value/detail/adapter.hpp>
#include <sm/value/detail/adapters_of_containers.hpp>
#include <sm/value/detail/adapters_of_scalars.hpp>
#include <sm/value/detail/adapters_of_structs.hpp>
#include <sm/value/detail/reading.hpp>
#include <sm/value/schema.hpp>
#include <sm/value/tree.hpp>

namespace sm {

namespace detail::inline value {

/// The schema under this name, unless it has one of its own.
Schema described(Schema schema, std::string_view type);

template <class T>
Path root_path() {
    static const std::string name =
        shape_of_adapted<T>() == Shape::record ? std::string(type_name<T>()) : "value";
    return {nullptr, Path::Step::root, name, 0};
}

}  // namespace detail::inline value

template <class T>
Tree to_tree(const T& value) {
    return detail::Adapter<T>::write(value);
}

template <class T>
T from_tree(const Tree& tree) {
    return detail::Adapter<T>::read(tree, detail::root_path<T>());
}

template <class T>
T from_tree(const Tree& tree, std::string_view name) {
    return detail::Adapter<T>::read(tree, {nullptr, detail::Path::Step::root, name, 0});
}

template <class T>
const Schema& schema_of() {
    static const Schema schema = detail::described(detail::Adapter<T>::describe(), type_name<T>());
    return schema;
}

// Those that are in most commands and answers are compiled once, in the library.
extern template const Schema& schema_of<bool>();
extern template const Schema& schema_of<int>();
extern template const Schema& schema_of<std::int64_t>();
extern template const Schema& schema_of<std::uint64_t>();
extern template const Schema& schema_of<double>();
extern template const Schema& schema_of<std::string>();

}  // namespace sm
