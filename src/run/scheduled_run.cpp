#include "run/scheduled_run.hpp"

#include <algorithm>
#include <utility>

#include "run/call.hpp"

namespace sm::detail::inline run {

Timestamp TaskTimestamps::next() {
    return last_ = std::max<Timestamp>(last_ + 1, clock_.now().count());
}

bool ScheduledRun::run(const void* make) {
    execution_.make_system(make);
    if (scheduler_ == nullptr) scheduler_ = execution_.type().scheduler(execution_.system());
    timestamps_ = std::make_unique<TaskTimestamps>(scheduler_->clock());
    run_prefix();
    if (!execution_.stop.load() && !execution_.program.branches.empty()) run_branches();
    if (!execution_.stop.load()) finish();
    return !execution_.stop.load();
}

void ScheduledRun::run_prefix() {
    WorkerRun& worker_run = execution_.add_worker(execution_.program.prefix, 0);
    scheduler_->run({[&] {
        execution_.give_client(worker_run);
        work(&worker_run, follower_);
    }});
}

/// The worker that ended the prefix goes on with the first branch.
void ScheduledRun::run_branches() {
    WorkerRun& prefix = *execution_.worker_runs.back();
    std::vector<std::function<void()>> tasks;
    for (std::size_t b = 0; b < execution_.program.branches.size(); ++b) {
        WorkerRun& worker_run =
            execution_.add_worker(execution_.program.branches[b], static_cast<int>(b));
        worker_run.results = Results(&prefix.results);
        if (b == 0) {
            worker_run.worker = prefix.worker;
            worker_run.client = std::move(prefix.client);
        }
        tasks.push_back([this, &worker_run] {
            if (worker_run.client == nullptr) execution_.give_client(worker_run);
            work(&worker_run, Observe([](const AnyEntry&) { return true; }));
        });
    }
    scheduler_->run(std::move(tasks));
}

/// What is thrown must not be taken for the scheduler's own.
void ScheduledRun::finish() {
    constexpr int limits = 10;  // of a call: an ending may wait for much
    std::exception_ptr wrong;
    bool in_time = true;
    scheduler_->run({[&] {
        try {
            in_time = scheduler_->within(limits * limit_, [&] { execution_.finish(); });
        } catch (const NotFinished&) {
            wrong = std::current_exception();
        }
    }});
    if (wrong) std::rethrow_exception(wrong);
    if (!in_time) throw NotFinished("after all calls: " + timed_out_after(limits * limit_).reason);
}

void ScheduledRun::work(WorkerRun* worker_run, const Follower& follower) {
    while (worker_run->next < worker_run->steps->size() && !execution_.stop.load()) {
        if (!scheduler_->comes_to((*worker_run->steps)[worker_run->next].id))
            return execution_.stop.store(true);
        const AnyEntry& entry = run_step(*worker_run, follower);
        if (listener_ != nullptr) listener_->ended(entry);
        if (!follower.observe(entry)) return execution_.stop.store(true);
        if (entry.ending != Ending::timed_out) continue;
        // A plain object that was left half-way is of no use to anyone.
        if (execution_.type().client == nullptr) return execution_.stop.store(true);
        worker_run = &replaced(*worker_run);
    }
}

const AnyEntry& ScheduledRun::run_step(WorkerRun& worker_run, const Follower& follower) {
    const AnyStep& step = (*worker_run.steps)[worker_run.next++];
    AnyEntry& entry = worker_run.entries.emplace_back();
    entry.id = step.id;
    entry.worker = worker_run.worker;
    entry.type = step.type;
    entry.command = step.command;
    entry.invoked = timestamps_->next();
    if (listener_ != nullptr) listener_->began(step.id, worker_run.worker, entry.invoked);
    entry.ending = Ending::crashed;  // unless it comes back
    AnyOutcome outcome;
    const bool in_time = scheduler_->within(limit_, [&] {
        outcome = call(step, execution_.type(), worker_run.client.get(), worker_run.results,
                       follower.admits(step));
    });
    if (!in_time) outcome = timed_out_after(limit_);
    entry.returned = in_time ? timestamps_->next() : never;
    entry.ending = outcome.ending;
    entry.answer = std::move(outcome.answer);
    entry.reason = std::move(outcome.reason);
    execution_.keep_answer(worker_run, entry);
    if (in_time && entry.indeterminate())
        worker_run.worker = execution_.next_process(worker_run.worker);
    return entry;
}

/// A client whose call was ended half-way may not be used again.
WorkerRun& ScheduledRun::replaced(const WorkerRun& worker_run) {
    WorkerRun& fresh =
        execution_.add_worker(*worker_run.steps, execution_.next_process(worker_run.worker));
    fresh.next = worker_run.next;
    fresh.results = worker_run.results;
    if (fresh.next < fresh.steps->size()) execution_.give_client(fresh);
    return fresh;
}

}  // namespace sm::detail::inline run
