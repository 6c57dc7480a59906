#include "checkers/transactions/words.hpp"

#include <fmt/format.h>

namespace sm::detail::inline checkers::transactions {
namespace {

constexpr std::size_t kMostShown = 6;
constexpr std::size_t kLastShown = 4;

std::string key_name(const TransactionHistory& history, VersionId version) {
    return to_string(*history.keys[history.versions[version].key].name);
}

/// What the version holds as far as its name goes: the value written, or nil or [].
std::string held(const TransactionHistory& history, VersionId version) {
    const history::Value* value = history.versions[version].value;
    if (value != nullptr) return brief(*value);
    return history.workload == Workload::list_append ? "[]" : "nil";
}

std::string_view verb(const TransactionHistory& history) {
    return history.workload == Workload::list_append ? "appended" : "wrote";
}

/// The first transaction of which the one version was written after the other was read.
std::string who_read_before(const TransactionHistory& history, const Succession& succession) {
    const TransactionId writer = history.versions[succession.to].writer;
    return fmt::format("{} read {} before it wrote {}", transaction_name(history, writer),
                       held(history, succession.from), held(history, succession.to));
}

/// The succession by which `from`, having read or written a version, precedes `to`.
const Succession* succession_between(const TransactionHistory& history,
                                     const Successions& successions, TransactionId from,
                                     TransactionId to, bool wrote, const MicroOperation*& by) {
    for (const MicroOperation& each : history.of(history.transactions[from])) {
        if (each.writes != wrote || each.version == kNone) continue;
        for (const Succession& succession : successions.from(each.version)) {
            if (history.versions[succession.to].writer != to) continue;
            by = &each;
            return &succession;
        }
    }
    return nullptr;
}

std::string wr_text(const TransactionHistory& history, TransactionId from, TransactionId to) {
    for (const MicroOperation& each : history.of(history.transactions[to])) {
        if (!each.answered || each.version == kNone) continue;
        if (history.versions[each.version].writer != from) continue;
        return write_text(history, each.version) + ", " + read_text(history, to, each);
    }
    return {};
}

std::string ww_text(const TransactionHistory& history, const Successions& successions,
                    TransactionId from, TransactionId to) {
    const MicroOperation* write = nullptr;
    const Succession* found = succession_between(history, successions, from, to, true, write);
    if (found == nullptr) return {};
    return fmt::format("{}, {} {} {} after it ({})", write_text(history, found->from),
                       transaction_name(history, to), verb(history), held(history, found->to),
                       succession_text(history, *found));
}

std::string rw_text(const TransactionHistory& history, const Successions& successions,
                    TransactionId from, TransactionId to) {
    const MicroOperation* read = nullptr;
    const Succession* found = succession_between(history, successions, from, to, false, read);
    if (found == nullptr) return {};
    std::string text =
        fmt::format("{}, {} {} {} after that", read_text(history, from, *read),
                    transaction_name(history, to), verb(history), held(history, found->to));
    // Of a list the read itself shows it.
    if (history.workload == Workload::list_append) return text;
    return fmt::format("{} ({})", text, succession_text(history, *found));
}

std::string time_text(const TransactionHistory& history, TransactionId from, TransactionId to,
                      Kind kind) {
    const Transaction& before = history.transactions[from];
    const Transaction& after = history.transactions[to];
    std::string text = fmt::format("{} returned (at {}) before {} was invoked (at {})",
                                   transaction_name(history, from), before.returned,
                                   transaction_name(history, to), after.invoked);
    if (kind == kProcess) text += fmt::format(", both by process {}", before.process);
    return text;
}

}  // namespace

std::string transaction_name(const TransactionHistory& history, TransactionId transaction) {
    return fmt::format("T{}", history.transactions[transaction].place);
}

std::string_view to_string(Kind kind) {
    switch (kind) {
        case kWw:
            return "ww";
        case kWr:
            return "wr";
        case kRw:
            return "rw";
        case kProcess:
            return "process";
        case kRealtime:
            return "realtime";
        case kPass:
            break;
    }
    return "?";
}

std::string brief(const history::Value& value) {
    if (!value.is(history::Value::Kind::list) || value.items().size() <= kMostShown)
        return to_string(value);
    std::string text = "[...";
    for (const history::Value& item : value.items().last(kLastShown)) text += " " + to_string(item);
    return text + "]";
}

std::string write_text(const TransactionHistory& history, VersionId version) {
    return fmt::format("{} {} {} to {}",
                       transaction_name(history, history.versions[version].writer), verb(history),
                       held(history, version), key_name(history, version));
}

std::string read_text(const TransactionHistory& history, TransactionId reader,
                      const MicroOperation& read) {
    const bool empty = read.value->is_nothing() && history.workload == Workload::list_append;
    return fmt::format("{} read {} of {}", transaction_name(history, reader),
                       empty ? "[]" : brief(*read.value), to_string(*history.keys[read.key].name));
}

std::string succession_text(const TransactionHistory& history, const Succession& succession) {
    const KeyId key = history.versions[succession.from].key;
    const std::string from = held(history, succession.from);
    const std::string to = held(history, succession.to);
    switch (succession.source) {
        case Source::longest_read:
            return fmt::format("as {} read",
                               transaction_name(history, history.keys[key].longest_reader));
        case Source::unread:
            return fmt::format("no read of {} has {}", to_string(*history.keys[key].name), to);
        case Source::initial_state:
            return "nil is the initial state";
        case Source::writes_follow_reads:
            return who_read_before(history, succession);
        case Source::same_transaction:
            return fmt::format("{} wrote {}, then {}",
                               transaction_name(history, history.versions[succession.to].writer),
                               from, to);
        case Source::sequential_keys:
            return fmt::format("a process met {} before {}, and keys are taken to be sequential",
                               from, to);
        case Source::linearizable_keys:
            return fmt::format("{} was met before {}, and keys are taken to be linearizable", from,
                               to);
        case Source::explicit_versions:
            return fmt::format("the system numbered {} before {}", from, to);
    }
    return {};
}

std::string edge_text(const TransactionHistory& history, const Successions& successions,
                      TransactionId from, TransactionId to, Kind kind) {
    switch (kind) {
        case kWw:
            return ww_text(history, successions, from, to);
        case kWr:
            return wr_text(history, from, to);
        case kRw:
            return rw_text(history, successions, from, to);
        default:
            return time_text(history, from, to, kind);
    }
}

}  // namespace sm::detail::inline checkers::transactions
