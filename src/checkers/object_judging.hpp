#pragma once
/// What the checkers of well-known objects share: the time they have, and how they report a
/// violation.

#include <sm/base/limits.hpp>
#include <sm/checkers/checker.hpp>
#include <sm/checkers/object.hpp>

#include <optional>

#include "checkers/object_space.hpp"
#include "search/core.hpp"

namespace sm::detail::inline checkers {

/// What is left of the limits.
class Budget {
 public:
    explicit Budget(const Limits& limits);

    Limits left() const;
    bool in_time() const { return left().time > Duration::zero(); }
    Duration whole() const { return limits_.time; }

 private:
    Limits limits_;
    const Clock& clock_;
    Duration began_;
};

/// What could not be read within this limit: "60 s", "1024 MiB of memory".
history::CheckResult out_of_limits(std::string checker, const std::string& limit);

/// Which of the calls could matter to others, going by the object.
Relaxation freedom_of(const ObjectHistory& history, std::span<const ObjectCall> calls);

/// Adds to the details the states in which a call was tried.
void add_states(history::CheckResult& result, const ObjectSpace& space,
                const std::vector<StateId>& states);

/// Adds the violations to an invalid result as text, and the operation that cannot be ordered,
/// after `why`: "not linearizable: no order ... explains ".
void add_operations(history::CheckResult& result, std::optional<std::size_t> non_linearizable,
                    std::span<const history::Operation> operations, std::string_view why);

}  // namespace sm::detail::inline checkers
