#pragma once
/// Sequential consistency of a history (Lamport 1979): some order of the calls, which respects the
/// order of each worker but not real time, explains all answers.
///
/// Derived in docs/derivations/sequential-consistency.md.

#include <sm/judge/checked_history.hpp>

namespace sm {
namespace detail::inline judge {

AnyCheckedHistory sequentially_consistent(const AnyHistory& history, const Vocabulary& vocabulary,
                                          const Limits& limits = {});

}  // namespace detail::inline judge

/// Judges a history of any number of workers, calls of unknown outcome included: after
/// one its worker continues as a new process, which is not ordered after the old one. `partition`
/// is ignored: keys that are each sequentially consistent need not be so together.
///
/// Weaker than `linearizable`: a read may be stale if no answer shows it. If
/// invalid, `linearized` is the longest order that the search found, and `violation` the call
/// invoked first among the next calls of the workers.
template <class Cmd>
CheckedHistory<Cmd> sequentially_consistent(const History<Cmd>& history,
                                            const Limits& limits = {}) {
    return detail::typed_checked_history<Cmd>(detail::sequentially_consistent(
        detail::any_history(history), detail::vocabulary<Cmd>(), limits));
}

}  // namespace sm
