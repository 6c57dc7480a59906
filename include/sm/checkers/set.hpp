#pragma once
/// Linearizability of set and multiset histories, element by element.
///
/// Derived in docs/derivations/set.md.

#include <sm/base/limits.hpp>
#include <sm/checkers/object.hpp>

namespace sm::checkers {

/// Judges each element apart (Herlihy and Wing 1990: linearizability is local),
/// where calls are about one element each. The element's own history is searched; calls that do the
/// same are interchangeable, so that takes time in proportion to its length while few are pending
/// at a time. The limits hold for all elements together; when one is reached the verdict is unknown
/// and `reason` says so.
///
/// Reads of the whole set are judged in O(n log n), n with what they read, if nothing is ever
/// removed and adds do not answer whether the element was new: the reads have to be in one order by
/// inclusion, and each element is added between the last that lacks it and the first that has it.
/// Where reads of the whole are mixed with anything else the algorithm does not apply.
ObjectResult judge_set(const ObjectHistory& history, const Limits& limits = {});

}  // namespace sm::checkers
