#pragma once
/// Whether a last read of a set has all that was added to it, and nothing else.
///
/// Derived in docs/derivations/counting.md.

#include <sm/checkers/checker.hpp>

namespace sm::checkers {

/// Judges histories of `add` of one element and `read` of all of them, by the last read alone: of
/// the answered ones that which was invoked last. Other reads are ignored (set_full uses them).
///
/// - lost: an add of it was answered before the read began, and the read does not have it; invalid;
/// - unexpected: read though nobody added it, or its adds were all refused, or were invoked after
///   the read had returned; invalid;
/// - recovered: read, and all that tried to add it are of unknown outcome;
/// - ok: read, and added by someone.
///
/// A set that was never read is unknown. After Jepsen's `checker/set`, which takes an element whose
/// add was refused for ok, and one added while or after the read ran for lost.
Checker final_set();

}  // namespace sm::checkers
