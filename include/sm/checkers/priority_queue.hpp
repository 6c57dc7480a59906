#pragma once
/// Linearizability of priority queue histories in which every value is inserted once.

#include <sm/checkers/object.hpp>

namespace sm::checkers {

/// Judges in O(n log n). Applies to a priority queue if no value is inserted twice, and if the
/// extractions that never answered do not matter: there is an explanation without them, or none
/// even if they took whatever nobody else did.
///
/// Values are placed from the first in priority to the last. Each is extracted at the earliest
/// moment of its extraction at which no value before it in priority has to be there, and inserted
/// as late as that allows; that is never worse for those that come after it (after Lee and Mathur,
/// arXiv 2410.04581).
ObjectResult judge_priority_queue(const ObjectHistory& history);

}  // namespace sm::checkers
