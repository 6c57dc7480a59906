#pragma once
/// Running workloads in real time: recorded, judged, shrunk by replay, kept and replayed.

#include <sm/check/options.hpp>
#include <sm/check/report.hpp>
#include <sm/fault/injector.hpp>
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

/// A system that faults can be injected into; its injector must live as long as it does.
template <class S>
concept HasInjector = requires(S& system) {
    { system.injector() } -> std::same_as<fault::Injector&>;
};

/// A run that begins, as whoever keeps it is told.
struct RunStart {
    std::string name{};        ///< of the test
    std::uint64_t seed = 0;    ///< of the search
    std::uint64_t number = 0;  ///< of the run, from 1
    bool is_replay = false;    ///< of a failing run, made smaller perhaps
};

/// And when it is over.
struct RunRecord : RunStart {
    history::Operations operations{};  ///< calls and faults
    checkers::CheckResult finding{};
    Tree program{};                       ///< what was run, as it is saved
    std::vector<std::string> troubles{};  ///< faults that could not be injected or undone
};

/// The options of a workload: those of a check, where `programs` is how many runs to make, and
/// `workers` how many clients there are.
struct WorkloadOptions {
    Options check{.programs = 1, .workers = 5};
    std::function<void(const RunStart&)> before_run{};  ///< hears of each run, replays too,
    std::function<void(const history::Invocation&)> on_invoke{};  ///< what is about to begin in it,
    std::function<void(const history::Completion&)> on_complete{};  ///< and has just ended
    std::function<void(const RunRecord&)> after_run{};              ///< and what became of it
    std::function<void(const std::string&)> say{};  ///< hears of what generators say
};

/// What a workload showed. If it failed: the smallest run that still does, as a program and as the
/// history of it, and what the checker says of that.
template <class Cmd>
struct WorkloadReport : ReportSummary {
    workload::TimedProgram<Cmd> program;
    history::Operations operations;
    checkers::CheckResult finding;

    template <std::same_as<testing::AssertionResult> Result>
    operator Result() const {
        Result result(passed);
        return result << "\n" << message;
    }
};

namespace detail::inline workload {

struct AnyWorkloadReport {
    ReportSummary findings;
    AnyTimedProgram program;
    history::Operations operations;
    checkers::CheckResult finding;
};

/// What is under test, with what its types can do.
struct WorkloadSystem {
    const Vocabulary& vocabulary;
    const Encoding& encoding;
    const SystemType& type;
    /// Null: the system has nothing that injects faults.
    fault::Injector* (*injector)(void* system);
    const void* make;
};

AnyWorkloadReport check_any_workload(const WorkloadSystem& system, const Workload& workload,
                                     const WorkloadOptions& options);

template <class System>
constexpr auto injector_of() -> fault::Injector* (*)(void*) {
    if constexpr (HasInjector<System>) {
        return [](void* system) { return &static_cast<System*>(system)->injector(); };
    }
    return nullptr;
}

}  // namespace detail::inline workload

/// Runs the workload on systems that `make` makes, a fresh one for each run, and judges each. The
/// first run that fails is shrunk by replays on fresh systems: calls and faults dropped, faults
/// narrowed, waits shortened. Failures are kept, replayed first at the next run, and told as those
/// of `sm::check` are.
///
///     EXPECT_TRUE(sm::check_workload<Cmd>(etcd::clusters({.nodes = 5}),
///     etcd::register_workload()));
///
/// Throws Misuse for what makes no sense: options, a generator that waits for ever, a fault that
/// the system does not know; Unsupported for one that it cannot do.
template <class Cmd, class Make>
WorkloadReport<Cmd> check_workload(const Make& make, const Workload& workload,
                                   const WorkloadOptions& options = {}) {
    using System = detail::system_of<Make, model_of_commands<Cmd>>;
    const detail::WorkloadSystem system{detail::vocabulary<Cmd>(), detail::encoding_of<Cmd>(),
                                        detail::system_type<Cmd, Make>(),
                                        detail::injector_of<System>(), &make};
    auto found = detail::check_any_workload(system, workload, options);
    return {std::move(found.findings), detail::typed_timed_program<Cmd>(found.program),
            std::move(found.operations), std::move(found.finding)};
}

}  // namespace sm
