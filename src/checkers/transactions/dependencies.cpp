#include "checkers/transactions/dependencies.hpp"

#include <algorithm>

namespace sm::detail::inline checkers::transactions {
namespace {

/// Transactions that precede others, and the kind of their dependency.
struct Origin {
    TransactionId transaction;
    Kind kind;
};

class Builder {
 public:
    Builder(const TransactionHistory& history, const Successions& successions, LimitWatch& limits)
        : history_(history),
          successions_(successions),
          limits_(limits),
          graph_(history.transactions.size()) {}

    Graph build() {
        by_versions();
        by_process();
        by_real_time();
        graph_.finish(limits_);
        return std::move(graph_);
    }

 private:
    using Readers = std::vector<std::pair<VersionId, TransactionId>>;

    void by_versions() {
        const Readers readers = transactions::readers(history_);
        auto reader = readers.begin();
        std::vector<Origin> origins;
        for (VersionId version = 0; version < history_.versions.size(); ++version) {
            limits_.step();
            origins.clear();
            const bool committed = history_.committed(version);
            const TransactionId writer = history_.versions[version].writer;
            if (committed) origins.push_back({writer, kWw});
            for (; reader != readers.end() && reader->first == version; ++reader) {
                origins.push_back({reader->second, kRw});
                if (committed) graph_.add(writer, reader->second, kWr);
            }
            connect(origins, next_writers(version));
        }
    }

    std::vector<TransactionId> next_writers(VersionId version) const {
        std::vector<TransactionId> writers;
        for (const Succession& succession : successions_.from(version)) {
            if (!history_.committed(succession.to)) continue;
            writers.push_back(history_.versions[succession.to].writer);
        }
        std::sort(writers.begin(), writers.end());
        writers.erase(std::unique(writers.begin(), writers.end()), writers.end());
        return writers;
    }

    /// Each origin precedes each writer but itself.
    void connect(const std::vector<Origin>& origins, const std::vector<TransactionId>& writers) {
        if (origins.empty() || writers.empty()) return;
        if (origins.size() * writers.size() <= 2 * (origins.size() + writers.size())) {
            for (const Origin& origin : origins) connect_directly(origin, writers, writers.size());
            return;
        }
        const NodeId hub = graph_.add_helper();
        for (const TransactionId writer : writers) graph_.add(hub, writer, kPass);
        std::size_t both = 0;
        for (const Origin& origin : origins) {
            if (!std::binary_search(writers.begin(), writers.end(), origin.transaction)) {
                graph_.add(origin.transaction, hub, origin.kind);
                continue;
            }
            connect_directly(origin, writers, ++both <= kMostOfBoth ? writers.size() : kMostOfBoth);
        }
    }

    void connect_directly(const Origin& origin, const std::vector<TransactionId>& writers,
                          std::size_t most) {
        for (std::size_t i = 0; i < std::min(most, writers.size()); ++i) {
            if (writers[i] != origin.transaction) {
                graph_.add(origin.transaction, writers[i], origin.kind);
            }
        }
    }

    void by_process() {
        std::vector<TransactionId> all = committed();
        const auto process = [&](TransactionId id) { return history_.transactions[id].process; };
        std::stable_sort(all.begin(), all.end(),
                         [&](auto a, auto b) { return process(a) < process(b); });
        for (auto begin = all.begin(); begin != all.end();) {
            const auto end = std::find_if(begin, all.end(),
                                          [&](auto id) { return process(id) != process(*begin); });
            by_time({begin, end}, kProcess);
            begin = end;
        }
    }

    void by_real_time() { by_time(committed(), kRealtime); }

    std::vector<TransactionId> committed() const {
        std::vector<TransactionId> all;
        for (TransactionId id = 0; id < history_.transactions.size(); ++id) {
            if (history_.transactions[id].commits()) all.push_back(id);
        }
        return all;
    }

    /// One instant for each time at which some returned, in a chain. This is the whole order in
    /// three edges a transaction; its transitive reduction has as many as there are clients.
    void by_time(const std::vector<TransactionId>& all, Kind kind) {
        std::vector<Timestamp> returns;
        for (const TransactionId id : all) {
            const Timestamp at = history_.transactions[id].returned;
            if (at != never) returns.push_back(at);
        }
        std::sort(returns.begin(), returns.end());
        returns.erase(std::unique(returns.begin(), returns.end()), returns.end());
        if (returns.empty() || all.size() < 2) return;
        const NodeId first = graph_.add_helper();
        for (std::size_t i = 1; i < returns.size(); ++i) {
            const NodeId instant = graph_.add_helper();
            graph_.add(instant - 1, instant, kind);
        }
        const auto place = [&](Timestamp timestamp) {
            const auto at = std::lower_bound(returns.begin(), returns.end(), timestamp);
            return static_cast<NodeId>(at - returns.begin());
        };
        for (const TransactionId id : all) {
            limits_.step();
            const Transaction& each = history_.transactions[id];
            if (each.returned != never) graph_.add(id, first + place(each.returned), kind);
            const NodeId before = place(each.invoked);  // instants earlier than its invocation
            if (before > 0) graph_.add(first + before - 1, id, kind);
        }
    }

    /// So many transactions that read one version and wrote upon it precede all others that wrote
    /// upon it; the rest a few of them, lest edges be quadratic. Two of them are a lost update
    /// already, which rules out what the edges left out could.
    static constexpr std::size_t kMostOfBoth = 8;

    const TransactionHistory& history_;
    const Successions& successions_;
    LimitWatch& limits_;
    Graph graph_;
};

}  // namespace

void Successions::finish() {
    std::stable_sort(all_.begin(), all_.end());
    const auto same = [](const Succession& a, const Succession& b) {
        return a.from == b.from && a.to == b.to;
    };
    all_.erase(std::unique(all_.begin(), all_.end(), same), all_.end());
}

void Successions::drop_disordered(const TransactionHistory& history) {
    std::erase_if(all_, [&](const Succession& each) {
        return !history.keys[history.versions[each.from].key].ordered;
    });
}

std::span<const Succession> Successions::from(VersionId version) const {
    const auto begin = std::lower_bound(all_.begin(), all_.end(), Succession{version, 0});
    auto end = begin;
    while (end != all_.end() && end->from == version) ++end;
    return {begin, end};
}

const Succession* Successions::find(VersionId from, VersionId to) const {
    const auto at = std::lower_bound(all_.begin(), all_.end(), Succession{from, to});
    return at != all_.end() && at->from == from && at->to == to ? &*at : nullptr;
}

std::vector<std::pair<VersionId, TransactionId>> readers(const TransactionHistory& history) {
    std::vector<std::pair<VersionId, TransactionId>> found;
    for (TransactionId id = 0; id < history.transactions.size(); ++id) {
        const Transaction& transaction = history.transactions[id];
        if (transaction.fate != Fate::committed) continue;
        for (const MicroOperation& each : history.of(transaction)) {
            if (!each.answered || each.version == kNone) continue;
            if (history.versions[each.version].writer != id) found.emplace_back(each.version, id);
        }
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

Graph dependencies(const TransactionHistory& history, const Successions& successions,
                   LimitWatch& limits) {
    const std::size_t most = history.micros.size() + 8 * history.transactions.size();
    limits.take(most * sizeof(Edge));
    return Builder(history, successions, limits).build();
}

}  // namespace sm::detail::inline checkers::transactions
