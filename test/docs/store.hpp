#pragma once
/// The system under test of the README.

#include <map>
#include <mutex>
#include <optional>

template <class Key>
class StoreOf {
 public:
    explicit StoreOf(bool wrong_cas = false) : wrong_cas_(wrong_cas) {}
    StoreOf(const StoreOf&) = delete;

    void put(Key key, int value) {
        const std::lock_guard lock(mutex_);
        kv_[key] = value;
    }
    std::optional<int> get(Key key) const {
        const std::lock_guard lock(mutex_);
        const auto at = kv_.find(key);
        return at == kv_.end() ? std::nullopt : std::optional(at->second);
    }
    /// With the bug of the README: it writes 4 where it was told to write 3.
    bool cas(Key key, int from, int to) {
        const std::lock_guard lock(mutex_);
        const auto at = kv_.find(key);
        if (at == kv_.end() || at->second != from) return false;
        at->second = wrong_cas_ && to == 3 ? 4 : to;
        return true;
    }

 private:
    bool wrong_cas_;
    std::map<Key, int> kv_;
    mutable std::mutex mutex_;
};

enum class Key;
using Store = StoreOf<Key>;
