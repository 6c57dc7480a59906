#pragma once
/// The check: draws programs, runs them, judges what came back, shrinks what fails, and keeps it.

#include <sm/check/detail/typed_experiment.hpp>
#include <sm/check/options.hpp>
#include <sm/check/report.hpp>

#include <utility>

namespace sm {

/// Runs programs of `Cmd`, a `std::variant` of commands, each on a fresh system that `make` makes.
///
///     EXPECT_TRUE(sm::check<Cmd>([] { return Store{}; }, {.workers = 3}));
///
/// `make` is called as `make()` or `make(const Model&)`, with the initial model. Failures that were
/// kept by earlier runs are run first. Throws Misuse for options that are no good and for models in
/// which no command is possible; a failing property is a report that has not passed.
template <class Cmd, class Make>
Report<Cmd> check(const Make& make, Options options = {}) {
    using System = detail::system_of<Make, model_of_commands<Cmd>>;
    static_assert(!std::is_void_v<System>, "sm: make must return the system under test");
    options = resolve(std::move(options));
    detail::TypedExperiment<Cmd, Make> experiment(make, options);
    Report<Cmd> report{detail::investigate(experiment, options), {}, {}};
    if (!report.passed) {
        report.program = experiment.failed_program();
        report.history = experiment.failed_history();
    }
    return report;
}

}  // namespace sm
