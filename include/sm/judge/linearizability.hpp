#pragma once
/// Linearizability of a history (Herlihy and Wing 1990): some order of the calls, which respects
/// real-time order, explains all answers.
///
/// Derived in docs/derivations/search.md; key by key, in docs/derivations/partition.md.

#include <sm/judge/checked_history.hpp>

#include <cstddef>
#include <vector>

namespace sm {
namespace detail::inline judge {

AnyCheckedHistory linearizable(const AnyHistory& history, const Vocabulary& vocabulary,
                               const Limits& limits = {});

std::vector<std::size_t> core(const AnyHistory& history, const Vocabulary& vocabulary,
                              std::size_t violation, const Limits& limits);

}  // namespace detail::inline judge

/// Judges a history of any number of workers, calls of unknown outcome included. Commands that all
/// have a `partition` are judged key by key, which is sound if calls of different keys do not
/// interact in the model.
template <class Cmd>
CheckedHistory<Cmd> linearizable(const History<Cmd>& history, const Limits& limits = {}) {
    return detail::typed_checked_history<Cmd>(
        detail::linearizable(detail::any_history(history), detail::vocabulary<Cmd>(), limits));
}

/// A small set of entries that is not linearizable, in the order of the history, even if every
/// other call may take effect at any time or never; mostly it is minimal. For showing a history: it
/// takes far longer than the verdict. Empty if the history is not known to be invalid.
template <class Cmd>
std::vector<std::size_t> core(const History<Cmd>& history, const CheckedHistory<Cmd>& judged,
                              const Limits& limits = {}) {
    if (!judged.violation) return {};
    return detail::core(detail::any_history(history), detail::vocabulary<Cmd>(), *judged.violation,
                        limits);
}

}  // namespace sm
