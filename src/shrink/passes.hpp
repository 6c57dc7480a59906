#pragma once
/// The passes (docs/shrinking.md). Each offers candidates to the search and says whether it
/// bettered the best.

#include "shrink/search.hpp"

namespace sm::detail::inline shrink {

/// Every argument the simplest of its type, at once; or, failing that, equal ones kept equal and
/// different ones different, but as simple as can be.
bool simplify_everything(ShrinkSearch& search);

/// Keeps the last steps as they are and takes the shortest known way to where they begin.
bool shorten_the_way(ShrinkSearch& search);

/// Counter-based probabilistic delta debugging over all steps, down to single ones.
bool drop_steps(ShrinkSearch& search);

/// Pairs of steps that only together leave the model where it was.
bool drop_pairs(ShrinkSearch& search);

/// Steps that are referred to merged with an earlier one of the same command, which then gives the
/// answer to all that referred to either.
bool merge_producers(ShrinkSearch& search);

/// References, one by one, made to name an earlier step of the same command.
bool redirect_references(ShrinkSearch& search);

/// Concurrent programs: sequential if that fails too; fewer branches; more in the prefix.
bool simplify_shape(ShrinkSearch& search);

/// Equal values made different, type by type: a value that can be told from others shows a wrong
/// answer sooner, so that what came after is not needed.
bool distinguish_values(ShrinkSearch& search);

/// Two numbers lowered by the same amount: what is compared with what, or taken from what, holds.
bool lower_together(ShrinkSearch& search);

/// A step dropped, and a number of another step lowered by the amount of one of its numbers.
bool drop_and_lower(ShrinkSearch& search);

/// Arguments and the initial model: equal values together, then one by one.
bool simplify_arguments(ShrinkSearch& search);

}  // namespace sm::detail::inline shrink
