#include "workload/director.hpp"

#include <sm/base/misuse.hpp>
#include <sm/value/to_string.hpp>

#include <algorithm>
#include <limits>

#include "program/planning.hpp"
#include "run/call.hpp"

namespace sm::detail::inline workload {

/// Shared with a thread that may be abandoned in it.
struct Director::Call {
    std::shared_ptr<Execution> execution;
    std::shared_ptr<Timestamps> timestamps;
    WorkerRun* worker_run = nullptr;
    AnyStep step{};
    AnyOutcome outcome{};
    Timestamp invoked = not_begun;
    Timestamp returned = never;

    static constexpr Timestamp not_begun = std::numeric_limits<Timestamp>::min();

    AnyEntry entry() {
        return {step.id,
                worker_run->worker,
                invoked,
                returned,
                step.type,
                step.command,
                outcome.ending,
                std::move(outcome.answer),
                std::move(outcome.reason)};
    }

    void run(TimeLimit& limit) {
        void* const client = worker_run->client.get();
        AnyOutcome came_back;
        invoked = timestamps->next();
        const bool in_time = limit.within([&] {
            came_back = detail::call(step, execution->type(), client, worker_run->results);
        });
        if (!in_time) return;
        returned = timestamps->next();
        outcome = std::move(came_back);
    }
};

namespace {

std::size_t place_of(Worker client) { return static_cast<std::size_t>(client - first_client); }

Event::Kind kind_of(Ending ending) {
    switch (ending) {
        case Ending::answered:
            return Event::Kind::answered;
        case Ending::refused:
        case Ending::not_run:
            return Event::Kind::refused;
        default:
            return Event::Kind::unknown;
    }
}

}  // namespace

Director::Director(const WorkloadSystem& system, DirectorOptions options, Source& source)
    : system_(system),
      options_(std::move(options)),
      source_(source),
      recorder_(system.encoding, options_.listener) {
    context_.all = WorkerSet::clients(options_.clients);
    context_.all.insert(nemesis_worker);
    context_.free = context_.all;
    context_.random = &options_.random;
}

Director::~Director() = default;

Recorded Director::run() {
    execution_ = std::make_shared<Execution>(system_.type);
    execution_->program.initial = system_.vocabulary.model.initial();
    execution_->program.seed = options_.seed;
    execution_->request(options_.diagnostics);
    execution_->make_system(system_.make);
    if (system_.type.scheduler == nullptr) {
        runner_ = on_threads(options_.command_limit);
    } else {
        runner_ = on_scheduler(*system_.type.scheduler(execution_->system()),
                               options_.command_limit, context_.all);
    }
    std::string broke;
    try {
        runner_->run([this] { direct(); });
    } catch (const Misuse&) {
        throw;  // of a replica's, say
    } catch (...) {
        describe_exception(broke);
    }
    if (options_.on_tear_down) options_.on_tear_down(execution_->system());
    if (wrong_ != nullptr) std::rethrow_exception(wrong_);
    if (!broke.empty()) note_broken_calls();
    Diagnostics diagnostics = execution_->diagnostics();
    try {
        execution_->tear_down();
    } catch (const std::exception& error) {
        if (broke.empty()) throw TearDownFailed(error.what());
    }
    const Seed seed = system_.type.takes_seed ? options_.seed : Seed{};
    Recorded all = recorder_.take(options_.clients, seed, execution_->program.initial);
    all.broke = std::move(broke);
    all.unfinished = std::move(unfinished_);
    all.diagnostics = std::move(diagnostics);
    return all;
}

/// The first thing that goes wrong is kept; whoever ends this task is not held up.
template <class Part>
void Director::attempt(const Part& part) {
    try {
        part();
    } catch (const Cancelled&) {
        throw;
    } catch (...) {
        if (wrong_ == nullptr) wrong_ = std::current_exception();
    }
}

void Director::direct() {
    attempt([&] {
        for (int process = 0; process < options_.clients; ++process)
            clients_.push_back(&add_client(process));
        if (options_.on_set_up) options_.on_set_up(execution_->system());
        start_ = runner_->now();
        recorder_.begin(start_);
        while (step()) {
        }
    });
    while (!runner_->is_idle()) attempt([&] { wait_until(forever); });
    attempt([&] {
        if (system_.injector == nullptr || clients_.empty()) return;
        for (auto& error : injector().heal_all()) recorder_.add_failed_fault(std::move(error));
    });
    if (wrong_ == nullptr && !stopped_ && !execution_->has_stuck_worker())
        attempt([&] { finish(); });
}

/// False when nothing more is begun.
bool Director::step() {
    context_.now = now();
    wake_sleepers();
    heal_when_due();
    if (stopped_) return false;
    Given given = source_.next(context_);
    if (given.next.is_over()) return false;
    if (given.next.is_act()) {
        begin(std::move(given));
    } else {
        wait_until(std::min(given.next.at, next_of_its_own()));
    }
    return true;
}

/// When somebody wakes, or a fault is to be undone.
Duration Director::next_of_its_own() const {
    Duration next = sleeping_.empty() ? forever : sleeping_.begin()->first;
    if (!context_.free.contains(nemesis_worker)) return next;
    for (const auto& [step, fault] : faults_) next = std::min(next, fault.due);
    return next;
}

/// Or until something has ended.
void Director::wait_until(Duration until) {
    const Duration most = until == forever ? forever : std::max(until - now(), Duration{});
    const auto ended = runner_->wait(most);
    std::exception_ptr error;
    for (const EndedTask& task : ended) try {
            completed(task);
        } catch (...) {
            if (error == nullptr) error = std::current_exception();
        }
    if (error != nullptr) std::rethrow_exception(error);
}

void Director::wake_sleepers() {
    while (!sleeping_.empty() && sleeping_.begin()->first <= context_.now) {
        const auto [until, worker] = *sleeping_.begin();
        sleeping_.erase(sleeping_.begin());
        context_.free.insert(worker);
        report(Event::Kind::answered, worker, Sleep{});
    }
}

void Director::report(Event::Kind kind, Worker worker, const Act& act) {
    source_.hear(context_, {kind, context_.now, worker, &act});
}

void Director::begin(Given given) {
    const Worker worker = given.next.worker;
    const Act act = given.next.act;
    context_.free.erase(worker);
    report(Event::Kind::began, worker, act);
    if (const auto* sleep = std::get_if<Sleep>(&act)) {
        sleeping_.emplace(context_.now + sleep->lasts, worker);
    } else if (const auto* say = std::get_if<Say>(&act)) {
        recorder_.say(say->text);
        context_.free.insert(worker);
        report(Event::Kind::answered, worker, act);
    } else if (std::holds_alternative<Issue>(act)) {
        issue(std::move(given));
    } else if (std::holds_alternative<Inject>(act)) {
        inject(std::move(given));
    } else {
        heal(std::move(given));
    }
}

StepId Director::note(const AnyTimedStep* known, Worker worker, decltype(AnyTimedStep::what) what) {
    return recorder_.note(known, {0, context_.now, worker}, in_flight_.empty(), std::move(what));
}

void Director::submit(Worker worker, InFlight what, TaskRunner::Task task) {
    runner_->start(worker, std::move(task));
    in_flight_.emplace(worker, std::move(what));
}

void Director::completed(const EndedTask& ended) {
    InFlight flight = in_flight_.extract(ended.worker).mapped();
    context_.now = now();
    recorder_.note_end(context_.now);
    if (ended.worker == nemesis_worker) {
        fault_completed(flight);
    } else {
        call_completed(ended.worker, flight, ended.how);
    }
}

/// Looks at the system once all calls have ended, if it wants that.
void Director::finish() {
    const Duration limit = 10 * options_.command_limit;  // an ending may wait for much
    try {
        if (runner_->within(limit, [&] { execution_->finish(); })) return;
        unfinished_ = "after all calls: " + timed_out_after(limit).reason;
    } catch (const NotFinished& wrong) {
        unfinished_ = wrong.what();
    }
}

// -- clients

WorkerRun& Director::add_client(int process) {
    WorkerRun& worker_run = execution_->add_worker(no_steps_, process);
    execution_->give_client(worker_run);
    return worker_run;
}

const CommandType& Director::type_of(const Any& command) const {
    for (const CommandType& type : system_.vocabulary.commands) {
        if (type.type == &command.type()) return type;
    }
    throw Misuse("the generator gave " + to_string(command.tree()) +
                 ", which is not a command of this workload: add its type to the variant");
}

void Director::issue(Given given) {
    Any& command = std::get<Issue>(given.next.act).command;
    const CommandType& type = type_of(command);
    const Worker worker = given.next.worker;
    const auto call = std::make_shared<Call>(Call{execution_, runner_->timestamps()});
    call->worker_run = clients_[place_of(worker)];
    call->step = {0, &type, command};
    if (!references_of(call->step).empty()) {
        throw Misuse(to_string(command.tree()) +
                     " refers to the answer of an earlier call; in a workload nothing can: take "
                     "the sm::Ref out of it");
    }
    call->step.id = note(given.step, worker, AnyCommand{&type, command});
    AnyEntry begun;
    begun.worker = call->worker_run->worker;
    begun.invoked = runner_->now();
    begun.type = &type;
    begun.command = command;
    recorder_.call_began(begun);
    submit(worker, {std::move(given.next.act), call},
           [call](TimeLimit& limit) { call->run(limit); });
}

void Director::call_completed(Worker worker, InFlight& flight, EndedTask::How how) {
    AnyEntry entry = flight.call->entry();
    const bool in_time = how == EndedTask::How::in_time;
    if (!in_time) {
        AnyOutcome outcome = timed_out_after(options_.command_limit);
        entry.ending = outcome.ending;
        entry.reason = std::move(outcome.reason);
        entry.returned = never;
    }
    flight.call->worker_run->abandoned = how == EndedTask::How::abandoned;
    WorkerRun*& worker_run = clients_[place_of(worker)];
    // Whoever goes on after a call of unknown outcome is another process; and a client whose call
    // was ended half-way may not be used again.
    if (!in_time) {
        worker_run = &add_client(worker_run->worker + options_.clients);
    } else if (entry.indeterminate()) {
        worker_run->worker += options_.clients;
    }
    stopped_ = stopped_ || entry.ending == Ending::threw;
    const Event::Kind kind = kind_of(entry.ending);
    recorder_.call_ended(std::move(entry));
    context_.free.insert(worker);
    report(kind, worker, *flight.act);
}

/// The system broke while they ran.
void Director::note_broken_calls() {
    for (auto& [worker, flight] : in_flight_) {
        if (flight.call == nullptr || flight.call->invoked == Call::not_begun) continue;
        AnyEntry entry = flight.call->entry();
        if (entry.returned == never) entry.ending = Ending::crashed;
        recorder_.call_ended(std::move(entry));
    }
}

}  // namespace sm::detail::inline workload
