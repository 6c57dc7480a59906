#pragma once
/// Whether no id is given twice.
///
/// Derived in docs/derivations/counting.md.

#include <sm/checkers/checker.hpp>

namespace sm::checkers {

/// Judges histories of `generate`, each of which answers with an id: an id that two of them answer
/// is invalid. If none was ever answered, the verdict is unknown. After Jepsen's `unique-ids`.
Checker unique_ids();

}  // namespace sm::checkers
