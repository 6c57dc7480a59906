#include <fmt/format.h>

#include <algorithm>

#include "checkers/transactions/inference.hpp"
#include "checkers/transactions/words.hpp"

namespace sm::detail::inline checkers::transactions {
namespace {

using enum AnomalyKind;

class Versions {
 public:
    Versions(const TransactionHistory& history, const Successions& successions,
             Anomalies& anomalies, LimitWatch& limits)
        : history_(history), successions_(successions), anomalies_(anomalies), limits_(limits) {}

    void find() {
        for (TransactionId id = 0; id < history_.transactions.size(); ++id) {
            limits_.step();
            if (history_.transactions[id].fate != Fate::committed) continue;
            for (const MicroOperation& each : history_.of(history_.transactions[id])) {
                if (each.answered && from_other(id, each)) find_intermediate(id, each);
            }
            gather(id);
            for (const MicroOperation* read : reads_) {
                if (from_other(id, *read)) find_fractured(id, *read);
            }
        }
        find_lost_updates();
    }

 private:
    /// The first read of each key that comes before a write of the transaction to it.
    void gather(TransactionId id) {
        reads_.clear();
        written_.clear();
        const auto by_key = [](auto a, auto b) { return a->key < b->key; };
        for (const MicroOperation& each : history_.of(history_.transactions[id])) {
            (each.writes ? written_ : reads_).push_back(&each);
        }
        std::stable_sort(reads_.begin(), reads_.end(), by_key);
        std::stable_sort(written_.begin(), written_.end(), by_key);
        const auto same = [](auto a, auto b) { return a->key == b->key; };
        reads_.erase(std::unique(reads_.begin(), reads_.end(), same), reads_.end());
        written_.erase(std::unique(written_.begin(), written_.end(), same), written_.end());
        std::erase_if(reads_, [&](const MicroOperation* read) {
            const auto at = std::lower_bound(written_.begin(), written_.end(), read, by_key);
            const bool writes = at != written_.end() && (*at)->key == read->key;
            if (writes && *at < read) return true;
            const bool known = read->version != kNone;
            if (writes && known && history_.keys[read->key].ordered) {
                updates_.push_back({read->version, id});
            }
            return !known;
        });
    }

    bool from_other(TransactionId id, const MicroOperation& read) const {
        if (read.version == kNone) return false;
        const TransactionId writer = history_.versions[read.version].writer;
        return writer != kNone && writer != id;
    }

    void find_intermediate(TransactionId id, const MicroOperation& read) {
        const Version& version = history_.versions[read.version];
        if (version.last_of_writer || !anomalies_.count(g1b)) return;
        report(
            g1b,
            fmt::format("{}, which {} overwrote in the same transaction",
                        read_text(history_, id, read), transaction_name(history_, version.writer)),
            {version.writer, id});
    }

    void find_fractured(TransactionId id, const MicroOperation& read) {
        const TransactionId writer = history_.versions[read.version].writer;
        if (!history_.committed(read.version) || !history_.versions[read.version].last_of_writer) {
            return;
        }
        if (reads_.size() < 2) return;
        for (const MicroOperation& write : history_.of(history_.transactions[writer])) {
            limits_.step();
            if (!write.writes || write.key == read.key) continue;
            const auto other = std::lower_bound(
                reads_.begin(), reads_.end(), write.key,
                [](const MicroOperation* each, KeyId key) { return each->key < key; });
            if (other == reads_.end() || (*other)->key != write.key) continue;
            if (!older((*other)->version, write.version)) continue;
            if (!anomalies_.count(fractured_read)) return;
            report(fractured_read,
                   fmt::format("{} saw {}, and not its write of {} to {}: {}, {}",
                               transaction_name(history_, id), transaction_name(history_, writer),
                               brief(*write.value), to_string(*history_.keys[write.key].name),
                               read_text(history_, id, read), read_text(history_, id, **other)),
                   {writer, id});
            return;
        }
    }

    bool older(VersionId version, VersionId than) const {
        const Key& key = history_.keys[history_.versions[version].key];
        if (!key.ordered || version == than || !history_.committed(than)) return false;
        if (successions_.find(version, than) != nullptr) return true;
        if (history_.workload != Workload::list_append) {
            return version == key.initial && successions_.initial_first;
        }
        // What is in no read has the largest position.
        const auto position = history_.versions[version].position;
        return version == key.initial || position < history_.versions[than].position;
    }

    void find_lost_updates() {
        std::sort(updates_.begin(), updates_.end());
        for (auto begin = updates_.begin(); begin != updates_.end();) {
            const auto end = std::find_if(begin, updates_.end(), [&](const auto& each) {
                return each.first != begin->first;
            });
            if (end - begin > 1 && anomalies_.count(lost_update)) report_lost({begin, end});
            begin = end;
        }
    }

    void report_lost(std::span<const std::pair<VersionId, TransactionId>> updates) {
        const KeyId key = history_.versions[updates[0].first].key;
        std::string text;
        std::vector<TransactionId> who;
        for (const auto& [version, id] : updates.first(std::min<std::size_t>(updates.size(), 3))) {
            for (const MicroOperation& each : history_.of(history_.transactions[id])) {
                if (each.key != key) continue;
                const bool read = !each.writes && each.version == version;
                if (read) text += read_text(history_, id, each);
                if (each.writes) {
                    const bool list = history_.workload == Workload::list_append;
                    text += fmt::format(" and {} {}; ", list ? "appended" : "wrote",
                                        brief(*each.value));
                    break;
                }
            }
            who.push_back(id);
        }
        text.resize(text.size() - 2);
        if (updates.size() > 3) text += fmt::format("; and {} more", updates.size() - 3);
        report(lost_update, std::move(text), who);
    }

    void report(AnomalyKind kind, std::string text, const std::vector<TransactionId>& who) {
        transactions::report(anomalies_, history_, kind, std::move(text), who);
    }

    const TransactionHistory& history_;
    const Successions& successions_;
    Anomalies& anomalies_;
    LimitWatch& limits_;
    std::vector<const MicroOperation*> reads_;    // of the transaction looked at, by key
    std::vector<const MicroOperation*> written_;  // the first write of it to each key
    std::vector<std::pair<VersionId, TransactionId>> updates_;
};

}  // namespace

void report(Anomalies& anomalies, const TransactionHistory& history, AnomalyKind kind,
            std::string text, const std::vector<TransactionId>& who) {
    Anomaly anomaly{.text = std::move(text)};
    for (const TransactionId id : who) anomaly.places.push_back(history.transactions[id].place);
    anomalies.report(kind, std::move(anomaly));
}

void find_by_versions(const TransactionHistory& history, const Successions& successions,
                      Anomalies& anomalies, LimitWatch& limits) {
    Versions(history, successions, anomalies, limits).find();
}

}  // namespace sm::detail::inline checkers::transactions
