#pragma once
/// Whether some order of the calls of a history, true to real time, explains their answers.

#include <sm/judge/judged.hpp>

namespace sm {
namespace detail {

AnyJudged linearizable(const AnyHistory& history, const Vocabulary& vocabulary,
                       const JudgeBounds& bounds = {});

}  // namespace detail

/// Judges a history of any number of workers, calls of unknown outcome included. Commands that all
/// have a `partition` are judged key by key, which is sound where calls of different keys do not
/// meet in the model.
template <class Cmd>
Judged<Cmd> linearizable(const History<Cmd>& history, const JudgeBounds& bounds = {}) {
    return detail::typed_judged<Cmd>(
        detail::linearizable(detail::any_history(history), detail::vocabulary<Cmd>(), bounds));
}

}  // namespace sm
