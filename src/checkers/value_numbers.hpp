#pragma once
/// Numbers for values, each different one kept once.

#include <sm/history/value.hpp>

#include <cstdint>
#include <utility>
#include <vector>

#include "search/memo.hpp"

namespace sm::detail::inline checkers {

/// An open-addressing table of values, numbered from 0 on as they come.
class ValueNumbers {
 public:
    std::int64_t of(const history::Value& value) {
        if (2 * (values_.size() + 1) > table_.size()) grow();
        const auto slot = find(value);
        if (table_[slot] == 0) {
            values_.push_back(value);
            table_[slot] = static_cast<std::uint32_t>(values_.size());
        }
        return table_[slot] - std::int64_t{1};
    }

    std::vector<history::Value> values() && { return std::move(values_); }

 private:
    std::size_t find(const history::Value& value) const {
        const auto last = table_.size() - 1;
        auto slot = mixed(value.hash()) & last;
        while (table_[slot] != 0 && !(values_[table_[slot] - 1] == value)) slot = (slot + 1) & last;
        return slot;
    }

    void grow() {
        table_.assign(table_.empty() ? 32 : 2 * table_.size(), 0);
        for (std::size_t i = 0; i < values_.size(); ++i) {
            table_[find(values_[i])] = static_cast<std::uint32_t>(i + 1);
        }
    }

    std::vector<history::Value> values_;
    std::vector<std::uint32_t> table_;  // number + 1; 0 is empty
};

}  // namespace sm::detail::inline checkers
