#pragma once
/// The check: draws programs, runs them, judges their histories, shrinks failures and keeps them.

#include <sm/check/detail/check_any.hpp>
#include <sm/check/options.hpp>
#include <sm/check/report.hpp>

#include <utility>

namespace sm {

/// Runs programs of `Cmd`, a `std::variant` of commands, each on a fresh system that `make` makes.
///
///     EXPECT_TRUE(sm::check<Cmd>([] { return Store{}; }, {.workers = 3}));
///
/// `make` is called as `make()`, `make(const Model&)` with the initial model, `make(Seed)` with
/// the seed for the random choices of the system, or `make(const Model&, Seed)`. Failures that
/// earlier runs kept are run first. Throws Misuse for invalid options and for models in which no
/// command is possible; a failed property is a report that has not passed.
template <class Cmd, class Make>
Report<Cmd> check(const Make& make, const Options& options = {}) {
    auto found = detail::check_any(
        {detail::vocabulary<Cmd>(), detail::encoding_of<Cmd>(), detail::system_type<Cmd, Make>()},
        &make, options);
    return {std::move(found.summary), detail::typed_program<Cmd>(found.program),
            detail::typed_history<Cmd>(found.history)};
}

}  // namespace sm
