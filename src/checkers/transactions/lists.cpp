#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "checkers/transactions/inference.hpp"
#include "checkers/transactions/words.hpp"

namespace sm::detail::inline checkers::transactions {
namespace {

using enum AnomalyKind;

std::span<const history::Value> elements(const MicroOperation& read) {
    return read.value->is_nothing() ? std::span<const history::Value>{} : read.value->items();
}

struct ReadOf {
    TransactionId transaction = kNone;
    const MicroOperation* read = nullptr;
};

/// The longest list read of a key, which is its order if all others are its beginnings.
struct Longest {
    ReadOf by;
    std::vector<VersionId> order{};  ///< kNone where nobody appended the element
    std::uint32_t aborted = kNone;   ///< the first position of an aborted append
};

class Lists {
 public:
    Lists(TransactionHistory& history, Anomalies& anomalies, LimitWatch& limits)
        : history_(history),
          anomalies_(anomalies),
          limits_(limits),
          longest_(history.keys.size()) {}

    Successions infer() {
        each_read([&](ReadOf at, MicroOperation&) { keep_longest(at); });
        for (Longest& longest : longest_) order(longest);
        each_read([&](ReadOf at, MicroOperation& read) { place(at, read); });
        for (const Longest& longest : longest_) find_dirty_update(longest);
        for (TransactionId id = 0; id < history_.transactions.size(); ++id) look_inside(id);
        for (KeyId key = 0; key < longest_.size(); ++key) succeed(longest_[key]);
        add_unread();
        successions_.initial_first = true;
        successions_.finish();
        return std::move(successions_);
    }

 private:
    template <class Visit>
    void each_read(Visit&& visit) {
        for (TransactionId id = 0; id < history_.transactions.size(); ++id) {
            for (MicroOperation& each : history_.of(history_.transactions[id])) {
                if (each.answered) visit(ReadOf{id, &each}, each);
            }
        }
    }

    void keep_longest(ReadOf at) {
        limits_.step();
        Longest& longest = longest_[at.read->key];
        if (longest.by.read == nullptr ||
            elements(*at.read).size() > elements(*longest.by.read).size()) {
            longest.by = at;
        }
    }

    void order(Longest& longest) {
        if (longest.by.read == nullptr) return;
        Key& key = history_.keys[longest.by.read->key];
        key.longest_reader = longest.by.transaction;
        const auto items = elements(*longest.by.read);
        for (std::uint32_t i = 0; i < items.size(); ++i) {
            limits_.step();
            const VersionId version = history_.find(longest.by.read->key, items[i]);
            longest.order.push_back(version);
            if (version == kNone) {
                key.ordered = false;
                continue;
            }
            std::uint32_t& position = history_.versions[version].position;
            if (position != kNone) {
                key.ordered = false;
                continue;
            }
            position = i;
            meet(version);
            if (longest.aborted == kNone && aborted(version)) longest.aborted = i;
        }
        if (!key.ordered) find_bad_elements(longest.by);
    }

    void meet(VersionId version) { history_.observe(version); }

    bool aborted(VersionId version) const {
        const TransactionId writer = history_.versions[version].writer;
        return history_.transactions[writer].fate == Fate::refused;
    }

    /// Sets the version that was read; a read that is not of the order is looked at closely.
    void place(ReadOf at, MicroOperation& read) {
        const Longest& longest = longest_[read.key];
        const auto items = elements(read);
        const auto whole = elements(*longest.by.read);
        for (std::size_t i = 0; i < items.size(); i += 512) limits_.step();
        const bool fits =
            items.data() == whole.data() || std::equal(items.begin(), items.end(), whole.begin());
        if (items.empty()) {
            read.version = history_.keys[read.key].initial;
        } else if (fits) {
            read.version = longest.order[items.size() - 1];
            if (longest.aborted < items.size()) find_aborted(at, longest.order[longest.aborted]);
        } else {
            read.version = history_.find(read.key, items.back());
            find_incompatible(at, longest.by);
        }
    }

    void find_incompatible(ReadOf at, ReadOf longest) {
        history_.keys[at.read->key].ordered = false;
        if (anomalies_.count(incompatible_order)) {
            report(incompatible_order,
                   fmt::format("{}, {}; neither list is the beginning of the other",
                               read_text(history_, at.transaction, *at.read),
                               read_text(history_, longest.transaction, *longest.read)),
                   {at.transaction, longest.transaction});
        }
        find_bad_elements(at);
        for (const history::Value& item : elements(*at.read)) {
            const VersionId version = history_.find(at.read->key, item);
            if (version == kNone) continue;
            meet(version);
            if (aborted(version)) return find_aborted(at, version);
        }
    }

