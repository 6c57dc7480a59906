#pragma once
/// Checkers of sequential consistency for well-known objects.
///
/// Derived in docs/derivations/sequential-consistency.md.

#include <sm/base/limits.hpp>
#include <sm/checkers/checker.hpp>
#include <sm/checkers/object.hpp>

namespace sm::checkers {

/// How a history is read and judged.
struct SequentialOptions {
    ObjectOptions object{};
    Limits limits{};
};

/// Sequential consistency (Lamport 1979): some order of the operations, which respects the order of
/// each process but not real time, explains all answers.
///
/// Weaker than `linearizable`: a read may be stale if no answer shows it. An
/// operation of unknown outcome ends its process; it takes effect after all that the process did
/// before, or never. Sequential consistency is not local: within `independent` each key is judged
/// alone, which says nothing about orders across keys.
///
/// Always a search, exponential in the number of processes at worst; at a bound the verdict is
/// unknown. Throws as `object_history` does.
///
/// If invalid, no order explains the violations, even if every other operation may take effect at
/// any time or never, and they are a minimal such set, unless the details say otherwise. Of more
/// than 300 operations they are the next operation of each process where the longest order ends.
Checker sequentially_consistent(Object object, const SequentialOptions& options = {});

}  // namespace sm::checkers
