#pragma once
/// Whether money that moves between accounts keeps its sum in every read.
///
/// Derived in docs/derivations/counting.md.

#include <sm/checkers/checker.hpp>
#include <sm/history/value.hpp>

#include <cstdint>
#include <vector>

namespace sm::checkers {

struct BankOptions {
    std::vector<history::Value> accounts{};  ///< every read must have these, and no others
    std::int64_t total = 0;                  ///< what the balances of a read must sum up to
    bool negative_balances = false;          ///< they are allowed
};

/// Judges histories of `transfer`, and of `read`, which answers with a map from account to balance.
/// A read is wrong for the first of these that holds: it has an unexpected account, misses one, has
/// a balance that is nil, a wrong total, a negative balance. Snapshot isolation rules all of them
/// out.
///
/// A bank that was never read is unknown. Throws Misuse if there are no accounts, or one is given
/// twice. After Jepsen's `bank`.
Checker bank(BankOptions options);

}  // namespace sm::checkers
