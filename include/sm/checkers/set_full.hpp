#pragma once
/// The fate of each element of a set, by every read of it.
///
/// Derived in docs/derivations/set-full.md.

#include <sm/checkers/checker.hpp>

namespace sm::checkers {

struct SetFullOptions {
    /// An element that was seen must be in every read that begins later: a stale element is
    /// invalid.
    bool linearizable = false;
};

/// Judges histories of `add` of one element and `read` of all of them, element by element. One is
/// known from the moment when an add of it was answered, or a read that has it returned. It is
///
/// - lost, if a read that began later misses it, and all that have it had returned before that
///   read began; invalid;
/// - stable, if it is in some read and not lost;
/// - stale, if it is stable, and a read that began when it was known misses it: `stale latencies`
/// says for
///   how long, from when it was known to the beginning of the last such read;
/// - never read, otherwise; it says nothing.
///
/// An element twice in one read is duplicated, and one that nobody can have added before the read
/// returned (none tried, or all were refused) is unexpected; both are invalid. Seen elements all of
/// whose adds are of unknown outcome are recovered. Where no element is stable, the verdict is
/// unknown.
///
/// Necessary, not sufficient for linearizability: whether two overlapping reads agree on an order
/// is not checked. After Jepsen's `set-full`, which tells lost from stable by the beginnings of
/// reads alone, and has no word for unexpected elements.
Checker set_full(SetFullOptions options = {});

}  // namespace sm::checkers
