#pragma once
/// Any plain value as a `Tree`, which can be printed, saved, compared and shrunk without its type.

#include <sm/value/detail/tree.hpp>  // class Tree, BadValue

namespace sm {

/// `value` as a tree. Unordered containers come out sorted, so that equal values give equal trees.
template <class T>
Tree to_tree(const T& value);

/// The value that `tree` is of type T; throws BadValue.
///
/// Lenient where text or JSON cannot tell kinds apart: an enumerator may be a text, a real number
/// an integer, a map a list of pairs, a record a map of its fields. A field that is an optional may
/// be missing, and is none then.
template <class T>
T from_tree(const Tree& tree);

/// Likewise; messages call the whole `name`, and if that is empty begin with the field.
template <class T>
T from_tree(const Tree& tree, std::string_view name);

}  // namespace sm

#include <sm/value/detail/adapters.hpp>  // what to_tree and from_tree do for each type
