#pragma once
/// A set of integers under one key, to which elements are added and which is read as a whole.

#include <sm/history/outcome.hpp>
#include <sm/sm.hpp>
#include <sm/value/json.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace etcd {

/// What the set promises, and its commands. The type says which elements are drawn.
template <class Element = sm::Below<30>>
struct Set {
    struct Model {
        std::set<int> elements;
    };

    static constexpr const char* name = "set";

    /// Reads, and writes back with the element if nobody has written meanwhile; else again.
    struct Add {
        static constexpr int attempts = 100;  // each of the others that came between did succeed
        Element element;

        void apply(Model& m) const { m.elements.insert(element); }
        void run(auto& session) const {
            for (int attempt = 0; attempt < attempts; ++attempt) {
                const auto entry = session.get(name);
                auto list =
                    entry ? sm::from_json<std::vector<int>>(entry->value) : std::vector<int>{};
                if (std::find(list.begin(), list.end(), int{element}) != list.end()) return;
                list.push_back(element);
                const auto text = sm::to_json(list, {.indent = 0});
                if (session.cas(name, entry ? entry->mod_revision : 0, text)) return;
            }
            throw sm::Refused("others came between " + std::to_string(attempts) + " times");
        }
    };

    /// All elements, in order.
    struct ReadAll {
        static constexpr std::string_view function = "read";
        static constexpr bool read_only = true;

        std::vector<int> apply(Model& m) const { return {m.elements.begin(), m.elements.end()}; }
        std::vector<int> run(auto& session) const {
            const auto entry = session.get(name);
            if (!entry) return {};
            auto list = sm::from_json<std::vector<int>>(entry->value);
            std::sort(list.begin(), list.end());
            return list;
        }
    };

    using Cmd = std::variant<Add, ReadAll>;
};

}  // namespace etcd
