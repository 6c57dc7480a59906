#pragma once
/// Running one program where workers are tasks of a scheduler: the system's own, or another.

#include <sm/schedule/scheduler.hpp>

#include "run/execution.hpp"

namespace sm::detail::inline run {

/// Moments of the scheduler's time, of which no two are the same.
class TaskTimestamps final : public Timestamps {
 public:
    explicit TaskTimestamps(const Clock& clock) : clock_(clock) {}
    Timestamp next() override;

 private:
    const Clock& clock_;
    Timestamp last_ = 0;
};

/// One run of the execution's program. A call that outlasts its limit is ended where it waits, and
/// another client goes on as a new worker; nobody is abandoned.
class ScheduledRun {
 public:
    /// The prefix is followed. Without `scheduler` it is the system's.
    ScheduledRun(Execution& execution, Duration limit, const Listener* listener,
                 const Follower& follower, Scheduler* scheduler)
        : execution_(execution),
          limit_(limit),
          listener_(listener),
          follower_(follower),
          scheduler_(scheduler) {}

    /// Makes the system and runs the program on it, to its end unless the follower says no; whether
    /// it came there. Throws SetUpFailed, and NotFinished.
    bool run(const void* make);

 private:
    void run_prefix();
    void run_branches();
    void finish();
    void work(WorkerRun* worker_run, const Follower& follower);
    const AnyEntry& run_step(WorkerRun& worker_run, const Follower& follower);
    WorkerRun& replaced(const WorkerRun& worker_run);

    Execution& execution_;
    Duration limit_;
    const Listener* listener_;
    const Follower& follower_;
    Scheduler* scheduler_;
    std::unique_ptr<Timestamps> timestamps_;
};

}  // namespace sm::detail::inline run