    void find_aborted(ReadOf at, VersionId version) {
        if (!anomalies_.count(g1a)) return;
        const TransactionId writer = history_.versions[version].writer;
        report(g1a,
               fmt::format("{} and was refused, {}", write_text(history_, version),
                           read_text(history_, at.transaction, *at.read)),
               {writer, at.transaction});
    }

    void find_bad_elements(ReadOf at) {
        std::vector<history::Value> sorted(elements(*at.read).begin(), elements(*at.read).end());
        std::sort(sorted.begin(), sorted.end());
        for (std::size_t i = 0; i < sorted.size(); ++i) {
            const bool again = i > 0 && sorted[i] == sorted[i - 1];
            const bool third = i > 1 && sorted[i] == sorted[i - 2];
            const VersionId version = history_.find(at.read->key, sorted[i]);
            if (again && !third && anomalies_.count(duplicate_elements)) {
                std::vector<TransactionId> who{at.transaction};
                if (version != kNone) who.push_back(history_.versions[version].writer);
                report(duplicate_elements,
                       fmt::format("{}, with {} more than once, which was appended once",
                                   read_text(history_, at.transaction, *at.read), brief(sorted[i])),
                       who);
            }
            if (!again && version == kNone && anomalies_.count(garbage_read)) {
                report(garbage_read,
                       fmt::format("{}, and nobody appended {}",
                                   read_text(history_, at.transaction, *at.read), brief(sorted[i])),
                       {at.transaction});
            }
        }
    }

    void find_dirty_update(const Longest& longest) {
        if (longest.aborted == kNone) return;
        for (std::size_t i = longest.aborted + 1; i < longest.order.size(); ++i) {
            if (longest.order[i] == kNone || !history_.committed(longest.order[i])) continue;
            if (!anomalies_.count(dirty_update)) return;
            const VersionId under = longest.order[longest.aborted];
            report(dirty_update,
                   fmt::format("{} and was refused, {} after it: {}", write_text(history_, under),
                               write_text(history_, longest.order[i]),
                               read_text(history_, longest.by.transaction, *longest.by.read)),
                   {history_.versions[under].writer, history_.versions[longest.order[i]].writer,
                    longest.by.transaction});
            return;
        }
    }

    /// A transaction's appends to a list are there in the order in which it made them.
    void find_reordered(TransactionId id, std::span<const MicroOperation> all) {
        for (const MicroOperation& each : all) {
            const Version* version = each.writes ? &history_.versions[each.version] : nullptr;
            if (version == nullptr || version->last_of_writer) continue;
            const auto next = std::find_if(&each + 1, &all.back(), [&](const auto& other) {
                return other.writes && other.key == each.key;
            });
            const std::uint32_t later = history_.versions[next->version].position;
            if (!history_.keys[each.key].ordered || later >= version->position) continue;
            if (!anomalies_.count(incompatible_order)) continue;
            const ReadOf by = longest_[each.key].by;
            report(incompatible_order,
                   fmt::format("{} appended {}, then {} to {}, and {}",
                               transaction_name(history_, id), brief(*each.value),
                               brief(*next->value), to_string(*history_.keys[each.key].name),
                               read_text(history_, by.transaction, *by.read)),
                   {id, by.transaction});
        }
    }

    /// What a transaction knows of a key from its own micro-operations.
    struct Known {
        bool whole = false;  ///< `items` is all, else only how the list ends
        std::vector<const history::Value*> items{};
    };

    void look_inside(TransactionId id) {
        const Transaction& transaction = history_.transactions[id];
        const auto all = history_.of(transaction);
        if (transaction.commits() && all.size() > 1) find_reordered(id, all);
        if (transaction.fate != Fate::committed || all.size() < 2) return;
        std::unordered_map<KeyId, Known> known;  // looked up only
        for (std::size_t i = 0; i < all.size(); ++i) {
            const MicroOperation& each = all[i];
            if (!meets_again(all, i)) continue;
            limits_.step();
            Known& before = known[each.key];
            if (each.writes) {
                before.items.push_back(each.value);
                continue;
            }
            find_contradiction(id, each, before);
            find_future(id, all, i);
            before.whole = true;
            before.items.clear();
            for (const history::Value& item : elements(each)) before.items.push_back(&item);
        }
    }

