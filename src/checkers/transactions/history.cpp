#include "checkers/transactions/history.hpp"

#include <sm/base/misuse.hpp>
#include <sm/value/compare.hpp>

#include <fmt/format.h>

#include <string_view>

namespace sm::detail::inline checkers::transactions {
namespace {

bool is_transaction(const history::Operation& operation) {
    return operation.function == "txn" || operation.function == "transact";
}

bool is_word(const history::Value& item) {
    return item.is(history::Value::Kind::name) || item.is(history::Value::Kind::text);
}

std::string_view form_of(Workload workload) {
    return workload == Workload::list_append
               ? "[:append key value] or [:r key list]; check rw-register histories by rw_register"
               : "[:w key value] or [:r key value]; check list-append histories by list_append";
}

[[noreturn]] void misuse(std::size_t place, const std::string& what) {
    throw Misuse(fmt::format("operation {}: {}", place, what));
}

bool has_reads(const history::Value& micros) {
    for (const history::Value& micro : micros.items()) {
        if (!micro.is(history::Value::Kind::list) || micro.items().size() != 3) return true;
        const history::Value& function = micro.items()[0];
        if (!is_word(function) || function.text() == "r" || function.text() == "read") return true;
    }
    return false;
}

Fate fate_of(const history::Operation& operation) {
    if (operation.refused()) return Fate::refused;
    return operation.answered() ? Fate::committed : Fate::open;
}

/// The micro-operations: those answered, or, where there is no answer, those asked for.
const history::Value& content_of(const history::Operation& operation, std::size_t place) {
    const bool asked = !operation.answered() || operation.answer.is_nothing();
    const history::Value& content = asked ? operation.value : operation.answer;
    if (!content.is(history::Value::Kind::list)) {
        misuse(place, fmt::format("{} is not a list of micro-operations", to_string(content)));
    }
    if (asked && operation.answered() && has_reads(content)) {
        misuse(place,
               "it was answered, and its answer is not there; an answered transaction "
               "needs its micro-operations with the reads filled in");
    }
    return content;
}

}  // namespace

std::size_t TransactionHistory::Hash::operator()(const KeyedValue& at) const {
    return combine(at.value->hash(), at.key);
}

TransactionHistory::TransactionHistory(std::span<const history::Operation> operations,
                                       Workload which)
    : workload(which) {
    for (std::size_t place = 0; place < operations.size(); ++place) {
        if (operations[place].by_nemesis()) continue;
        if (is_transaction(operations[place])) {
            read_transaction(operations[place], place);
        } else {
            ++others;
        }
    }
    for (const Transaction& transaction : transactions) {
        for (const MicroOperation& each : of(transaction)) {
            if (each.writes) versions[each.version].last_of_writer = true;
        }
    }
    for (const Transaction& transaction : transactions) {
        std::unordered_map<KeyId, VersionId> last;
        const auto all = of(transaction);
        if (all.size() < 2) continue;
        for (const MicroOperation& each : all) {
            if (!each.writes) continue;
            const auto [before, first] = last.try_emplace(each.key, each.version);
            if (!first) versions[before->second].last_of_writer = false;
            before->second = each.version;
        }
    }
}

void TransactionHistory::read_transaction(const history::Operation& operation, std::size_t place) {
    const Fate fate = fate_of(operation);
    if (fate != Fate::committed && operation.value.is_nothing()) return;  // nothing to know of it
    Transaction transaction{.place = place, .fate = fate};
    transaction.process = operation.process;
    transaction.invoked = operation.invoked;
    if (fate == Fate::committed) transaction.returned = operation.returned;
    if (transaction.returned < transaction.invoked) {
        misuse(place, fmt::format("it returned at {}, before it was invoked at {}",
                                  operation.returned, operation.invoked));
    }
    transaction.first = static_cast<std::uint32_t>(micros.size());
    const auto id = static_cast<TransactionId>(transactions.size());
    transactions.push_back(transaction);
    for (const history::Value& item : content_of(operation, place).items()) {
        micros.push_back(micro(item, fate == Fate::committed, place));
        if (micros.back().writes) write(micros.back(), id);
    }
    transactions.back().last = static_cast<std::uint32_t>(micros.size());
}

MicroOperation TransactionHistory::micro(const history::Value& item, bool answered,
                                         std::size_t place) {
    if (!item.is(history::Value::Kind::list) || item.items().size() != 3 ||
        !is_word(item.items()[0])) {
        misuse(place, fmt::format("{} is not a micro-operation; it has to be {}", to_string(item),
                                  form_of(workload)));
    }
    const std::string& function = item.items()[0].text();
    const history::Value& value = item.items()[2];
    MicroOperation made{.key = key(item.items()[1]), .value = &value};
    if (function == "r" || function == "read") {
        made.answered = answered;
        if (answered) unwrap(made, place);
        const bool list = value.is_nothing() || value.is(history::Value::Kind::list);
        if (answered && workload == Workload::list_append && !list) {
            misuse(
                place,
                fmt::format("{} reads a value that is not a list; a read of list-append answers a "
                            "list, or nil for none",
                            to_string(item)));
        }
        return made;
    }
    made.writes = workload == Workload::list_append ? function == "append"
                                                    : function == "w" || function == "write";
    if (!made.writes) {
        misuse(place, fmt::format("{} is not known here; a micro-operation has to be {}",
                                  to_string(item), form_of(workload)));
    }
    if (answered) unwrap(made, place);
    return made;
}

/// Takes a pair of version and value apart. A write may have been answered without its version.
void TransactionHistory::unwrap(MicroOperation& micro, std::size_t place) const {
    if (workload != Workload::versioned_register || micro.value->is_nothing()) return;
    const bool pair =
        micro.value->is(history::Value::Kind::list) && micro.value->items().size() == 2;
    if (pair) {
        micro.ordinal = &micro.value->items()[0];
        micro.value = &micro.value->items()[1];
    } else if (!micro.writes) {
        misuse(place, fmt::format("the read of {} answers {}; with explicit versions it has to "
                                  "answer [version value], or nil",
                                  to_string(*keys[micro.key].name), to_string(*micro.value)));
    }
}

KeyId TransactionHistory::key(const history::Value& name) {
    const auto [at, fresh] = key_ids_.try_emplace({0, &name}, static_cast<KeyId>(keys.size()));
    if (fresh) {
        const auto initial = static_cast<VersionId>(versions.size());
        keys.push_back({.name = &name, .initial = initial});
        versions.push_back({.key = at->second});
    }
    return at->second;
}

void TransactionHistory::write(MicroOperation& micro, TransactionId by) {
    const std::size_t place = transactions[by].place;
    if (workload != Workload::list_append && micro.value->is_nothing()) {
        misuse(place, fmt::format("it writes nil to {}, which stands for what was never written; "
                                  "let it write something else",
                                  to_string(*keys[micro.key].name)));
    }
    const auto [at, fresh] =
        version_ids_.try_emplace({micro.key, micro.value}, static_cast<VersionId>(versions.size()));
    if (!fresh) {
        const auto before = transactions[versions[at->second].writer].place;
        misuse(place,
               fmt::format("it writes {} to {}, as operation {} does; each value may be "
                           "written to a key once, or nobody can tell which one was read: "
                           "let the workload count its values up",
                           to_string(*micro.value), to_string(*keys[micro.key].name), before));
    }
    micro.version = at->second;
    versions.push_back({.key = micro.key, .writer = by, .value = micro.value});
}

VersionId TransactionHistory::find(KeyId key, const history::Value& value) const {
    const auto at = version_ids_.find({key, &value});
    return at == version_ids_.end() ? kNone : at->second;
}

std::size_t TransactionHistory::bytes() const {
    constexpr std::size_t entry = sizeof(KeyedValue) + 5 * sizeof(void*);
    return transactions.capacity() * sizeof(Transaction) +
           micros.capacity() * sizeof(MicroOperation) + keys.capacity() * sizeof(Key) +
           versions.capacity() * sizeof(Version) + (key_ids_.size() + version_ids_.size()) * entry;
}

}  // namespace sm::detail::inline checkers::transactions
