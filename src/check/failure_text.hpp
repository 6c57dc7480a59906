#pragma once
/// A failing history as a person reads it, and as a file keeps it.

#include <string>

#include "check/executor.hpp"
#include "check/experiment.hpp"

namespace sm::detail::inline check {

/// The calls, what explains them, and why the violation cannot come next.
FailureText failure_text_of(const JudgedRun& run, const Vocabulary& vocabulary, bool concurrent);

/// For a failure file.
Tree history_tree(const AnyHistory& history, const Vocabulary& vocabulary);

}  // namespace sm::detail::inline check
