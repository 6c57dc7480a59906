#pragma once
/// Drawing, running and judging sequential programs in one go on one worker, which is what makes
/// a command on a plain object cost little more than itself.

#include <sm/program/program_generator.hpp>
#include <sm/run/statistics.hpp>

#include <atomic>
#include <cstdint>
#include <vector>

#include "check/executor.hpp"
#include "check/experiment.hpp"

namespace sm::detail::inline check {

/// Counts every call of a run of any number of workers, and labels those that are linearized.
void count_run(Statistics& statistics, const JudgedRun& run, const Vocabulary& vocabulary);

/// A search that may be abandoned with its worker: everything that the worker touches is in here.
class SequentialSearch {
 public:
    SequentialSearch(const UnderTest& test, const ProgramShape& shape, bool exceptions_unknown);

    /// Runs programs from `current` on; true if one failed, which `execution` then holds.
    bool run(const Exploration& plan, RunningCall& running);

    /// For the watcher, when the worker has been abandoned: the call that it is in counts like
    /// any other, and the system is torn down.
    void abandon(Duration limit);

    ProgramGenerator generator;
    Execution execution;
    WorkerRun& worker_run;
    Statistics statistics;
    std::uint64_t current = 0;  ///< the number of the program that runs

 private:
    bool run_one_program(RunningCall& running);
    void count_labels(bool all_known);
    void destroy_system(bool passed);
    void count(Tally* tally);

    UnderTest test_;
    bool exceptions_unknown_;
};

}  // namespace sm::detail::inline check
