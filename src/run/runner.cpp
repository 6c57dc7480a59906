#include "run/runner.hpp"

#include <sm/base/misuse.hpp>

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>
#include <utility>

#include "run/call.hpp"
#include "run/scheduled_run.hpp"

namespace sm::detail::inline run {

/// The prefix, or the branches; shared with workers that may be abandoned.
struct Runner::Phase {
    Shared execution;
    Follower follower;
    std::unique_ptr<Timestamps> one_by_one{};  ///< where one worker runs at a time
    std::atomic<bool> stopped{false};          ///< by the observer

    /// Does a part of the run; what that throws ends the run once its workers are back.
    template <class Part>
    void attempt(Part part) noexcept {
        try {
            part();
        } catch (...) {
            execution->give_up(std::current_exception());
        }
    }
};

namespace {

/// All branches begin at once, so that short ones overlap too.
void wait_for_all(Execution& execution, std::size_t count) {
    execution.arrived.fetch_add(1, std::memory_order_relaxed);
    while (execution.arrived.load(std::memory_order_relaxed) < count && !execution.stop.load()) {
        std::this_thread::yield();
    }
}

AnyHistory collect(Execution& execution) {
    AnyHistory history{execution.program.initial, {}};
    for (auto& worker_run : execution.worker_runs) {
        for (auto& entry : worker_run->entries) history.entries.push_back(std::move(entry));
    }
    std::stable_sort(history.entries.begin(), history.entries.end(),
                     [](const auto& a, const auto& b) { return a.invoked < b.invoked; });
    return history;
}

}  // namespace

Run Runner::run(const AnyProgram& program, const Follower& follower, Strategy* strategy) {
    std::optional<Interleaver> interleaver;
    if (strategy != nullptr) interleaver.emplace(*strategy);
    Scheduler* const scheduler = interleaver ? &*interleaver : nullptr;
    auto execution = std::make_shared<Execution>(type_);
    execution->program = program;
    execution->prepare();
    execution->request(requested_);
    SystemErrors errors;
    const bool on_threads = type_.scheduler == nullptr && scheduler == nullptr;
    const bool stopped = on_threads ? run_on_threads(execution, follower, errors)
                                    : run_scheduled(*execution, follower, scheduler, errors);
    Diagnostics diagnostics = execution->diagnostics();
    // Where no worker was abandoned, the end of `execution` destroys the system; otherwise only
    // what it has outside this process is freed.
    std::string tear_down_failed;
    try {
        execution->tear_down();
    } catch (...) {
        describe_exception(tear_down_failed);
    }
    execution->rethrow();
    Run run{collect(*execution), stopped, std::move(diagnostics), std::move(errors),
            std::move(tear_down_failed)};
    if (interleaver) run.interleaving = interleaver->take_interleaving();
    return run;
}

/// True if it ended early.
bool Runner::run_on_threads(const Shared& execution, const Follower& follower,
                            SystemErrors& errors) {
    const std::size_t branches = execution->program.branches.size();
    bool stopped = run_prefix(execution, follower);
    if (!stopped && branches > 0) run_branches(execution);
    stopped = stopped || execution->stop.load();
    try {
        if (!stopped && !execution->has_stuck_worker()) execution->finish();
    } catch (const NotFinished& wrong) {
        errors.unfinished = wrong.what();
    }
    return stopped;
}

/// Likewise. What comes out of the scheduler is the system's own, as no call throws.
bool Runner::run_scheduled(Execution& execution, const Follower& follower, Scheduler* scheduler,
                           SystemErrors& errors) {
    try {
        return !ScheduledRun(execution, limit_, listener_, follower, scheduler).run(make_);
    } catch (const SetUpFailed&) {
        execution.give_up(std::current_exception());
    } catch (const Misuse&) {
        execution.give_up(std::current_exception());
    } catch (const NotFinished& wrong) {
        errors.unfinished = wrong.what();
    } catch (...) {
        describe_exception(errors.broke);
    }
    return true;
}

/// True if the program ends here.
bool Runner::run_prefix(const Shared& execution, const Follower& follower) {
    const auto phase = std::make_shared<Phase>(execution, follower);
    if (execution->program.branches.empty()) phase->one_by_one = std::make_unique<Ordinals>();
    WorkerRun& worker_run = execution->add_worker(execution->program.prefix, 0);
    phase->attempt([&] {
        start(phase, worker_run,
              [make = make_, phase, &worker_run,
               go_on = going_on(phase, worker_run)](RunningCall& t) {
                  phase->execution->set_up(make, worker_run);
                  go_on(t);
              });
    });
    wait(phase);
    return phase->stopped.load() || execution->stop.load();
}

/// The worker that ended the prefix goes on with the first branch.
void Runner::run_branches(const Shared& execution) {
    const auto phase =
        std::make_shared<Phase>(execution, Observe([](const AnyEntry&) { return true; }));
    phase->attempt([&] {
        const std::size_t count = execution->program.branches.size();
        WorkerRun& prefix = *execution->worker_runs.back();
        std::vector<WorkerRun*> worker_runs;
        for (std::size_t b = 0; b < count; ++b) {
            WorkerRun& worker_run =
                execution->add_worker(execution->program.branches[b], static_cast<int>(b));
            worker_run.results = Results(&prefix.results);
            if (b == 0)
                worker_run.worker =
                    prefix.abandoned ? execution->next_process(prefix.worker) : prefix.worker;
            if (b == 0 && !prefix.abandoned) {
                worker_run.client = std::move(prefix.client);
            } else {
                execution->give_client(worker_run);
            }
            worker_runs.push_back(&worker_run);
        }
        for (WorkerRun* worker_run : worker_runs) {
            start(phase, *worker_run,
                  [phase, count, go_on = going_on(phase, *worker_run)](RunningCall& running) {
                      wait_for_all(*phase->execution, count);
                      go_on(running);
                  });
        }
    });
    wait(phase);
}

/// The job of running what is left of the worker's steps.
WorkerPool::Job Runner::going_on(const std::shared_ptr<Phase>& phase, WorkerRun& worker_run) const {
    return [listener = listener_, phase, &worker_run](RunningCall& running) {
        SteadyTimestamps steady;
        Timestamps& timestamps = phase->one_by_one ? *phase->one_by_one : steady;
        const Observe observe = [&](const AnyEntry& entry) {
            if (phase->follower.observe(entry)) return true;
            phase->stopped.store(true);
            return false;
        };
        const Admit admit = [&](const AnyStep& step) { return phase->follower.admits(step); };
        run_worker(*phase->execution, worker_run, listener, timestamps, running, {observe, admit});
    };
}

void Runner::start(const std::shared_ptr<Phase>& phase, WorkerRun& worker_run,
                   WorkerPool::Job job) {
    const auto number = pool_.start([phase, job = std::move(job)](RunningCall& running) {
        phase->attempt([&] { job(running); });
    });
    if (running_.size() <= number) running_.resize(number + 1);
    running_[number] = &worker_run;
}

void Runner::wait(const std::shared_ptr<Phase>& phase) {
    pool_.wait(
        limit_,
        [&](const WorkerPool::Ended& ended) {
            if (!ended.abandoned) return;
            phase->attempt([&] { replace(phase, *running_[ended.job]); });
        },
        [] {});
    running_.clear();
}

/// A worker was abandoned. A plain object goes with it; beside other clients of a system a new
/// one goes on as a new process.
void Runner::replace(const std::shared_ptr<Phase>& phase, WorkerRun& worker_run) {
    Execution& execution = *phase->execution;
    const AnyEntry& entry = mark_timed_out(worker_run, limit_);
    if (listener_ != nullptr) listener_->ended(entry);
    if (type_.client == nullptr) {
        execution.stop.store(true);
    } else if (!phase->follower.observe(entry)) {
        phase->stopped.store(true);
    } else if (worker_run.next < worker_run.steps->size() && !execution.stop.load()) {
        WorkerRun& fresh =
            execution.add_worker(*worker_run.steps, execution.next_process(worker_run.worker));
        fresh.next = worker_run.next;
        fresh.results = worker_run.results;
        execution.give_client(fresh);
        start(phase, fresh, going_on(phase, fresh));
    }
}

}  // namespace sm::detail::inline run
