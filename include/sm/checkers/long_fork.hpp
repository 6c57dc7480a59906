#pragma once
/// Whether all reads agree on the order of independent writes.

#include <sm/checkers/checker.hpp>

namespace sm::checkers {

/// Judges histories of transactions, which are lists of `[:w key value]` or `[:r key value]`: one
/// write of a key that no other transaction writes, or reads of a group of keys, nil for those not
/// written yet. Two reads of one group of which each has seen a write that the other has not put
/// these writes into different orders: a long fork, which snapshot isolation forbids and parallel
/// snapshot isolation allows. Invalid too is a read of a value that nobody can have written.
///
/// Unknown is a history without reads, and one in which a key is written twice. Reads that see
/// nothing of their group (early), or all of it (late), can show no fork; their share is told.
/// Throws Misuse for transactions of another form. After Jepsen's `long-fork`, but near-linear: in
/// a group without forks the reads, by how much they have seen, form a chain.
Checker long_fork();

}  // namespace sm::checkers
