#pragma once
/// Checkers of linearizability for well-known objects, which choose the algorithm by themselves.
///
/// Derived in docs/derivations/search.md.

#include <sm/base/limits.hpp>
#include <sm/checkers/checker.hpp>
#include <sm/checkers/object.hpp>

namespace sm::checkers {

/// The witness to give for a history that is not linearizable.
enum class Witness : std::uint8_t {
    none,     ///< the verdict alone, which is found sooner
    minimal,  ///< a minimal set of operations that is not linearizable
};

/// How a history is read and judged.
struct LinearizableOptions {
    ObjectOptions object{};
    Limits limits{};
    Witness witness = Witness::minimal;
};

/// Linearizability (Herlihy and Wing 1990): some order of the operations, which respects real-time
/// order, explains all answers.
///
/// Uses the special algorithm of the object if it applies, and else searches; the result says which
/// and why. At a bound the verdict is unknown. The operations are those of one object: for several,
/// each with a key, wrap the checker in `independent`. Throws as `object_history` does.
///
/// If invalid, the violations are not linearizable, even if every other operation may take effect
/// at any time or never, and they are a minimal such set. If finding one takes too long, the set is
/// not minimal, and the details say so; of more than a thousand operations the violations are the
/// candidates for the next operation where the longest linearization ends.
Checker linearizable(Object object, const LinearizableOptions& options = {});

/// The result of the checker for calls that are translated already.
history::CheckResult judge_object(const ObjectHistory& history,
                                  const LinearizableOptions& options = {});

}  // namespace sm::checkers
