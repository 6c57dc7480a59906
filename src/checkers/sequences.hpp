#pragma once
/// Sequences of numbers, each different one kept once.

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "search/memo.hpp"

namespace sm::detail::inline checkers {

/// Numbered from 0 on; all items lie in one vector.
class Sequences {
 public:
    using Item = std::uint32_t;

    StateId intern(std::span<const Item> items) {
        if (2 * (begins_.size() + 1) > table_.size()) grow();
        const auto slot = find(items);
        if (table_[slot] == 0) {
            begins_.push_back(items_.size());
            items_.insert(items_.end(), items.begin(), items.end());
            table_[slot] = static_cast<StateId>(begins_.size());
        }
        return table_[slot] - 1;
    }

    std::span<const Item> operator[](StateId id) const {
        const auto end = id + std::size_t{1} < begins_.size() ? begins_[id + 1] : items_.size();
        return std::span(items_).subspan(begins_[id], end - begins_[id]);
    }

    std::size_t bytes() const { return footprint(items_) + footprint(begins_) + footprint(table_); }

 private:
    std::size_t find(std::span<const Item> items) const {
        std::uint64_t hash = items.size();
        for (const auto item : items) hash = mixed(hash + item);
        const auto last = table_.size() - 1;
        auto slot = mixed(hash) & last;
        while (table_[slot] != 0) {
            const auto known = (*this)[table_[slot] - 1];
            if (std::equal(known.begin(), known.end(), items.begin(), items.end())) break;
            slot = (slot + 1) & last;
        }
        return slot;
    }

    void grow() {
        table_.assign(table_.empty() ? 64 : 2 * table_.size(), 0);
        for (StateId id = 0; id < begins_.size(); ++id) table_[find((*this)[id])] = id + 1;
    }

    std::vector<Item> items_;
    std::vector<std::size_t> begins_;
    std::vector<StateId> table_;  // number + 1; 0 is empty
};

}  // namespace sm::detail::inline checkers
