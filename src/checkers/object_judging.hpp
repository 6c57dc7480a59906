#pragma once
/// What the checkers of well-known objects share: the time they have, and how they tell a fault.

#include <sm/base/limits.hpp>
#include <sm/checkers/checker.hpp>
#include <sm/checkers/object.hpp>

#include <optional>

#include "checkers/object_space.hpp"
#include "search/relaxation.hpp"

namespace sm::detail::inline checkers {

/// The time that is left of the bounds.
class Budget {
 public:
    explicit Budget(const Limits& bounds);

    Limits left() const;
    bool in_time() const { return left().time > Duration::zero(); }
    Bounds for_search() const;
    Duration whole() const { return bounds_.time; }

 private:
    Limits bounds_;
    const Clock& clock_;
    Duration began_;
};

/// What could not be read within this bound: "60 s", "1024 MiB of memory".
history::CheckResult out_of_bounds(std::string checker, const std::string& bound);

/// Which of the calls could matter to others, going by the object.
Relaxation freedom_of(const ObjectHistory& history, std::span<const ObjectCall> calls);

/// Adds to the details the states in which a call was tried.
void tell_states(history::CheckResult& finding, const ObjectSpace& space,
                 const std::vector<StateId>& states);

/// Adds to an invalid finding its violations as text, and which operation no order explains.
void tell_operations(history::CheckResult& finding, std::optional<std::size_t> unexplained,
                     std::span<const history::Operation> operations);

}  // namespace sm::detail::inline checkers
