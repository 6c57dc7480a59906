#pragma once
/// The calls that a violation is about: as few as can be that have no explanation.
///
/// Derived in docs/derivations/core.md.

#include "search/sequential.hpp"

namespace sm::detail::inline search {

/// How many calls of one kind can matter that are not bound to a time.
enum class Detours : std::uint8_t {
    any,     ///< all that there are
    simple,  ///< one between two others: the state is what it is, not how often something was done
};

/// What is known of calls that are not bound to their time, so that fewer have to be tried.
struct Relaxation {
    Detours detours = Detours::any;
    /// By call, what it is about, as a small number, or kAnything. A free call can be left out if
    /// no bound one is about the same: wherever they can be answered with it, they can without.
    /// Empty if nothing is known.
    std::vector<std::int64_t> topics{};

    static constexpr std::int64_t kAnything = -1;
};

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
                  const Limits& limits = {});

/// Likewise, calls that no order explains that keeps to their processes. `order_processes` has
/// found invalid the same calls.
Core sequential_core(std::span<const Interval> calls, const std::vector<ProcessCalls>& processes,
                     StateSpace& space, const Relaxation& relaxation = {},
                     const Limits& limits = {});

}  // namespace sm::detail::inline search
