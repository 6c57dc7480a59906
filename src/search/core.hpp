#pragma once
/// The calls that a violation is about: as few as can be that have no explanation.

#include "search/relaxation.hpp"
#include "search/search.hpp"

namespace sm::detail::inline search {

struct Core {
    std::vector<CallId> calls{};  ///< in the order of the history
    /// None of them can be spared. Else some may be: finding that out would have taken too long.
    bool minimal = true;
    std::vector<StateId> states{};  ///< in some of these the last call was tried
};

/// Calls that no order explains, though all others that may write are free to take effect at any
/// time, at most once; so that nothing is found invalid for lack of what is not shown.
/// `counterexample` is what `linearize` said of the same calls.
///
/// A call is bound to its time or it is free. What is invoked after the violation returned, and is
/// bound, cannot help; first all but the last calls before it are free, then fewer, until there is
/// no explanation; then all that can be are freed (by halves).
Core minimal_core(std::span<const Interval> calls, StateSpace& space,
                  const Counterexample& counterexample, const Relaxation& relaxation = {},
                  const Bounds& bounds = {});

}  // namespace sm::detail::inline search
