#pragma once
/// Smaller values by their type alone, so that what was read from a file shrinks too.

#include <sm/value/schema.hpp>
#include <sm/value/tree.hpp>

#include <cstddef>
#include <vector>

namespace sm {

/// The simplest value of the type: zero or what is nearest, the first enumerator, the emptiest
/// container. References are kept as they are in `value`.
Tree simplest(const Schema& schema, const Tree& value);

/// The value of the type that comes at place `rank` in order of simplicity, where the type is a
/// number, text, enumeration or choice; the last one where there are not so many.
Tree at_rank(const Schema& schema, std::size_t rank);

/// A number, text, enumerator or choice inside a value, and the way to it.
struct Leaf {
    std::vector<std::size_t> path;  ///< items from the root
    const Schema* schema;
    Tree value;
};

/// Every leaf of the value, in order; references are none.
std::vector<Leaf> leaves(const Schema& schema, const Tree& value);

/// The value with the leaf at `path` replaced.
Tree with_leaf(const Tree& value, const std::vector<std::size_t>& path, const Tree& leaf);

/// Values between the simplest and this one, the simplest first. Of those that fail the search goes
/// on from the first, so that a number is found by halving.
std::vector<Tree> simpler(const Schema& leaf, const Tree& value);

/// The value with something taken out of one of its containers, optionals or variants, the most
/// taken out first.
std::vector<Tree> smaller(const Schema& schema, const Tree& value);

}  // namespace sm
