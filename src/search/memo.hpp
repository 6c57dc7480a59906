#pragma once
/// What the calls do to the states, each pair asked once.

#include "search/search.hpp"

namespace sm::detail::inline search {

inline constexpr StateId kNoState = std::numeric_limits<StateId>::max();

/// Mixes the bits of a word so that its low ones depend on all.
inline std::uint64_t mixed(std::uint64_t word) {
    word *= 0x9e3779b97f4a7c15U;
    word ^= word >> 32;
    word *= 0xd6e8feb86659fd93U;
    return word ^ (word >> 29);
}

/// An open-addressing table from (state, kind) to the state after.
class Memo {
 public:
    explicit Memo(StateSpace& space) : space_(&space) {}

    /// The state after, or kNoState; `call` stands for all of its kind.
    StateId step(StateId from, Kind kind, CallId call) {
        if (2 * (count_ + 1) > keys_.size()) grow();
        const auto key = (std::uint64_t{from} << 32) | kind;
        const auto slot = find(key);
        if (keys_[slot] == key) return values_[slot];
        const auto to = space_->step(from, call).value_or(kNoState);
        keys_[slot] = key;
        values_[slot] = to;
        ++count_;
        return to;
    }

    std::size_t bytes() const {
        const auto held = (sizeof(std::uint64_t) + sizeof(StateId)) * keys_.size();
        const bool grows = 2 * (count_ + kBetweenMeasures) > keys_.size();
        return held * (grows ? 3 : 1) + space_->memory();
    }

 private:
    static constexpr std::uint64_t kEmpty = std::numeric_limits<std::uint64_t>::max();

    std::size_t find(std::uint64_t key) const {
        const auto last = keys_.size() - 1;
        auto slot = mixed(key) & last;
        while (keys_[slot] != key && keys_[slot] != kEmpty) slot = (slot + 1) & last;
        return slot;
    }

    void grow() {
        const auto keys = std::move(keys_);
        const auto values = std::move(values_);
        const auto size = keys.empty() ? 64 : 2 * keys.size();
        keys_.assign(size, kEmpty);
        values_.assign(size, kNoState);
        for (std::size_t i = 0; i < keys.size(); ++i) {
            if (keys[i] == kEmpty) continue;
            const auto slot = find(keys[i]);
            keys_[slot] = keys[i];
            values_[slot] = values[i];
        }
    }

    StateSpace* space_;
    std::vector<std::uint64_t> keys_;
    std::vector<StateId> values_;
    std::size_t count_ = 0;
};

}  // namespace sm::detail::inline search
