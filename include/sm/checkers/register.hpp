#pragma once
/// Linearizability of register histories in which every write has a value of its own.
///
/// Derived in docs/derivations/register.md.

#include <sm/checkers/object.hpp>

namespace sm::checkers {

/// Judges in O(n log n) by zones (Gibbons and Korach, Testing Shared Memories, 1997). Applies to a
/// register without cas, if no two writes have the same value and none has the initial one.
///
/// Of a value, f is the earliest return and s the latest invocation among its write and its reads.
/// One value has to come before another if its f is before the other's s; no linearization exists
/// only if a read comes before its write, or of two values each has to come before the other.
ObjectResult judge_register(const ObjectHistory& history);

}  // namespace sm::checkers
