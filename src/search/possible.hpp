#pragma once
/// The states that a system can be in after calls one at a time, some of unknown outcome.
///
/// Derived in docs/derivations/possible.md.

#include <functional>
#include <memory>
#include <vector>

#include "search/search.hpp"

namespace sm::detail::inline search {

/// Judges a sequential run call by call, so that it can stop at the first wrong answer.
///
///     Possible possible(space);
///     possible.answered(0);                     // the system answered call 0
///     possible.unknown(1);                      // call 1 timed out
///     if (possible.answered(2) != Verdict::valid) { ... possible.counterexample() ... }
///
/// Exact: valid after n calls if and only if `linearize` is on the same n calls, those of unknown
/// outcome taken as optional. Such a call may take effect before any later one, or never; kept is
/// each state with the smallest sets of open calls that lead to it.
///
/// While no call is open there is one state, and a call costs one `step`.
class Possible {
 public:
    /// The limits hold for each call on its own, but for memory.
    explicit Possible(StateSpace& space, const Limits& limits = {},
                      std::size_t most_states = unlimited);
    ~Possible();
    Possible(Possible&&) noexcept;
    Possible& operator=(Possible&&) noexcept;

    /// The call returned its answer: keeps the states in which it can have been given.
    Verdict answered(CallId call);
    /// The call may take effect now, later or never; calls of one kind are interchangeable.
    Verdict unknown(CallId call, Kind kind = unique_kind);

    /// Once it is not valid it stays so, and further calls are not looked at.
    Verdict verdict() const;
    /// Why nobody can tell, if the verdict is unknown.
    const std::string& reason() const;
    /// All states that the system can be in now, each once, in the order in which they were found.
    std::vector<StateId> states();
    /// Whether this holds in one of them; true if that cannot be told. Those that are known without
    /// a search are looked at first.
    bool any_of(const std::function<bool(StateId)>& holds);
    /// How far the calls were explained. Only if the verdict is invalid.
    const Counterexample& counterexample() const;

 private:
    class Body;
    std::unique_ptr<Body> body_;
};

}  // namespace sm::detail::inline search
