#pragma once
/// Shrinking a failing program to the smallest that still fails, in few executions.

#include <sm/shrink/budget.hpp>
#include <sm/shrink/subject.hpp>

#include <cstdint>
#include <functional>

namespace sm {

/// The options and callbacks of shrinking.
struct Shrinking {
    ShrinkBudget budget{};
    FailureRate rate{1, 1};      ///< of the program that is to shrink
    bool deterministic = false;  ///< a program that has passed once always does, with branches too
    bool seeded = false;         ///< chance has a say in it, by a seed of which there are others
    /// A smaller program is taken only if it seems to fail at least this share as often as the one
    /// that has failed most often so far; 0: to fail once is enough. Where much is tried that fails
    /// by chance now and then, the smallest program would otherwise be one that hardly ever fails.
    double keep_rate = 0;
    /// Called with each smaller failing program, as soon as it is known.
    std::function<void(const Outline& best, std::uint64_t executions)> on_progress{};
    Clock* clock = nullptr;  ///< the steady clock if none is given
};

/// The result.
struct Shrunk {
    Outline best;
    std::uint64_t executions = 0;
    bool finished = true;  ///< false if the budget ended it
    FailureRate rate;      ///< of the best program, where it was run more than once
};

/// Shrinks `start`, which failed, with these passes until none helps:
///
/// 1. simplest arguments everywhere at once;
/// 2. concurrent programs: made sequential, branches dropped and merged, steps moved to the prefix;
/// 3. the way to the model's state before the last few steps replaced by the shortest known one
///    (loops of the model cut, or a shorter way found), for a growing number of last steps;
/// 4. probabilistic delta debugging by counters (Counter-based ProbDD, arXiv 2408.04735) down to
///    single steps, then pairs whose removal leaves the model where it was;
/// 5. references: steps that are referred to merged with an earlier one of the same command, then
///    each reference made to name the earliest step that it can;
/// 6. arguments: equal values together, then one by one;
/// 7. equal values made different, where that shows the failure sooner;
/// 8. where all this is of no help, two numbers changed at once: a step dropped and a number of
///    another lowered by its amount, or both lowered by as much.
///
/// A candidate is repaired on the model before it runs, never run when an equal one has passed,
/// and, where the failure is flaky, given up only after enough passes (passes_to_believe).
/// docs/shrinking.md says why the passes are these, and how to add one.
Shrunk shrink(Subject& subject, Outline start, const Shrinking& options);

}  // namespace sm
