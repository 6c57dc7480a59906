#pragma once
/// Which transaction depends on which: by versions, by process and by real time.
///
/// Derived in docs/derivations/transactions.md.

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "checkers/transactions/graph.hpp"
#include "checkers/transactions/history.hpp"

namespace sm::detail::inline checkers::transactions {

/// How it is known that one version came before another.
enum class Source : std::uint8_t {
    longest_read,  ///< a list was read in which the one follows the other
    unread,        ///< the later one is not in the longest read of its list
    initial_state,
    writes_follow_reads,
    same_transaction,  ///< one transaction wrote both, in this order
    sequential_keys,
    linearizable_keys,
    explicit_versions,
};

/// That a version came before another one of its key.
struct Succession {
    VersionId from = 0;
    VersionId to = 0;
    Source source = Source::longest_read;

    friend bool operator<(const Succession& a, const Succession& b) {
        return a.from != b.from ? a.from < b.from : a.to < b.to;
    }
};

/// Successions, found by the earlier version; of each pair the first one counts.
class Successions {
 public:
    void add(Succession succession) { all_.push_back(succession); }
    void finish();
    /// Drops those of keys whose order is in contradiction.
    void drop_disordered(const TransactionHistory& history);

    std::span<const Succession> from(VersionId version) const;
    /// Null if it is not known that `from` came before `to`, or known by others only.
    const Succession* find(VersionId from, VersionId to) const;
    std::span<const Succession> all() const { return all_; }

    bool initial_first = false;  ///< initial versions precede all others of their keys

 private:
    std::vector<Succession> all_;
};

/// The dependencies of all transactions that committed. They are direct, or follow from direct
/// ones: a transaction that read or wrote a version precedes all that wrote a later one.
Graph dependencies(const TransactionHistory& history, const Successions& successions,
                   LimitWatch& limits);

/// The transactions that read each version which they did not write, in their order, each once.
std::vector<std::pair<VersionId, TransactionId>> readers(const TransactionHistory& history);

}  // namespace sm::detail::inline checkers::transactions
