#pragma once
/// The outcomes of operations by function, and their errors.

#include <sm/checkers/checker.hpp>

namespace sm::checkers {

/// Counts the operations of clients that were answered, refused, or are of unknown outcome, by
/// function. A function of which none was ever answered was not tested: the verdict is unknown, as
/// it is if there are no operations at all. After Jepsen's `stats`.
Checker stats();

/// Counts the operations of unknown outcome by their error, the most frequent first; an error that
/// is a list goes by its first item, as in `[:timeout "after 5 s"]`. The verdict is always valid:
/// it is a summary for people. After Jepsen's `unhandled-exceptions`.
Checker unhandled_errors();

}  // namespace sm::checkers
