#pragma once
/// Looking up a key that may be missing.

#include <optional>

namespace sm {

/// The value at `key`, or none: what a model's map answers to a read.
template <class Map, class Key>
std::optional<typename Map::mapped_type> find(const Map& map, const Key& key) {
    const auto at = map.find(key);
    if (at == map.end()) return std::nullopt;
    return at->second;
}

}  // namespace sm
