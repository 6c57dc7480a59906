#pragma once
/// One program on one fresh system, with everything that a worker abandoned may still hold.

#include <sm/base/clock.hpp>
#include <sm/history/detail/any_history.hpp>
#include <sm/program/detail/any_program.hpp>
#include <sm/run/detail/any_system.hpp>

#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "run/recording.hpp"
#include "run/running_call.hpp"

namespace sm::detail::inline run {

/// Hears of every call as it begins and ends, on the thread that makes it; of one that never ended,
/// on the thread that left its worker behind.
struct Listener {
    std::function<void(StepId, int worker, Timestamp at)> began;
    std::function<void(const AnyEntry&)> ended;
};

/// Thrown when a system is not as it should be once all calls have ended.
struct NotFinished : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Thrown when the system under test cannot be made.
struct SetUpFailed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Thrown when the system under test cannot be torn down.
struct TearDownFailed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Something of the user's type, destroyed by a function of its table.
using Owned = std::unique_ptr<void, void (*)(void*)>;
inline void owns_nothing(void*) {}

/// Steps for one worker, its client, and what it has done of them.
struct WorkerRun {
    const AnySteps* steps = nullptr;
    std::size_t next = 0;
    int worker = 0;  ///< its process: a number that goes on after a call of unknown outcome
    Owned client{nullptr, owns_nothing};
    Results results;
    Timestamp invoked = 0;
    std::vector<AnyEntry> entries;
    bool abandoned = false;  ///< its worker has not come back from the last call
};

/// Where a worker was abandoned, system and clients are never destroyed: it may come back at any
/// time, and what their destructors refer to may be gone by then.
class Execution {
 public:
    explicit Execution(const SystemType& type) : type_(type) {}
    ~Execution();
    Execution(const Execution&) = delete;
    Execution& operator=(const Execution&) = delete;

    /// Whoever goes on for a process whose call is of unknown outcome.
    int next_process(int process) const { return process + workers; }

    /// Takes the program on; the system comes with `set_up`.
    void prepare();
    /// Has the system that is made record these, as far as it offers them.
    void request(DiagnosticsRequest requested) { requested_ = requested; }
    Diagnostics diagnostics() const;

    /// Makes the system for the program's initial model and seed. Throws SetUpFailed with the text
    /// of what the user's code threw.
    void make_system(const void* make);
    /// That, and the client of the worker.
    void set_up(const void* make, WorkerRun& worker_run);
    /// Whether one is in a call that may never end.
    bool has_stuck_worker() const;
    /// Looks at the system once all calls have ended, if it wants that. Throws NotFinished with the
    /// text of what it threw.
    void finish();
    /// Frees what the system holds outside this process, though workers may still be in it; once
    /// for each system.
    void tear_down();
    /// Tears down and destroys the system; no worker may be in it, nor have been abandoned.
    void destroy();

    /// The run of a worker, without client yet.
    WorkerRun& add_worker(const AnySteps& steps, int worker);
    /// Throws SetUpFailed likewise.
    void give_client(WorkerRun& worker_run);

    /// Ends the program, which cannot be run or judged to its end. The first reason stays.
    void give_up(std::exception_ptr why);
    /// Throws what the program was given up for, if it was; no worker may be at it any more.
    void rethrow() const;

    const SystemType& type() const { return type_; }
    void* system() const { return system_.get(); }
    /// Keeps what the call answered, if it did, for the commands that refer to it.
    void keep_answer(WorkerRun& worker_run, const AnyEntry& entry) const;

    AnyProgram program;
    std::atomic<bool> stop{false};
    std::atomic<std::size_t> arrived{0};
    int workers = 1;                                      ///< at a time
    std::vector<std::unique_ptr<WorkerRun>> worker_runs;  ///< all that ever ran

 private:
    void destroy_system();

    const SystemType& type_;
    std::vector<StepId> wanted_;  // whose answers some command refers to
    Owned system_{nullptr, owns_nothing};
    bool is_up_ = false;  // and not torn down yet
    DiagnosticsRequest requested_;
    std::mutex mutex_;
    std::exception_ptr error_;
};

/// The time of a concurrent run.
Timestamp steady_now();

/// Where a worker's timestamps come from.
class Timestamps {
 public:
    virtual ~Timestamps() = default;
    virtual Timestamp next() = 0;
};

/// Nanoseconds of the steady clock, for runs of several workers.
class SteadyTimestamps final : public Timestamps {
 public:
    Timestamp next() override { return steady_now(); }
};

/// 1, 2, 3 and so on, which costs nothing.
class Ordinals final : public Timestamps {
 public:
    Timestamp next() override { return ++last_; }

 private:
    Timestamp last_ = 0;
};

using Observe = std::function<bool(const AnyEntry&)>;
using Admit = std::function<bool(const AnyStep&)>;

/// Who follows calls that are made one after the other.
class Follower {
 public:
    Follower(Observe observe, Admit admit = {})
        : observe_(std::move(observe)), admit_(std::move(admit)) {}

    /// Sees each call as it ends, and says whether to go on.
    bool observe(const AnyEntry& entry) const { return observe_(entry); }
    /// Whether a command is to be run: the precondition of one may hold no more, after what the
    /// calls before it have come to.
    bool admits(const AnyStep& step) const {
        return step.type->precondition == nullptr || !admit_ || admit_(step);
    }

 private:
    Observe observe_;
    Admit admit_;
};

/// Runs the worker's steps from `next` on, until its end, until the follower says no, until the
/// execution stops, or until this worker is abandoned; from then on it touches nothing.
void run_worker(Execution& execution, WorkerRun& worker_run, const Listener* listener,
                Timestamps& timestamps, RunningCall& running, const Follower& follower);

/// The call in which the worker was abandoned, as the watcher records it.
AnyEntry& mark_timed_out(WorkerRun& worker_run, Duration limit);

}  // namespace sm::detail::inline run
