#pragma once
/// The system under test of core-compile.

#include <map>
#include <optional>
#include <variant>

enum class Key { x, y, z };

class Store {
 public:
    void put(Key key, int value) { kv_[key] = value; }
    std::optional<int> get(Key key) const {
        const auto at = kv_.find(key);
        return at == kv_.end() ? std::nullopt : std::optional(at->second);
    }
    bool cas(Key key, int from, int to) {
        const auto at = kv_.find(key);
        if (at == kv_.end() || at->second != from) return false;
        at->second = to;
        return true;
    }

 private:
    std::map<Key, int> kv_;
};
