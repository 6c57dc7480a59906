#pragma once
/// The search for an order of the calls of several processes that explains their answers and keeps
/// to the order of each process, but not to real time.
///
/// Derived in docs/derivations/sequential-consistency.md.

#include <span>
#include <vector>

#include "search/search.hpp"

namespace sm::detail::inline search {

/// The calls of one process, in its order.
using ProcessCalls = std::vector<CallId>;

/// Whether some order of the calls explains their answers and keeps to the order of each process
/// (Lamport 1979). Calls that no process has are left out. An optional call must be the last of its
/// process, as one that never returned; Misuse is thrown otherwise.
///
/// When the calls happened does not matter to the verdict; orders near to that are tried first. If
/// invalid, the counterexample tells an order of as many calls as can be, optional ones not
/// counted; its candidates are the calls with which the processes would go on, none of which can be
/// given its answer there, and `call` is the one of them that was invoked first.
///
/// A node of the search is (position in each process, state, optional calls used). A call that
/// only reads takes effect as soon as its answer can be given: it changes no state, so an order
/// that has it later is as good without it there. Exponential in the number of processes at worst;
/// limits make the verdict unknown. Histories do not compose: two keys that are sequentially
/// consistent each need not be so together.
SearchResult order_processes(std::span<const Interval> calls,
                             const std::vector<ProcessCalls>& processes, StateSpace& space,
                             const Limits& limits = {}, std::size_t most_states = unlimited);

}  // namespace sm::detail::inline search
