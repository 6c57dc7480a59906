#pragma once
/// A failing history as a person reads it.

#include <cstddef>

#include "check/executor.hpp"
#include "check/experiment.hpp"

namespace sm::detail::inline check {

/// How many branches a program has, as it ran and as it is shown.
struct Branches {
    std::size_t ran = 0;
    std::size_t shown = 0;
};

/// The calls, their linearization, and why the violation cannot come next.
FailureText failure_text_of(const JudgedRun& run, const Vocabulary& vocabulary,
                            const Branches& branches);

}  // namespace sm::detail::inline check
