#pragma once
/// What the calls of well-known objects do, on numbers for states.

#include <sm/checkers/object.hpp>

#include <memory>
#include <string>

#include "search/search.hpp"

namespace sm::detail::inline checkers {

/// The states of an object, which can be told.
class ObjectSpace : public StateSpace {
 public:
    /// As Clojure writes it: `3`, `[1 2]`, `#{1 2}`.
    virtual std::string to_string(StateId state) const = 0;
};

/// The states that these calls of the history's object lead to; history and calls must outlive it.
std::unique_ptr<ObjectSpace> object_space(const ObjectHistory& history,
                                          std::span<const ObjectCall> calls);

/// The calls as the search sees them. Calls that do the same with the same reply are of one kind.
std::vector<Interval> intervals_of(std::span<const ObjectCall> calls);

}  // namespace sm::detail::inline checkers
