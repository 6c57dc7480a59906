#pragma once
/// Whether a key of a key-value store is linearizable.
///
/// Derived in docs/derivations/key-value.md.

#include <sm/base/limits.hpp>
#include <sm/checkers/checker.hpp>

namespace sm::checkers {

/// Judges histories of one key: `put` of a text, `append` of one to what is there, and `get`, which
/// answers with the text. What was never put is empty: nil, or a text without bytes. A store of
/// many keys is `independent(key_value())`.
///
/// Searches the orders of calls, which in the worst case takes exponential time; where a bound is
/// reached the verdict is unknown. Throws Misuse naming an operation that is none of these.
Checker key_value(Limits limits = {});

}  // namespace sm::checkers
