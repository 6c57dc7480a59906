#pragma once
/// Values by numbers, each different one kept once. A hash may be weak, as a user's own may be, so
/// that values with the same one are compared.

#include <sm/program/detail/any_program.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <unordered_map>
#include <utility>

namespace sm::detail::inline program {

/// Values are the same if `same_value` of their type says so.
template <class Value>
class Interned {
 public:
    using Key = std::uint32_t;

    /// The number of the value, and whether it is new; numbers are given from 0 on.
    std::pair<Key, bool> insert(Value value, std::uint64_t hash) {
        const auto [first, last] = keys_.equal_range(hash);
        for (auto it = first; it != last; ++it) {
            if (same_value(values_[it->second], value)) return {it->second, false};
        }
        const auto key = static_cast<Key>(values_.size());
        values_.push_back(std::move(value));
        keys_.emplace(hash, key);
        return {key, true};
    }

    /// Stays where it is when others come.
    const Value& operator[](Key key) const { return values_[key]; }
    std::size_t size() const { return values_.size(); }

 private:
    std::deque<Value> values_;
    std::unordered_multimap<std::uint64_t, Key> keys_;
};

inline bool same_value(const Any& a, const Any& b) { return equal_values(a, b); }
inline bool same_value(const AnyStep& a, const AnyStep& b) {
    return a.id == b.id && equal_values(a.command, b.command);
}

}  // namespace sm::detail::inline program
