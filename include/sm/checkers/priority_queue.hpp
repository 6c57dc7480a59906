#pragma once
/// Linearizability of priority queue histories in which every value is inserted once.
///
/// Derived in docs/derivations/priority-queue.md.

#include <sm/checkers/object.hpp>

namespace sm::checkers {

/// Judges in O(n log n). Applies to a priority queue if no value is inserted twice, and if the
/// pending extractions do not matter: there is a linearization without them, or none even if they
/// took all values that no other extraction took.
///
/// Values are placed from the first in priority to the last. Each is extracted at the earliest
/// moment of its extraction at which no value before it in priority has to be there, and inserted
/// as late as that allows; that is never worse for those that come after it (after Lee and Mathur,
/// arXiv 2410.04581).
ObjectResult judge_priority_queue(const ObjectHistory& history);

}  // namespace sm::checkers
