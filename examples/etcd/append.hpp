#pragma once
/// Lists under keys, and transactions that append to some and read some, at once.

#include <sm/history/outcome.hpp>
#include <sm/value/json.hpp>
#include <sm/workload/transactions.hpp>

#include <cstdint>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "client.hpp"

namespace etcd {

inline std::string list_name(int key) { return "list/" + std::to_string(key); }

/// First it reads all keys; then it writes, if none of them has changed since. If one has, the
/// transaction is refused.
struct InTwoSteps {
    auto operator()(auto& session, const sm::workload::ListOps& ops) const {
        std::set<int> keys;
        for (const auto& op : ops)
            keys.insert(std::visit([](const auto& one) { return one.key; }, op));
        Txn reading, writing;
        for (const int key : keys) reading.then.push_back(Get{list_name(key)});
        const auto answer = session.txn(reading);
        sm::workload::ListModel before;
        auto got = answer.got.begin();
        for (const int key : keys) {
            const auto& entry = *got++;
            writing.guards.push_back({list_name(key), entry ? entry->mod_revision : 0});
            if (entry) before.lists[key] = sm::from_json<std::vector<int>>(entry->value);
        }
        auto after = before;
        auto found = after.apply(ops);
        for (const auto& [key, list] : after.lists)
            if (list != before.lists[key])
                writing.then.push_back(Put{list_name(key), sm::to_json(list, {.indent = 0})});
        if (!writing.then.empty() && !session.txn(writing).held)
            throw sm::Refused("another transaction came between");
        return found;
    }
};

/// The commands: as the library has them, `Transaction{ops}`.
using Lists = sm::workload::ListTransactions<InTwoSteps>;

}  // namespace etcd
