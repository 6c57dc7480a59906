#pragma once
/// Linearizability of stack histories in which every value is pushed once.
///
/// Derived in docs/derivations/stack.md.

#include <sm/checkers/object.hpp>

namespace sm::checkers {

/// Judges in O(n log n). Applies to a stack if no value is pushed twice, and if the pending pops do
/// not matter: there is a linearization without them, or none even if they popped all values that
/// no other pop popped.
///
/// Between the return of its push and the invocation of its pop a value is certainly on the stack.
/// Where these intervals leave a gap the stack may be taken to be empty; what lies between two gaps
/// has one value below all others, which is any that may have been pushed at its beginning and
/// popped at its end. This value is taken away, and what is left is treated alike (decrease and
/// conquer, after Lee and Mathur, arXiv 2410.04581).
ObjectResult judge_stack(const ObjectHistory& history);

}  // namespace sm::checkers
