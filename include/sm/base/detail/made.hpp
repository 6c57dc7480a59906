#pragma once
/// Arrays made of other arrays, element by element.

#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

namespace sm::detail::inline base {

/// Walks through an array, making of each element what `make` makes. A vector of such a range is
/// allocated once, so that nothing is compiled for its growing.
template <class From, auto make>
struct Made {
    using iterator_category = std::forward_iterator_tag;
    using value_type = decltype(make(std::declval<const From&>()));
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = value_type;

    const From* at = nullptr;

    value_type operator*() const { return make(*at); }
    Made& operator++() { return ++at, *this; }
    Made operator++(int) { return {at++}; }
    friend bool operator==(Made, Made) = default;
};

template <auto make, class From>
auto made_of(const std::vector<From>& all) {
    using Iterator = Made<From, make>;
    return std::vector<typename Iterator::value_type>(Iterator{all.data()},
                                                      Iterator{all.data() + all.size()});
}

}  // namespace sm::detail::inline base
