#pragma once
/// Whether some order of the calls of a history, true to the order of each worker but not to real
/// time, explains their answers.

#include <sm/judge/checked_history.hpp>

namespace sm {
namespace detail::inline judge {

AnyCheckedHistory sequentially_consistent(const AnyHistory& history, const Vocabulary& vocabulary,
                                          const Limits& bounds = {});

}  // namespace detail::inline judge

/// Judges a history of any number of workers, calls of unknown outcome included: a worker that goes
/// on after one does so as a new process, whose order with the old one is open. `partition` is not
/// looked at: keys that are sequentially consistent each need not be so together.
///
/// Weaker than `linearizable`: a read may be stale as long as nobody can tell from the answers. If
/// invalid, `explained` is the longest order that the search found, and `violation` the call
/// invoked first among those with which the workers would go on.
template <class Cmd>
CheckedHistory<Cmd> sequentially_consistent(const History<Cmd>& history,
                                            const Limits& bounds = {}) {
    return detail::typed_checked_history<Cmd>(detail::sequentially_consistent(
        detail::any_history(history), detail::vocabulary<Cmd>(), bounds));
}

}  // namespace sm
