#pragma once
/// Models as numbers, for the search: each distinct one is kept once.

#include <sm/history/detail/any_history.hpp>
#include <sm/judge/checked_history.hpp>

#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

#include "program/interned.hpp"
#include "search/search.hpp"

namespace sm::detail::inline judge {

class ModelSpace final : public StateSpace {
 public:
    /// `entries` are what calls are numbered by. They and the vocabulary must outlive this.
    ModelSpace(const Any& initial, const std::deque<const AnyEntry*>& entries,
               const Vocabulary& vocabulary);

    StateId initial() override { return 0; }
    /// Throws Misuse if a command that is declared to read only changes the model.
    std::optional<StateId> step(StateId from, CallId call) override;
    std::size_t memory() const override;

    const Any& model(StateId state) const { return models_[state]; }

 private:
    StateId intern(Any model);

    const std::deque<const AnyEntry*>& entries_;
    const Vocabulary& vocabulary_;
    Interned<Any> models_;
    std::size_t bytes_per_model_ = 0;  ///< as last measured
};

/// The same command with the same answer, or both open, does the same to every model; unless its
/// number, which the model remembers, makes it another.
class CallKinds {
 public:
    /// The kind of the call with this number; the entries before it have been asked for.
    Kind of(CallId call, const std::deque<const AnyEntry*>& entries);

 private:
    std::unordered_multimap<std::uint64_t, Kind> kinds_;
};

/// Throws Misuse of a command that is declared to read only.
[[noreturn]] void not_read_only(const AnyEntry& entry, const Any& before, const Any& after);

Interval interval_of(const AnyEntry& entry, Kind kind);

/// What the search found, said of the history; `places` are those of the calls in it.
AnyCheckedHistory checked(const SearchResult& found, const std::vector<std::size_t>& places,
                          const ModelSpace& space);

}  // namespace sm::detail::inline judge
