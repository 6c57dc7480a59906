#include "run/trial.hpp"

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

/// Runs one step; false if this worker was left behind in it.
bool run_step(const Trial& trial, Lane& lane, const AnyStep& step, AnyEntry& entry, Stamps& stamps,
              Ticket& ticket) {
    void* const client = lane.client.get();
    lane.invoked = stamps.next();
    ticket.begin();
    AnyOutcome outcome = call(step, trial.type(), client, lane.results);
    if (!ticket.end()) return false;
    entry.invoked = lane.invoked;
    entry.returned = stamps.next();
    entry.ending = outcome.ending;
    entry.answer = std::move(outcome.answer);
    entry.reason = std::move(outcome.reason);
    trial.keep_answer(lane, entry);
    return true;
}

/// A system that a worker is still in, and its clients.
struct Kept {
    Owned system;
    std::vector<std::unique_ptr<Lane>> lanes;
    Kept* earlier;
};

/// Keeps them to the end of the process, where a search for leaks finds them.
void keep_for_ever(Owned system, std::vector<std::unique_ptr<Lane>> lanes) {
    static std::atomic<Kept*> last{nullptr};
    auto* const kept = new Kept{std::move(system), std::move(lanes), last.load()};
    while (!last.compare_exchange_weak(kept->earlier, kept)) {
    }
}

}  // namespace

Stamp steady_now() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

/// Where the program ended by an exception, which says more than one of tear_down would.
Trial::~Trial() {
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

void Trial::prepare() { wanted_ = wanted_by(program); }

void Trial::set_up(const void* make, Lane& lane) {
    make_system(make);
    give_client(lane);
}

void Trial::make_system(const void* make) {
    try {
        system_ = {type_.make(make, program.initial.data(), program.seed), type_.destroy};
        if (asked_.log && type_.record_log != nullptr) type_.record_log(system_.get());
    } catch (...) {
        throw_set_up_failed("its make threw");
    }
    is_up_ = true;
}

Told Trial::told() const {
    Told told;
    if (system_ == nullptr) return told;
    if (asked_.log && type_.log != nullptr) told.log = type_.log(system_.get());
    if (asked_.picture && type_.picture != nullptr) told.picture = type_.picture(system_.get());
    return told;
}

bool Trial::has_stuck_worker() const {
    return std::any_of(lanes.begin(), lanes.end(),
                       [](const auto& lane) { return lane->left_behind; });
}

void Trial::finish() {
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

void Trial::tear_down() {
    if (std::exchange(is_up_, false) && type_.tear_down != nullptr) type_.tear_down(system_.get());
}

void Trial::destroy() {
    tear_down();
    destroy_system();
}

void Trial::destroy_system() {
    for (auto& lane : lanes) lane->client.reset();
    system_.reset();
}

Lane& Trial::add_lane(const AnySteps& steps, int worker) {
    Lane& lane = *lanes.emplace_back(std::make_unique<Lane>());
    lane.steps = &steps;
    lane.worker = worker;
    lane.entries.reserve(steps.size());
    return lane;
}

void Trial::give_client(Lane& lane) {
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

void Trial::give_up(std::exception_ptr why) {
    {
        const std::lock_guard lock(mutex_);
        if (trouble_ == nullptr) trouble_ = std::move(why);
    }
    stop.store(true);
}

void Trial::rethrow() const {
    if (trouble_ != nullptr) std::rethrow_exception(trouble_);
}

void Trial::keep_answer(Lane& lane, const AnyEntry& entry) const {
    if (!entry.answered()) return;
    if (std::find(wanted_.begin(), wanted_.end(), entry.id) == wanted_.end()) return;
    const auto kept = std::make_shared<Any>(entry.answer);
    lane.results.keep_shared(entry.id, {kept, kept->data()});
}

void run_lane(Trial& trial, Lane& lane, const Listener* listener, Stamps& stamps, Ticket& ticket,
              const Observe& observe) {
    while (lane.next < lane.steps->size()) {
        if (trial.stop.load(std::memory_order_relaxed)) return;
        const AnyStep& step = (*lane.steps)[lane.next];
        AnyEntry& entry = lane.entries.emplace_back();
        entry.id = step.id;
        entry.worker = lane.worker;
        entry.type = step.type;
        entry.command = step.command;
        if (listener != nullptr) listener->began(step.id, lane.worker, stamps.next());
        if (!run_step(trial, lane, step, entry, stamps, ticket)) return;
        ++lane.next;
        if (listener != nullptr) listener->ended(entry);
        if (!observe(entry)) return;
    }
}

AnyEntry& mark_timed_out(Lane& lane, Duration limit) {
    lane.left_behind = true;
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
