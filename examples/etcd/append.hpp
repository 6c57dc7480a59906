#pragma once
/// Lists under keys, and transactions that append to some and read some, at once.

#include <sm/history/outcome.hpp>
#include <sm/history/value.hpp>
#include <sm/sm.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "client.hpp"
#include "lists.hpp"

namespace etcd {

/// What the lists promise, and their one command. The types say what is drawn. Checkers of
/// transactions want that no value is appended to a key twice; the model does not.
template <class Key = sm::Below<3>, class Value = sm::Below<100>>
struct Lists {
    struct Model {
        std::map<int, std::vector<int>> lists;
    };

    struct Append {
        Key key;
        Value value;

        friend bool operator==(const Append&, const Append&) = default;
    };
    struct Read {
        Key key;

        friend bool operator==(const Read&, const Read&) = default;
    };
    using Op = std::variant<Append, Read>;

    static std::string name(int key) { return "list/" + std::to_string(key); }
    static int key_of(const Op& op) {
        return std::visit([](const auto& one) { return int{one.key}; }, op);
    }

    /// Does all of `ops`, in their order, and answers the lists that were read. A list that was
    /// appended to before in the same transaction is read with that.
    ///
    /// First it reads all its keys; then it writes, if none of them has changed since. If one has,
    /// it is refused.
    struct Txn {
        static constexpr std::string_view function = "txn";
        sm::NonEmpty<std::vector<Op>> ops;

        std::vector<std::vector<int>> apply(Model& m) const {
            std::vector<std::vector<int>> read;
            for (const auto& op : ops.get()) {
                auto& list = m.lists[key_of(op)];
                if (const auto* append = std::get_if<Append>(&op)) {
                    list.push_back(append->value);
                } else {
                    read.push_back(list);
                }
            }
            std::erase_if(m.lists, [](const auto& entry) { return entry.second.empty(); });
            return read;
        }

        std::vector<std::vector<int>> run(auto& session) const {
            etcd::Txn writing;
            Model seen = fetch(session, writing.guards);
            auto after = seen;
            auto read = apply(after);
            for (const auto& [key, list] : after.lists)
                if (list != seen.lists[key]) writing.then.push_back(Put{name(key), text_of(list)});
            if (!writing.then.empty() && !session.txn(writing).held)
                throw sm::Refused("another transaction came between");
            return read;
        }

        /// `[[:append 1 5] [:r 1 nil]]`
        sm::history::Value input() const { return described({}); }
        /// The same with the lists: `[[:append 1 5] [:r 1 [5]]]`
        sm::history::Value output(const std::vector<std::vector<int>>& read) const {
            return described(read);
        }

     private:
        /// What the keys hold at one moment, and that they have not changed since.
        Model fetch(auto& session, std::vector<Guard>& guards) const {
            std::map<int, std::size_t> places;
            etcd::Txn reading;
            for (const auto& op : ops.get()) {
                const auto key = key_of(op);
                if (!places.emplace(key, reading.then.size()).second) continue;
                reading.then.push_back(Get{name(key)});
            }
            const auto answer = session.txn(reading);
            Model seen;
            for (const auto& [key, place] : places) {
                const auto& entry = answer.got.at(place);
                guards.push_back({name(key), entry ? entry->mod_revision : std::int64_t{0}});
                if (entry) seen.lists[key] = list_in(entry->value);
            }
            return seen;
        }

        sm::history::Value described(const std::vector<std::vector<int>>& read) const {
            std::vector<sm::history::Value> described;
            auto next = read.begin();
            for (const auto& op : ops.get()) {
                const auto key = sm::history::Value::integer(key_of(op));
                if (const auto* append = std::get_if<Append>(&op)) {
                    described.push_back(
                        sm::history::Value::list({sm::history::Value::name("append"), key,
                                                  sm::history::Value::integer(append->value)}));
                } else {
                    auto list = next == read.end() ? sm::history::Value() : datum_of(*next++);
                    described.push_back(sm::history::Value::list(
                        {sm::history::Value::name("r"), key, std::move(list)}));
                }
            }
            return sm::history::Value::list(std::move(described));
        }
    };

    using Cmd = std::variant<Txn>;
};

}  // namespace etcd
