#pragma once
/// Numbers in a row, of which one that is small enough is found fast.

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <vector>

namespace sm::detail::inline checkers {

/// A segment tree of minima, with ranges raised at once.
class MinimumTree {
 public:
    static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
    static constexpr std::int64_t kGone = std::numeric_limits<std::int64_t>::max() / 2;

    explicit MinimumTree(const std::vector<std::int64_t>& numbers)
        : size_(std::bit_ceil(std::max<std::size_t>(numbers.size(), 1))),
          least_(2 * size_, kGone),
          raised_(2 * size_, 0) {
        std::copy(numbers.begin(), numbers.end(),
                  least_.begin() + static_cast<std::ptrdiff_t>(size_));
        for (auto node = size_; node-- > 1;) pull(node);
    }

    /// The first place in [begin, end) whose number is at most `bound`, or kNone.
    std::size_t find(std::size_t begin, std::size_t end, std::int64_t bound) const {
        return find(1, 0, size_, begin, end, bound);
    }

    void set(std::size_t place, std::int64_t number) { set(1, 0, size_, place, number); }
    void remove(std::size_t place) { set(place, kGone); }

    /// Adds `by` to the numbers in [begin, end).
    void raise(std::size_t begin, std::size_t end, std::int64_t by) {
        raise(1, 0, size_, begin, end, by);
    }

 private:
    void pull(std::size_t node) {
        least_[node] = std::min(least_[2 * node], least_[2 * node + 1]) + raised_[node];
    }

    std::size_t find(std::size_t node, std::size_t low, std::size_t high, std::size_t begin,
                     std::size_t end, std::int64_t bound) const {
        if (high <= begin || end <= low || least_[node] > bound) return kNone;
        if (node >= size_) return low;
        const auto middle = low + (high - low) / 2;
        const auto below = bound - raised_[node];
        const auto left = find(2 * node, low, middle, begin, end, below);
        return left != kNone ? left : find(2 * node + 1, middle, high, begin, end, below);
    }

    void set(std::size_t node, std::size_t low, std::size_t high, std::size_t place,
             std::int64_t number) {
        if (node >= size_) {
            least_[node] = number;
            return;
        }
        const auto middle = low + (high - low) / 2;
        const auto below = number - raised_[node];
        if (place < middle) {
            set(2 * node, low, middle, place, below);
        } else {
            set(2 * node + 1, middle, high, place, below);
        }
        pull(node);
    }

    void raise(std::size_t node, std::size_t low, std::size_t high, std::size_t begin,
               std::size_t end, std::int64_t by) {
        if (high <= begin || end <= low) return;
        if (begin <= low && high <= end) {
            least_[node] += by;
            raised_[node] += by;
            return;
        }
        const auto middle = low + (high - low) / 2;
        raise(2 * node, low, middle, begin, end, by);
        raise(2 * node + 1, middle, high, begin, end, by);
        pull(node);
    }

    std::size_t size_;
    std::vector<std::int64_t> least_;
    std::vector<std::int64_t> raised_;
};

}  // namespace sm::detail::inline checkers
