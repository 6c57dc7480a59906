#pragma once
/// How much memory a container holds, and is about to.

#include <cstddef>
#include <vector>

namespace sm::detail::inline search {

/// How often memory is measured, in insertions.
inline constexpr std::size_t kBetweenMeasures = 64;

/// Bytes of a vector. Close to its capacity those of the next one count too, as both are there for
/// a moment: a bound has to hold at that moment.
template <class T>
std::size_t footprint(const std::vector<T>& items) {
    const bool grows = items.size() + 2 * kBetweenMeasures > items.capacity();
    return sizeof(T) * items.capacity() * (grows && items.capacity() > 0 ? 3 : 1);
}

}  // namespace sm::detail::inline search
