#pragma once
/// Whether all reads agree on the order of independent writes.
///
/// Derived in docs/derivations/long-fork.md.

#include <sm/checkers/checker.hpp>

namespace sm::checkers {

/// Judges histories of transactions, which are lists of `[:w key value]` or `[:r key value]`: one
/// write of a key that no other transaction writes, or reads of a group of keys, nil for those not
/// written yet. Two reads of one group of which each has seen a write that the other has not put
/// these writes into different orders: a long fork, which snapshot isolation forbids and parallel
/// snapshot isolation allows. A read of a value that no transaction can have written is invalid,
/// too.
///
/// A history without reads, or in which a key is written twice, is unknown. Reads that see nothing
/// of their group (early), or all of it (late), cannot show a fork; the details have their share.
/// Throws Misuse for transactions of another form. After Jepsen's `long-fork`, but near-linear: in
/// a group without forks the reads, by how much they have seen, form a chain.
Checker long_fork();

}  // namespace sm::checkers
