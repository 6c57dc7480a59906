#include "run/execution.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "program/planning.hpp"
#include "run/call.hpp"

namespace sm::detail::inline run {
namespace {

/// Must be called in a `catch (...)`.
[[noreturn]] void throw_set_up_failed(const char* without_text) {
    std::string reason;
    describe_exception(reason);
    throw SetUpFailed(reason.empty() ? without_text : reason);
}

/// Runs one step; false if this worker was abandoned in it.
bool run_step(const Execution& execution, WorkerRun& worker_run, const AnyStep& step,
              AnyEntry& entry, Timestamps& timestamps, RunningCall& running, bool admitted) {
    void* const client = worker_run.client.get();
    worker_run.invoked = timestamps.next();
    running.begin();
    AnyOutcome outcome = call(step, execution.type(), client, worker_run.results, admitted);
    if (!running.end()) return false;
    entry.invoked = worker_run.invoked;
    entry.returned = timestamps.next();
    entry.ending = outcome.ending;
    entry.answer = std::move(outcome.answer);
    entry.reason = std::move(outcome.reason);
    execution.keep_answer(worker_run, entry);
    return true;
}

/// A system that a worker is still in, and its clients.
struct Kept {
    Owned system;
    std::vector<std::unique_ptr<WorkerRun>> worker_runs;
    Kept* earlier;
};

/// Keeps them to the end of the process, where a search for leaks finds them.
void keep_for_ever(Owned system, std::vector<std::unique_ptr<WorkerRun>> worker_runs) {
    static std::atomic<Kept*> last{nullptr};
    auto* const kept = new Kept{std::move(system), std::move(worker_runs), last.load()};
    while (!last.compare_exchange_weak(kept->earlier, kept)) {
    }
}

}  // namespace

Timestamp steady_now() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

/// Where the program ended by an exception, which says more than one of tear_down would.
Execution::~Execution() {
    try {
        tear_down();
    } catch (...) {
    }
    if (has_stuck_worker()) {
        keep_for_ever(std::move(system_), std::move(worker_runs));
    } else {
        destroy_system();
    }
}

void Execution::prepare() {
    wanted_ = wanted_by(program);
    workers = static_cast<int>(std::max<std::size_t>(program.branches.size(), 1));
}

void Execution::set_up(const void* make, WorkerRun& worker_run) {
    make_system(make);
    give_client(worker_run);
}

void Execution::make_system(const void* make) {
    try {
        system_ = {type_.make(make, program.initial.data(), program.seed), type_.destroy};
        if (requested_.log && type_.record_log != nullptr) type_.record_log(system_.get());
    } catch (...) {
        throw_set_up_failed("its make threw");
    }
    is_up_ = true;
}

Diagnostics Execution::diagnostics() const {
    Diagnostics diagnostics;
    if (system_ == nullptr) return diagnostics;
    if (requested_.log && type_.log != nullptr) diagnostics.log = type_.log(system_.get());
    if (requested_.picture && type_.picture != nullptr)
        diagnostics.picture = type_.picture(system_.get());
    return diagnostics;
}

bool Execution::has_stuck_worker() const {
    return std::any_of(worker_runs.begin(), worker_runs.end(),
                       [](const auto& worker_run) { return worker_run->abandoned; });
}

void Execution::finish() {
    if (type_.finish == nullptr) return;
    try {
        type_.finish(system_.get());
    } catch (const Cancelled&) {
        throw;
    } catch (const Misuse&) {
        throw;
    } catch (...) {
        std::string reason;
        describe_exception(reason);
        throw NotFinished("after all calls: " + reason);
    }
}

void Execution::tear_down() {
    if (std::exchange(is_up_, false) && type_.tear_down != nullptr) type_.tear_down(system_.get());
}

void Execution::destroy() {
    tear_down();
    destroy_system();
}

void Execution::destroy_system() {
    for (auto& worker_run : worker_runs) worker_run->client.reset();
    system_.reset();
}

WorkerRun& Execution::add_worker(const AnySteps& steps, int worker) {
    WorkerRun& worker_run = *worker_runs.emplace_back(std::make_unique<WorkerRun>());
    worker_run.steps = &steps;
    worker_run.worker = worker;
    worker_run.entries.reserve(steps.size());
    return worker_run;
}

void Execution::give_client(WorkerRun& worker_run) {
    if (type_.client == nullptr) {
        worker_run.client = {system_.get(), owns_nothing};
    } else {
        try {
            worker_run.client = {type_.client(system_.get(), worker_run.worker),
                                 type_.destroy_client};
        } catch (...) {
            throw_set_up_failed("its client threw");
        }
    }
}

void Execution::give_up(std::exception_ptr why) {
    {
        const std::lock_guard lock(mutex_);
        if (error_ == nullptr) error_ = std::move(why);
    }
    stop.store(true);
}

void Execution::rethrow() const {
    if (error_ != nullptr) std::rethrow_exception(error_);
}

void Execution::keep_answer(WorkerRun& worker_run, const AnyEntry& entry) const {
    if (!entry.answered()) return;
    if (std::find(wanted_.begin(), wanted_.end(), entry.id) == wanted_.end()) return;
    const auto kept = std::make_shared<Any>(entry.answer);
    worker_run.results.keep_shared(entry.id, {kept, kept->data()});
}

void run_worker(Execution& execution, WorkerRun& worker_run, const Listener* listener,
                Timestamps& timestamps, RunningCall& running, const Follower& follower) {
    while (worker_run.next < worker_run.steps->size()) {
        if (execution.stop.load(std::memory_order_relaxed)) return;
        const AnyStep& step = (*worker_run.steps)[worker_run.next];
        AnyEntry& entry = worker_run.entries.emplace_back();
        entry.id = step.id;
        entry.worker = worker_run.worker;
        entry.type = step.type;
        entry.command = step.command;
        if (listener != nullptr) listener->began(step.id, worker_run.worker, timestamps.next());
        if (!run_step(execution, worker_run, step, entry, timestamps, running,
                      follower.admits(step)))
            return;
        ++worker_run.next;
        if (entry.indeterminate()) worker_run.worker = execution.next_process(worker_run.worker);
        if (listener != nullptr) listener->ended(entry);
        if (!follower.observe(entry)) return;
    }
}

AnyEntry& mark_timed_out(WorkerRun& worker_run, Duration limit) {
    worker_run.abandoned = true;
    AnyEntry& entry = worker_run.entries.back();
    entry.invoked = worker_run.invoked;
    entry.returned = never;
    AnyOutcome outcome = timed_out_after(limit);
    entry.ending = outcome.ending;
    entry.reason = std::move(outcome.reason);
    ++worker_run.next;
    return entry;
}

}  // namespace sm::detail::inline run
