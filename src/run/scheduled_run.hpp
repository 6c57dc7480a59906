#pragma once
/// Running one program where workers are tasks of a scheduler: the system's own, or another.

#include <sm/schedule/scheduler.hpp>

#include "run/trial.hpp"

namespace sm::detail::inline run {

/// Moments of the scheduler's time, of which no two are the same.
class TaskStamps final : public Stamps {
 public:
    explicit TaskStamps(const Clock& clock) : clock_(clock) {}
    Stamp next() override;

 private:
    const Clock& clock_;
    Stamp last_ = 0;
};

/// One run of the trial's program. A call that outlasts its limit is ended where it waits, and
/// another client goes on as a new worker; nobody is left behind.
class ScheduledRun {
 public:
    /// `observe` sees each call of the prefix as it ends, and says whether to go on. Without
    /// `scheduler` it is the system's.
    ScheduledRun(Trial& trial, Duration limit, const Listener* listener, const Observe& observe,
                 Scheduler* scheduler)
        : trial_(trial),
          limit_(limit),
          listener_(listener),
          observe_(observe),
          scheduler_(scheduler) {}

    /// Makes the system and runs the program on it, to its end unless `observe` says no; whether it
    /// came there. Throws SetUpFailed, and NotFinished.
    bool run(const void* make);

 private:
    void run_prefix();
    void run_branches();
    void finish();
    void work(Lane* lane, const Observe& observe);
    const AnyEntry& run_step(Lane& lane);
    Lane& replaced(const Lane& lane);

    Trial& trial_;
    Duration limit_;
    const Listener* listener_;
    const Observe& observe_;
    Scheduler* scheduler_;
    std::unique_ptr<Stamps> stamps_;
    int next_worker_ = 1;
};

}  // namespace sm::detail::inline run
