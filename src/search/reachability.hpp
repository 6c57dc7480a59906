#pragma once
/// All states there are, where they are few: they show which calls read and which are alike.
///
/// Derived in docs/derivations/search.md.

#include "search/memo.hpp"
#include "search/watch.hpp"

namespace sm::detail::inline search {

/// Lets each call take effect in each state, starting from the first, until no new state turns up.
/// If that ends, what nobody declared can be seen: which calls only read, given their answer, and
/// which are of one kind. The searches then prune more (pruning.cpp).
///
/// The verdict stays. No order of the calls leads to a state that is not among these; so a call
/// that leaves them all as they are, or cannot be given its answer, only reads wherever it may take
/// effect, and two calls that take each of them to the same state are interchangeable.
class Reachability {
 public:
    enum class Outcome : std::uint8_t {
        going,    ///< the steps are used up
        closed,   ///< all states are known
        too_many  ///< there are too many, or no end of them
    };

    /// `kinds` has a number for each call, from 0 on and without gaps.
    Reachability(std::span<const Interval> calls, const std::vector<Kind>& kinds, StateId initial,
                 Memo& memo);

    /// Makes at most so many steps, fewer if the watch ends the search.
    Outcome run(std::size_t steps, Watch& watch);

    const std::vector<StateId>& states() const { return states_; }
    /// The calls, those that only read marked so.
    std::vector<Interval> calls() const;
    /// A number for each call, the same for calls of one kind; numbers keep their meaning.
    std::vector<Kind> kinds() const;

 private:
    static constexpr std::size_t kMostStates = 1024;
    /// A history may have one call where this makes it again and again, so that the model
    /// sees states that it never would: not too far. Small spaces are not deep.
    static constexpr std::uint32_t kDeepest = 16;

    void found(StateId state, std::uint32_t depth);
    StateId step(StateId from, Kind kind) const { return memo_->step(from, kind, examples_[kind]); }
    bool reads(Kind kind) const;
    bool alike(Kind a, Kind b) const;
    std::uint64_t print(Kind kind) const;

    std::span<const Interval> calls_;
    std::vector<Kind> kinds_;
    Memo* memo_;
    std::vector<CallId> examples_;  // by kind
    std::vector<StateId> states_;
    std::vector<std::uint32_t> depths_;
    std::vector<bool> known_;  // by state
    std::size_t next_ = 0;     // the state whose steps are made, and the kind that is next
    Kind next_kind_ = 0;
    bool too_many_ = false;
};

}  // namespace sm::detail::inline search
