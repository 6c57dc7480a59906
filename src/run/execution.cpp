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
bool run_step(const Execution& execution, WorkerRun& lane, const AnyStep& step, AnyEntry& entry,
              Timestamps& timestamps, RunningCall& running, bool admitted) {
    void* const client = lane.client.get();
    lane.invoked = timestamps.next();
    running.begin();
    AnyOutcome outcome = call(step, execution.type(), client, lane.results, admitted);
    if (!running.end()) return false;
    entry.invoked = lane.invoked;
    entry.returned = timestamps.next();
    entry.ending = outcome.ending;
    entry.answer = std::move(outcome.answer);
    entry.reason = std::move(outcome.reason);
    execution.keep_answer(lane, entry);
    return true;
}

/// A system that a worker is still in, and its clients.
struct Kept {
    Owned system;
    std::vector<std::unique_ptr<WorkerRun>> lanes;
    Kept* earlier;
};

/// Keeps them to the end of the process, where a search for leaks finds them.
void keep_for_ever(Owned system, std::vector<std::unique_ptr<WorkerRun>> lanes) {
    static std::atomic<Kept*> last{nullptr};
    auto* const kept = new Kept{std::move(system), std::move(lanes), last.load()};
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
        keep_for_ever(std::move(system_), std::move(lanes));
    } else {
        destroy_system();
    }
}

void Execution::prepare() {
    wanted_ = wanted_by(program);
    workers = static_cast<int>(std::max<std::size_t>(program.branches.size(), 1));
}

void Execution::set_up(const void* make, WorkerRun& lane) {
    make_system(make);
    give_client(lane);
}

void Execution::make_system(const void* make) {
    try {
        system_ = {type_.make(make, program.initial.data(), program.seed), type_.destroy};
        if (asked_.log && type_.record_log != nullptr) type_.record_log(system_.get());
    } catch (...) {
        throw_set_up_failed("its make threw");
    }
    is_up_ = true;
}

Told Execution::told() const {
    Told told;
    if (system_ == nullptr) return told;
    if (asked_.log && type_.log != nullptr) told.log = type_.log(system_.get());
    if (asked_.picture && type_.picture != nullptr) told.picture = type_.picture(system_.get());
    return told;
}

bool Execution::has_stuck_worker() const {
    return std::any_of(lanes.begin(), lanes.end(),
                       [](const auto& lane) { return lane->abandoned; });
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
    for (auto& lane : lanes) lane->client.reset();
    system_.reset();
}

WorkerRun& Execution::add_lane(const AnySteps& steps, int worker) {
    WorkerRun& lane = *lanes.emplace_back(std::make_unique<WorkerRun>());
    lane.steps = &steps;
    lane.worker = worker;
    lane.entries.reserve(steps.size());
    return lane;
}

void Execution::give_client(WorkerRun& lane) {
    if (type_.client == nullptr) {
        lane.client = {system_.get(), owns_nothing};
    } else {
        try {
            lane.client = {type_.client(system_.get(), lane.worker), type_.destroy_client};
        } catch (...) {
            throw_set_up_failed("its client threw");
        }
    }
}

void Execution::give_up(std::exception_ptr why) {
    {
        const std::lock_guard lock(mutex_);
        if (trouble_ == nullptr) trouble_ = std::move(why);
    }
    stop.store(true);
}

void Execution::rethrow() const {
    if (trouble_ != nullptr) std::rethrow_exception(trouble_);
}

void Execution::keep_answer(WorkerRun& lane, const AnyEntry& entry) const {
    if (!entry.answered()) return;
    if (std::find(wanted_.begin(), wanted_.end(), entry.id) == wanted_.end()) return;
    const auto kept = std::make_shared<Any>(entry.answer);
    lane.results.keep_shared(entry.id, {kept, kept->data()});
}

void run_lane(Execution& execution, WorkerRun& lane, const Listener* listener,
              Timestamps& timestamps, RunningCall& running, const Follower& follower) {
    while (lane.next < lane.steps->size()) {
        if (execution.stop.load(std::memory_order_relaxed)) return;
        const AnyStep& step = (*lane.steps)[lane.next];
        AnyEntry& entry = lane.entries.emplace_back();
        entry.id = step.id;
        entry.worker = lane.worker;
        entry.type = step.type;
        entry.command = step.command;
        if (listener != nullptr) listener->began(step.id, lane.worker, timestamps.next());
        if (!run_step(execution, lane, step, entry, timestamps, running, follower.admits(step)))
            return;
        ++lane.next;
        if (entry.indeterminate()) lane.worker = execution.next_process(lane.worker);
        if (listener != nullptr) listener->ended(entry);
        if (!follower.observe(entry)) return;
    }
}

AnyEntry& mark_timed_out(WorkerRun& lane, Duration limit) {
    lane.abandoned = true;
    AnyEntry& entry = lane.entries.back();
    entry.invoked = lane.invoked;
    entry.returned = never;
    AnyOutcome outcome = timed_out_after(limit);
    entry.ending = outcome.ending;
    entry.reason = std::move(outcome.reason);
    ++lane.next;
    return entry;
}

}  // namespace sm::detail::inline run
