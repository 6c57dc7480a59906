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

/// The prefix, or the branches; shared with workers that may be left behind.
struct Runner::Phase {
    Shared trial;
    Observe observe;
    std::unique_ptr<Stamps> one_by_one{};  ///< where one worker runs at a time
    std::atomic<bool> stopped{false};      ///< by the observer

    /// Does a part of the run; what that throws ends the run once its workers are back.
    template <class Part>
    void attempt(Part part) noexcept {
        try {
            part();
        } catch (...) {
            trial->give_up(std::current_exception());
        }
    }
};

namespace {

/// All branches begin at once, so that short ones overlap too.
void wait_for_all(Trial& trial, std::size_t count) {
    trial.arrived.fetch_add(1, std::memory_order_relaxed);
    while (trial.arrived.load(std::memory_order_relaxed) < count && !trial.stop.load()) {
        std::this_thread::yield();
    }
}

AnyHistory collect(Trial& trial) {
    AnyHistory history{trial.program.initial, {}};
    for (auto& lane : trial.lanes) {
        for (auto& entry : lane->entries) history.entries.push_back(std::move(entry));
    }
    std::stable_sort(history.entries.begin(), history.entries.end(),
                     [](const auto& a, const auto& b) { return a.invoked < b.invoked; });
    return history;
}

}  // namespace

Run Runner::run(const AnyProgram& program, const Observe& observe, Strategy* strategy) {
    std::optional<Interleaver> interleaver;
    if (strategy != nullptr) interleaver.emplace(*strategy);
    Scheduler* const scheduler = interleaver ? &*interleaver : nullptr;
    auto trial = std::make_shared<Trial>(type_);
    trial->program = program;
    trial->prepare();
    trial->ask(asked_);
    Trouble trouble;
    const bool on_threads = type_.scheduler == nullptr && scheduler == nullptr;
    const bool stopped = on_threads ? run_on_threads(trial, observe, trouble)
                                    : run_scheduled(*trial, observe, scheduler, trouble);
    Told told = trial->told();
    // Where no worker was left behind, the end of `trial` destroys the system; otherwise only what
    // it has outside this process is freed.
    std::string tear_down_failed;
    try {
        trial->tear_down();
    } catch (...) {
        describe_exception(tear_down_failed);
    }
    trial->rethrow();
    Run run{collect(*trial), stopped, std::move(told), std::move(trouble),
            std::move(tear_down_failed)};
    if (interleaver) run.interleaving = interleaver->take_interleaving();
    return run;
}

/// True if it ended early.
bool Runner::run_on_threads(const Shared& trial, const Observe& observe, Trouble& trouble) {
    const std::size_t branches = trial->program.branches.size();
    next_worker_ = static_cast<int>(std::max<std::size_t>(branches, 1));
    bool stopped = run_prefix(trial, observe);
    if (!stopped && branches > 0) run_branches(trial);
    stopped = stopped || trial->stop.load();
    try {
        if (!stopped && !trial->has_stuck_worker()) trial->finish();
    } catch (const NotFinished& wrong) {
        trouble.unfinished = wrong.what();
    }
    return stopped;
}

/// Likewise. What comes out of the scheduler is the system's own, as no call throws.
bool Runner::run_scheduled(Trial& trial, const Observe& observe, Scheduler* scheduler,
                           Trouble& trouble) {
    try {
        return !ScheduledRun(trial, limit_, listener_, observe, scheduler).run(make_);
    } catch (const SetUpFailed&) {
        trial.give_up(std::current_exception());
    } catch (const Misuse&) {
        trial.give_up(std::current_exception());
    } catch (const NotFinished& wrong) {
        trouble.unfinished = wrong.what();
    } catch (...) {
        describe_exception(trouble.broke);
    }
    return true;
}

/// True if the program ends here.
bool Runner::run_prefix(const Shared& trial, const Observe& observe) {
    const auto phase = std::make_shared<Phase>(trial, observe);
    if (trial->program.branches.empty()) phase->one_by_one = std::make_unique<Ordinals>();
    Lane& lane = trial->add_lane(trial->program.prefix, 0);
    phase->attempt([&] {
        start(phase, lane, [make = make_, phase, &lane, go_on = going_on(phase, lane)](Ticket& t) {
            phase->trial->set_up(make, lane);
            go_on(t);
        });
    });
    wait(phase);
    return phase->stopped.load() || trial->stop.load();
}

/// The worker that ended the prefix goes on with the first branch.
void Runner::run_branches(const Shared& trial) {
    const auto phase = std::make_shared<Phase>(trial, [](const AnyEntry&) { return true; });
    phase->attempt([&] {
        const std::size_t count = trial->program.branches.size();
        Lane& prefix = *trial->lanes.back();
        std::vector<Lane*> lanes;
        for (std::size_t b = 0; b < count; ++b) {
            Lane& lane = trial->add_lane(trial->program.branches[b], static_cast<int>(b));
            lane.results = Results(&prefix.results);
            if (b == 0) lane.worker = prefix.left_behind ? next_worker_++ : prefix.worker;
            if (b == 0 && !prefix.left_behind) {
                lane.client = std::move(prefix.client);
            } else {
                trial->give_client(lane);
            }
            lanes.push_back(&lane);
        }
        for (Lane* lane : lanes) {
            start(phase, *lane, [phase, count, go_on = going_on(phase, *lane)](Ticket& ticket) {
                wait_for_all(*phase->trial, count);
                go_on(ticket);
            });
        }
    });
    wait(phase);
}

/// The job of running what is left of the lane.
Crew::Job Runner::going_on(const std::shared_ptr<Phase>& phase, Lane& lane) const {
    return [listener = listener_, phase, &lane](Ticket& ticket) {
        SteadyStamps steady;
        Stamps& stamps = phase->one_by_one ? *phase->one_by_one : steady;
        run_lane(*phase->trial, lane, listener, stamps, ticket, [&](const AnyEntry& entry) {
            if (phase->observe(entry)) return true;
            phase->stopped.store(true);
            return false;
        });
    };
}

void Runner::start(const std::shared_ptr<Phase>& phase, Lane& lane, Crew::Job job) {
    const auto number = crew_.start(
        [phase, job = std::move(job)](Ticket& ticket) { phase->attempt([&] { job(ticket); }); });
    if (running_.size() <= number) running_.resize(number + 1);
    running_[number] = &lane;
}

void Runner::wait(const std::shared_ptr<Phase>& phase) {
    crew_.wait(
        limit_,
        [&](const Crew::Ended& ended) {
            if (!ended.left_behind) return;
            phase->attempt([&] { replace(phase, *running_[ended.job]); });
        },
        [] {});
    running_.clear();
}

/// A worker was left behind. A plain object goes with it; beside other clients of a system a new
/// one goes on as a new process.
void Runner::replace(const std::shared_ptr<Phase>& phase, Lane& lane) {
    Trial& trial = *phase->trial;
    const AnyEntry& entry = mark_timed_out(lane, limit_);
    if (listener_ != nullptr) listener_->ended(entry);
    if (type_.client == nullptr) {
        trial.stop.store(true);
    } else if (!phase->observe(entry)) {
        phase->stopped.store(true);
    } else if (lane.next < lane.steps->size() && !trial.stop.load()) {
        Lane& fresh = trial.add_lane(*lane.steps, next_worker_++);
        fresh.next = lane.next;
        fresh.results = lane.results;
        trial.give_client(fresh);
        start(phase, fresh, going_on(phase, fresh));
    }
}

}  // namespace sm::detail::inline run
