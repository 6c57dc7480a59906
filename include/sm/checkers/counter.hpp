#pragma once
/// Whether the reads of a counter lie within what the adds allow.
///
/// Derived in docs/derivations/counting.md.

#include <sm/checkers/checker.hpp>

#include <cstdint>

namespace sm::checkers {

struct CounterOptions {
    std::int64_t initial = 0;  ///< what the counter is before the first add
};

/// Judges histories of `add` of an integer, also a negative one, and `read`. Each read must lie
/// within the bounds that the adds allow: those answered before it began count, those that were
/// refused or invoked after it returned do not, and each of the others may count or not.
///
/// Necessary, not sufficient: reads are not compared with each other, and of the numbers within the
/// bounds not every one need be a sum of adds. Near-linear. A counter that was never read is
/// unknown. After Jepsen's `counter`, to which negative adds are new.
Checker counter(CounterOptions options = {});

}  // namespace sm::checkers
