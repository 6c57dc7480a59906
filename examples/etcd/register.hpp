#pragma once
/// Registers: keys that are independent of each other, each with an integer or nothing.

#include <sm/sm.hpp>
#include <sm/value/json.hpp>

#include <map>
#include <optional>
#include <string>
#include <variant>

namespace etcd {

/// What registers promise, and their commands. The types say what is drawn: `Register<int>` has
/// keys without end, for long runs.
template <class Key = sm::Below<3>, class Value = sm::Below<5>>
struct Register {
    struct Model {
        std::map<int, int> values;
    };

    static std::string name(int key) { return "register/" + std::to_string(key); }

    /// The value as nodes have it, by a quorum if the session asks one.
    struct Read {
        static constexpr bool read_only = true;
        Key key;

        std::optional<int> apply(Model& m) const { return sm::find(m.values, int{key}); }
        std::optional<int> run(auto& session) const {
            const auto entry = session.get(name(key));
            if (!entry) return std::nullopt;
            return sm::from_json<int>(entry->value);
        }
        static auto partition(const Read& c) { return int{c.key}; }
    };

    struct Write {
        Key key;
        Value value;

        void apply(Model& m) const { m.values[key] = value; }
        void run(auto& session) const { session.put(name(key), std::to_string(value)); }
        static auto partition(const Write& c) { return int{c.key}; }
    };

    /// Whether the value was `from`, and is `to` now.
    struct Cas {
        Key key;
        Value from;
        Value to;

        bool apply(Model& m) const {
            const auto at = m.values.find(key);
            if (at == m.values.end() || at->second != from) return false;
            at->second = to;
            return true;
        }
        bool run(auto& session) const {
            return session.cas(name(key), std::to_string(from), std::to_string(to));
        }
        static auto partition(const Cas& c) { return int{c.key}; }
        /// One that found another value counts as refused: it did nothing.
        static bool took_effect(const bool& swapped) { return swapped; }
    };

    using Cmd = std::variant<Read, Write, Cas>;
};

}  // namespace etcd
