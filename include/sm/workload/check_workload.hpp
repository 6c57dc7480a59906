#pragma once
/// Running workloads on real systems or in simulation: recorded, judged, shrunk by replay, kept and
/// replayed.

#include <sm/check/options.hpp>
#include <sm/check/report.hpp>
#include <sm/fault/injector_of.hpp>
#include <sm/history/encoding.hpp>
#include <sm/history/writer.hpp>
#include <sm/run/detail/any_system.hpp>
#include <sm/workload/timed_program.hpp>
#include <sm/workload/workload.hpp>

#include <concepts>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace sm {

/// A run that begins, for whoever keeps it.
struct RunStart {
    std::string name{};        ///< of the test
    std::uint64_t seed = 0;    ///< of the search
    std::uint64_t number = 0;  ///< of the run, from 1
    bool is_replay = false;    ///< of a failing run, made smaller perhaps
};

/// And when it is over.
struct RunRecord : RunStart {
    history::Operations operations{};  ///< calls and faults
    history::CheckResult result{};
    Tree program{};                            ///< what was run, as it is saved
    std::vector<std::string> failed_faults{};  ///< faults that could not be injected or undone
};

/// The options of a workload: those of a check, where `programs` is how many runs to make, and
/// `workers` how many clients there are.
struct WorkloadOptions {
    Options check{.programs = 1, .workers = 5};
    std::function<void(const RunStart&)> before_run{};  ///< called for each run, replays too,
    std::function<void(const history::Invocation&)> on_invoke{};    ///< for each invocation in it,
    std::function<void(const history::Completion&)> on_complete{};  ///< for each completion
    std::function<void(const RunRecord&)> after_run{};              ///< and when it is over
    std::function<void(const std::string&)> say{};  ///< for each line that a generator says
    /// How the runs are made, by name; kept with them in `check.store` and shown in its table.
    std::vector<std::pair<std::string, std::string>> parameters{};
};

/// The report of a workload. If it failed: the smallest run that still fails, as a program and as
/// its history, and the result of the checker.
template <class Cmd>
struct WorkloadReport : ReportSummary {
    workload::TimedProgram<Cmd> program;
    history::Operations operations;
    history::CheckResult result;

    template <std::same_as<testing::AssertionResult> Result>
    operator Result() const {
        Result assertion(passed);
        return assertion << "\n" << message;
    }
};

namespace detail::inline workload {

struct AnyWorkloadReport {
    ReportSummary summary;
    AnyTimedProgram program;
    history::Operations operations;
    history::CheckResult result;
};

/// The system under test, by the tables of its types.
struct WorkloadSystem {
    const Vocabulary& vocabulary;
    const Encoding& encoding;
    const SystemType& type;
    /// Null: there is nothing that injects faults.
    sm::fault::Injector* (*injector)(void* system, void* client);
    const void* make;
};

AnyWorkloadReport check_any_workload(const WorkloadSystem& system, const Workload& workload,
                                     const WorkloadOptions& options);

/// Of the system or, where it has none, of a client, as commands that are faults find it.
template <class System>
constexpr auto find_injector() -> sm::fault::Injector* (*)(void*, void*) {
    if constexpr (sm::fault::HasInjector<System>) {
        return [](void* system, void*) {
            return &sm::fault::injector_of(*static_cast<System*>(system));
        };
    } else if constexpr (sm::fault::HasInjector<client_of<System>>) {
        return [](void*, void* client) {
            return &sm::fault::injector_of(*static_cast<client_of<System>*>(client));
        };
    }
    return nullptr;
}

}  // namespace detail::inline workload

/// Runs the workload on systems that `make` makes, a fresh one for each run, and judges each. The
/// first run that fails is shrunk by replays on fresh systems: calls and faults dropped, faults
/// narrowed, waits shortened. Failures are kept, replayed first at the next run, and reported
/// as those of `sm::check`.
///
///     EXPECT_TRUE(sm::check_workload<Cmd>(etcd::clusters({.nodes = 5}),
///                                         etcd::register_workload()));
///
/// `make` is called as by `sm::check`. A system that brings its scheduler, as a simulation does,
/// runs in virtual time: clients and nemesis are tasks of it, and limits are of its time. One seed
/// decides such a run (the draws of the generator, and the random choices of the system), the same
/// seed makes the same history, and a replay is equal to the run that it replays. Elsewhere time is
/// real.
///
/// Throws Misuse for invalid use: options, a generator that waits forever, a fault that
/// the system does not know; Unsupported for one that it cannot do.
template <class Cmd, class Make>
WorkloadReport<Cmd> check_workload(const Make& make, const Workload& workload,
                                   const WorkloadOptions& options = {}) {
    using System = detail::system_of<Make, model_of_commands<Cmd>>;
    const detail::WorkloadSystem system{detail::vocabulary<Cmd>(), detail::encoding_of<Cmd>(),
                                        detail::system_type<Cmd, Make>(),
                                        detail::find_injector<System>(), &make};
    auto found = detail::check_any_workload(system, workload, options);
    return {std::move(found.summary), detail::typed_timed_program<Cmd>(found.program),
            std::move(found.operations), std::move(found.result)};
}

}  // namespace sm
