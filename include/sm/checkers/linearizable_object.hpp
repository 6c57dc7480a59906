#pragma once
/// Checkers of linearizability for well-known objects, which choose the algorithm by themselves.

#include <sm/base/limits.hpp>
#include <sm/checkers/checker.hpp>
#include <sm/checkers/object.hpp>

namespace sm::checkers {

/// What to say of a history that is not linearizable.
enum class Witness : std::uint8_t {
    none,     ///< the verdict alone, which is found sooner
    minimal,  ///< as few operations as can be that no order explains
};

/// How a history is read and judged.
struct LinearizableOptions {
    ObjectOptions object{};
    Limits bounds{};
    Witness witness = Witness::minimal;
};

/// Whether some order of the operations, that respects real-time order, explains their answers.
///
/// Takes the algorithm that is made for the object where it applies, and else searches; the finding
/// says which and why. At a bound the verdict is unknown. history::Operations are those of one
/// object: for several, each with a key, wrap it in `independent`. What throws is what
/// `object_history` throws.
///
/// If invalid, no order explains the violations, even if everything else that changes the object
/// took effect whenever it helped, or never; and of no violation less can be asked. Where finding
/// that out would take too long there are more violations than need be, and the details say so; of
/// a search through more than a thousand operations they are those that could have been next where
/// the explanation ends.
Checker linearizable(Object object, const LinearizableOptions& options = {});

/// The finding of the checker, of calls that were translated before.
history::CheckResult judge_object(const ObjectHistory& history,
                                  const LinearizableOptions& options = {});

}  // namespace sm::checkers
