#pragma once
/// The search for an order of concurrent calls that explains their answers, on plain numbers.
///
/// Derived in docs/derivations/search.md.

#include <sm/base/limits.hpp>
#include <sm/base/verdict.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "search/watch.hpp"

namespace sm::detail::inline search {

using StateId = std::uint32_t;  ///< an interned model; the largest number is never one
using CallId = std::uint32_t;   ///< the place of a call in the history
using Kind = std::uint32_t;

/// The return of a call that has not returned.
inline constexpr std::int64_t never_returned = std::numeric_limits<std::int64_t>::max();
/// The kind of a call that is like no other.
inline constexpr Kind unique_kind = std::numeric_limits<Kind>::max();

/// One call as the search sees it.
///
/// Intervals are closed: a call precedes another only if it returned strictly before the other was
/// invoked. Clocks tick, and within a tick their timestamps say nothing of the order. Taken as half
/// open, this history of a correct register would be found invalid:
///
///     Put{1}       invoked 1, returned 5      truly returned at 5.9, took effect at 5.8
///     Get → none   invoked 5, returned 7      truly invoked at 5.1, took effect at 5.2
///
/// Closed, the search may only miss violations between calls that no timestamp can order.
struct Interval {
    std::int64_t invoked = 0;
    std::int64_t returned = never_returned;  ///< never_returned: still open at the end
    /// Of unknown outcome: may take effect at any time from its invocation on, or never; when the
    /// client gave it up says nothing, so `returned` is not looked at.
    bool optional = false;
    /// Declared, or seen by its answer: wherever the call can be given this answer, it leaves the
    /// state as it is. That it does so in *one* state is not enough (see Graph::read_all).
    bool read_only = false;
    /// Calls of one kind take every state to the same state: same command, and same answer or
    /// none. They are interchangeable, and `step` is asked about one of them only.
    Kind kind = unique_kind;
};

/// What the calls do, on interned models.
class StateSpace {
 public:
    virtual ~StateSpace() = default;
    /// The state before the first call.
    virtual StateId initial() = 0;
    /// The state after the call took effect in `from`; none if its answer cannot be given there,
    /// or the model's invariant is broken after it. Must be a function of its arguments; is asked
    /// once for each pair of state and kind.
    virtual std::optional<StateId> step(StateId from, CallId call) = 0;
    /// Bytes that the interned models hold, as an estimate; counts against Limits::memory.
    virtual std::size_t memory() const { return 0; }
};

/// How far a history can be explained, and the call where that ends.
struct Counterexample {
    /// The call no order explains: the first, by return, up to which there is no explanation.
    CallId call = 0;
    /// The longest explicable prefix, in an order that explains it: all calls that returned before
    /// `call` did, and those still open that had to take effect for it (as few as can be).
    std::vector<CallId> order;
    StateId state = 0;               ///< after `order`
    std::vector<CallId> candidates;  ///< could have been next after `order`; `call` comes first
    std::vector<StateId> states;     ///< `state`, then others in which `call` was tried
    bool more_states = false;        ///< there were more than `states` lists
};

inline constexpr std::size_t states_shown = 16;

struct SearchResult {
    Verdict verdict = Verdict::unknown;
    std::string reason;  ///< of an unknown verdict
    /// An order that explains the answers, if valid; without the optional calls it has no need of.
    std::vector<CallId> order;
    std::optional<Counterexample> counterexample;  ///< if invalid
    std::size_t states = 0;                        ///< explored
    std::size_t memory = 0;                        ///< bytes held when it ended
};

/// Whether some order of the calls explains their answers and respects real-time order.
///
/// linearizability.cpp has the algorithm, portfolio.cpp what makes it fast. `most_states` ends the
/// search as the limits do, with an unknown verdict.
///
/// The same calls give the same result, explanation included, unless the limit of time ends the
/// search. Throws Misuse if a call returns before it is invoked; passes on what `step` throws.
SearchResult linearize(std::span<const Interval> calls, StateSpace& space,
                       const Limits& limits = {}, std::size_t most_states = unlimited);

}  // namespace sm::detail::inline search
