#pragma once
/// Whether some order of the calls of a history, that respects real-time order, explains their
/// answers.

#include <sm/judge/checked_history.hpp>

#include <cstddef>
#include <vector>

namespace sm {
namespace detail::inline judge {

AnyCheckedHistory linearizable(const AnyHistory& history, const Vocabulary& vocabulary,
                               const Limits& bounds = {});

std::vector<std::size_t> core(const AnyHistory& history, const Vocabulary& vocabulary,
                              std::size_t violation, const Limits& bounds);

}  // namespace detail::inline judge

/// Judges a history of any number of workers, calls of unknown outcome included. Commands that all
/// have a `partition` are judged key by key, which is sound where calls of different keys do not
/// meet in the model.
template <class Cmd>
CheckedHistory<Cmd> linearizable(const History<Cmd>& history, const Limits& bounds = {}) {
    return detail::typed_checked_history<Cmd>(
        detail::linearizable(detail::any_history(history), detail::vocabulary<Cmd>(), bounds));
}

/// The entries that the violation is about, in the order of the history: no order explains them
/// even if every other call took effect whenever it helped, or never, and mostly none can be
/// spared. To be asked for when a history is shown; it takes far longer than the verdict. Empty if
/// the history is not known to be invalid.
template <class Cmd>
std::vector<std::size_t> core(const History<Cmd>& history, const CheckedHistory<Cmd>& judged,
                              const Limits& bounds = {}) {
    if (!judged.violation) return {};
    return detail::core(detail::any_history(history), detail::vocabulary<Cmd>(), *judged.violation,
                        bounds);
}

}  // namespace sm
