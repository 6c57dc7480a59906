#pragma once
/// What changed between two values, and nothing else: `kv: {y: 1 → 4, z: added 5, x: removed 2}`.

#include <sm/value/tree.hpp>

#include <string>

namespace sm {

/// The changes that lead from `before` to `after`; "no change" if they are equal.
std::string difference(const Tree& before, const Tree& after);

template <class T>
std::string difference(const T& before, const T& after) {
    return difference(to_tree(before), to_tree(after));
}

}  // namespace sm
