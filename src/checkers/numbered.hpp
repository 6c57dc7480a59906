#pragma once
/// Different values by numbers, from 0 on in the order in which they turn up.

#include <sm/history/value.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace sm::detail::inline checkers {

/// Datums that come in the order in which they first came, as those of whole sets read again and
/// again do, are found without a look at the table: the guess is that the next one comes next.
class Numbered {
 public:
    using Number = std::uint32_t;
    static constexpr Number kNone = std::numeric_limits<Number>::max();

    /// The number of the value, which is the next one if it is new.
    Number insert(const history::Value& value);
    /// The number of the value, or kNone.
    Number find(const history::Value& value) const;

    const history::Value& operator[](Number number) const { return values_[number]; }
    std::size_t size() const { return values_.size(); }

 private:
    struct Slot {
        std::uint32_t hash = 0;
        Number number = kNone;
    };

    std::size_t slot_of(const history::Value& value, std::uint32_t hash) const;
    void grow();

    std::vector<history::Value> values_;
    std::vector<Slot> slots_;
    std::size_t guess_ = 0;
};

}  // namespace sm::detail::inline checkers