    /// Whether there may be another micro-operation on the key; for most there is none.
    static bool meets_again(std::span<const MicroOperation> all, std::size_t i) {
        if (all.size() > 32) return true;
        for (std::size_t j = 0; j < all.size(); ++j) {
            if (j != i && all[j].key == all[i].key) return true;
        }
        return false;
    }

    void find_contradiction(TransactionId id, const MicroOperation& read, const Known& known) {
        const auto items = elements(read);
        const bool fits =
            known.whole ? items.size() == known.items.size() : items.size() >= known.items.size();
        const auto same = [](const history::Value& a, const history::Value* b) { return a == *b; };
        const auto size = static_cast<std::ptrdiff_t>(known.items.size());
        if (fits && std::equal(items.end() - size, items.end(), known.items.begin(), same)) return;
        if (!anomalies_.count(internal)) return;
        std::string expected = known.whole ? "" : "... ";
        const std::size_t skipped = known.items.size() > 6 ? known.items.size() - 4 : 0;
        if (skipped > 0) expected = "... ";
        for (std::size_t i = skipped; i < known.items.size(); ++i) {
            expected += (i > skipped ? " " : "") + brief(*known.items[i]);
        }
        report(internal,
               fmt::format("{}, where its own reads and appends before lead to [{}]",
                           read_text(history_, id, read), expected),
               {id});
    }

    void find_future(TransactionId id, std::span<const MicroOperation> all, std::size_t i) {
        for (std::size_t j = i + 1; j < all.size(); ++j) {
            if (!all[j].writes || all[j].key != all[i].key) continue;
            const auto items = elements(all[i]);
            const std::uint32_t position = history_.versions[all[j].version].position;
            const bool here =
                history_.keys[all[i].key].ordered
                    ? position < items.size()
                    : std::find(items.begin(), items.end(), *all[j].value) != items.end();
            if (!here) continue;
            if (anomalies_.count(future_read)) {
                report(future_read,
                       fmt::format("{}, and appended {} later", read_text(history_, id, all[i]),
                                   brief(*all[j].value)),
                       {id});
            }
            return;
        }
    }

    /// Each version is followed by the next one that was committed.
    void succeed(const Longest& longest) {
        if (longest.by.read == nullptr) return;
        const Key& key = history_.keys[longest.by.read->key];
        if (!key.ordered) return;
        VersionId next = kNone;
        for (std::size_t i = longest.order.size(); i-- > 0;) {
            const VersionId version = longest.order[i];
            if (next != kNone) successions_.add({version, next, Source::longest_read});
            if (history_.committed(version)) next = version;
        }
        if (next != kNone) successions_.add({key.initial, next, Source::longest_read});
    }

    /// A committed append that the longest read lacks came after it; from the last versions on that
    /// no committed one follows there.
    void add_unread() {
        for (const Transaction& transaction : history_.transactions) {
            if (!transaction.commits()) continue;
            for (const MicroOperation& each : history_.of(transaction)) {
                if (!each.writes || !history_.keys[each.key].ordered) continue;
                if (history_.versions[each.version].position != kNone) continue;
                follow_longest(each);
            }
        }
    }

    void follow_longest(const MicroOperation& unread) {
        const Longest& longest = longest_[unread.key];
        for (std::size_t i = longest.order.size(); i-- > 0;) {
            successions_.add({longest.order[i], unread.version, Source::unread});
            if (history_.committed(longest.order[i])) return;
        }
        successions_.add({history_.keys[unread.key].initial, unread.version, Source::unread});
    }

    void report(AnomalyKind kind, std::string text, const std::vector<TransactionId>& who) {
        transactions::report(anomalies_, history_, kind, std::move(text), who);
    }

    TransactionHistory& history_;
    Anomalies& anomalies_;
    LimitWatch& limits_;
    std::vector<Longest> longest_;
    Successions successions_;
};

}  // namespace

Successions infer_lists(TransactionHistory& history, Anomalies& anomalies, LimitWatch& limits) {
    return Lists(history, anomalies, limits).infer();
}

}  // namespace sm::detail::inline checkers::transactions
