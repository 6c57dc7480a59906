#include "workload/live_run.hpp"

#include <sm/base/misuse.hpp>
#include <sm/cluster/unsupported.hpp>
#include <sm/value/to_string.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <exception>

#include "program/planning.hpp"
#include "run/call.hpp"

namespace sm::detail::inline workload {

/// One thing that the nemesis does.
struct LiveRun::Deed {
    StepId step = 0;
    history::Operation operation{};
    std::function<history::Value()> action{};
};

/// A call, or what the nemesis does; shared with a worker that may be abandoned.
struct LiveRun::Flight {
    std::shared_ptr<Execution> execution;
    Act act;
    Worker worker = 0;
    // Of a call.
    WorkerRun* lane = nullptr;
    AnyStep step{};
    AnyOutcome outcome{};
    Timestamp invoked = 0;
    Timestamp returned = never;
    // Of the nemesis.
    std::vector<Deed> deeds{};
    std::exception_ptr misuse{};
};

namespace {

std::size_t place_of(Worker client) { return static_cast<std::size_t>(client); }

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

/// Does what the nemesis was told to. What goes wrong outside is noted; wrong use, and what can
/// never be done here, is passed on: a run without its faults would prove nothing.
void carry_out(history::Operation& operation, const std::function<history::Value()>& action) {
    operation.invoked = steady_now();
    try {
        operation.answer = action();
        operation.ending = Ending::answered;
    } catch (const Misuse&) {
        throw;
    } catch (const Unsupported&) {
        throw;
    } catch (const std::exception& error) {
        operation.ending = Ending::unknown;
        operation.error = history::Value::text(error.what());
    }
    operation.returned = steady_now();
}

}  // namespace

LiveRun::LiveRun(const WorkloadSystem& system, LiveOptions options, Source& source)
    : system_(system), options_(std::move(options)), source_(source) {
    context_.all = WorkerSet::clients(options_.clients);
    context_.all.insert(nemesis_worker);
    context_.free = context_.all;
    context_.random = &options_.random;
    recorded_.program.clients = options_.clients;
}

Recorded LiveRun::run() {
    execution_ = std::make_shared<Execution>(system_.type);
    execution_->program.initial = system_.vocabulary.model.initial();
    WorkerRun& first = execution_->add_lane(no_steps_, 0);
    execution_->set_up(system_.make, first);
    lanes_.push_back(&first);
    for (int client = 1; client < options_.clients; ++client) lanes_.push_back(&give_lane(client));
    start_ = steady_now();
    std::exception_ptr wrong;
    try {
        while (step()) {
        }
    } catch (...) {
        wrong = std::current_exception();
    }
    end(wrong);
    if (wrong != nullptr) std::rethrow_exception(wrong);
    try {
        execution_->tear_down();
    } catch (const std::exception& error) {
        throw TearDownFailed(error.what());
    }
    return std::move(recorded_);
}

Duration LiveRun::now() const { return Duration{steady_now() - start_}; }

WorkerRun& LiveRun::give_lane(int process) {
    WorkerRun& lane = execution_->add_lane(no_steps_, process);
    execution_->give_client(lane);
    return lane;
}

/// False when nothing more is begun.
bool LiveRun::step() {
    context_.now = now();
    wake();
    heal_when_due();
    if (stopped_) return false;
    Given given = source_.next(context_);
    if (given.next.is_over()) return false;
    if (given.next.is_act()) {
        begin(std::move(given));
    } else {
        wait_for_something(given.next.at);
    }
    return true;
}

void LiveRun::wait_for_something(Duration until) {
    if (!sleeping_.empty()) until = std::min(until, sleeping_.begin()->first);
    for (const auto& [step, fault] : faults_) until = std::min(until, fault.due);
    constexpr Duration longest = std::chrono::milliseconds{100};
    const Duration most =
        until == forever ? longest : std::clamp(until - now(), Duration{}, longest);
    pool_.tend(most, options_.command_limit, [&](const WorkerPool::Ended& job) { landed(job); });
}

void LiveRun::wake() {
    while (!sleeping_.empty() && sleeping_.begin()->first <= context_.now) {
        const auto [until, worker] = *sleeping_.begin();
        sleeping_.erase(sleeping_.begin());
        context_.free.insert(worker);
        tell(Event::Kind::answered, worker, Sleep{});
    }
}

void LiveRun::tell(Event::Kind kind, Worker worker, const Act& act) {
    source_.hear(context_, {kind, context_.now, worker, &act});
}

void LiveRun::tell_of_begin(const history::Operation& operation) const {
    if (!options_.on_invoke) return;
    options_.on_invoke(
        {operation.process, operation.function, operation.key, operation.value, operation.began});
}

void LiveRun::tell_of_end(const history::Operation& operation) const {
    if (!options_.on_complete) return;
    options_.on_complete(
        {operation.process, operation.ending, operation.answer, operation.error, operation.ended});
}

void LiveRun::begin(Given given) {
    const Worker worker = given.next.worker;
    const Act act = given.next.act;
    context_.free.erase(worker);
    tell(Event::Kind::began, worker, act);
    if (const auto* sleep = std::get_if<Sleep>(&act)) {
        sleeping_.emplace(context_.now + sleep->lasts, worker);
    } else if (const auto* say = std::get_if<Say>(&act)) {
        if (options_.say) options_.say(say->text);
        context_.free.insert(worker);
        tell(Event::Kind::answered, worker, act);
    } else if (std::holds_alternative<Issue>(act)) {
        issue(std::move(given));
    } else if (std::holds_alternative<Strike>(act)) {
        strike(std::move(given));
    } else {
        heal(std::move(given));
    }
}

/// Notes down a step that begins now. Where nothing was under way, a new phase begins with it.
StepId LiveRun::record(const AnyTimedStep* step, Worker worker, decltype(AnyTimedStep::what) what) {
    auto& steps = recorded_.program.steps;
    if (flights_.empty() && !steps.empty()) {
        ++phase_;
        phase_began_ = last_end_;
    }
    const StepId id = step != nullptr ? step->id : next_id_++;
    steps.push_back({id, {phase_, context_.now - phase_began_, worker}, std::move(what)});
    return id;
}

void LiveRun::take_off(std::shared_ptr<Flight> flight, WorkerPool::Job job) {
    const auto number = pool_.start(std::move(job));
    flights_.emplace(number, std::move(flight));
}

const CommandType& LiveRun::type_of(const Any& command) const {
    for (const CommandType& type : system_.vocabulary.commands) {
        if (type.type == &command.type()) return type;
    }
    throw Misuse("the generator gave " + to_string(command.tree()) +
                 ", which is none of the commands of this workload: add its type to the variant");
}

void LiveRun::issue(Given given) {
    Any& command = std::get<Issue>(given.next.act).command;
    const CommandType& type = type_of(command);
    const Worker worker = given.next.worker;
    const auto flight = std::make_shared<Flight>(Flight{execution_, given.next.act, worker});
    flight->lane = lanes_[place_of(worker)];
    flight->step = {0, &type, command};
    if (!references_of(flight->step).empty()) {
        throw Misuse(to_string(command.tree()) +
                     " refers to the answer of an earlier call; in a workload nothing can: take "
                     "the sm::Ref out of it");
    }
    flight->step.id = record(given.step, worker, AnyCommand{&type, command});
    if (options_.on_invoke) {
        AnyEntry begun;
        begun.worker = flight->lane->worker;
        begun.invoked = steady_now();
        begun.type = &type;
        begun.command = command;
        tell_of_begin(operation_of(begun, system_.encoding, start_));
    }
    take_off(flight, [flight](RunningCall& running) {
        Flight& mine = *flight;
        void* const client = mine.lane->client.get();
        mine.invoked = steady_now();
        running.begin();
        AnyOutcome outcome = call(mine.step, mine.execution->type(), client, mine.lane->results);
        if (!running.end()) return;
        mine.returned = steady_now();
        mine.outcome = std::move(outcome);
    });
}

fault::Injector& LiveRun::injector() const {
    if (system_.injector == nullptr) {
        throw Misuse(
            "the generator gives a fault, and the system has no `injector()` to inject "
            "it: give it one that returns an sm::fault::Injector&");
    }
    return *system_.injector(execution_->system());
}

void LiveRun::nemesis_does(Act act, std::vector<Deed> deeds) {
    const auto flight =
        std::make_shared<Flight>(Flight{execution_, std::move(act), nemesis_worker});
    flight->deeds = std::move(deeds);
    if (!flight->deeds.empty()) {
        flight->deeds.front().operation.began = now();
        tell_of_begin(flight->deeds.front().operation);
    }
    take_off(flight, [flight](RunningCall&) {
        try {
            for (Deed& deed : flight->deeds) carry_out(deed.operation, deed.action);
        } catch (...) {
            flight->misuse = std::current_exception();
        }
    });
}

namespace {

history::Operation nemesis_operation(std::string function, const sm::Fault& fault) {
    history::Operation operation;
    operation.process = Operation::nemesis;
    operation.function = std::move(function);
    operation.value = to_value(fault.arguments);
    return operation;
}

}  // namespace

void LiveRun::strike(Given given) {
    const auto& strike = std::get<Strike>(given.next.act);
    fault::Injector& injector = this->injector();
    const StepId id = record(given.step, nemesis_worker, strike.fault);
    Deed deed{id, nemesis_operation("start-" + strike.fault.name, strike.fault)};
    const auto number = std::make_shared<std::uint64_t>(0);
    deed.action = [&injector, number, fault = strike.fault] {
        const fault::Injected injected = injector.strike(fault);
        *number = injected.number;
        return to_value(injected.done);
    };
    const Duration due = strike.lasts == forever ? forever : context_.now + strike.lasts;
    faults_[id] = {number, strike.fault, due};
    nemesis_does(given.next.act, {std::move(deed)});
}

void LiveRun::heal(Given given) {
    std::vector<StepId> healed;
    if (given.step != nullptr) {
        const StepId fault = given.step->healing()->fault;
        if (faults_.contains(fault)) healed.push_back(fault);
    } else {
        const std::string& name = std::get<Heal>(given.next.act).name;
        for (const auto& [step, on] : faults_) {
            if (name.empty() || on.fault.name == name) healed.push_back(step);
        }
    }
    heal_these(healed, given.next.act, given.step);
}

/// Undoes faults whose time is over, when the nemesis has nothing else to do.
void LiveRun::heal_when_due() {
    if (!context_.free.contains(nemesis_worker)) return;
    std::vector<StepId> due;
    for (const auto& [step, on] : faults_) {
        if (on.due <= context_.now) due.push_back(step);
    }
    if (due.empty()) return;
    context_.free.erase(nemesis_worker);
    heal_these(due, Say{}, nullptr);
}

void LiveRun::heal_these(const std::vector<StepId>& faults, Act act, const AnyTimedStep* step) {
    std::vector<Deed> deeds;
    for (auto fault = faults.rbegin(); fault != faults.rend(); ++fault) {
        const On on = faults_.at(*fault);
        faults_.erase(*fault);
        const StepId id = record(step, nemesis_worker, Healing{*fault});
        Deed deed{id, nemesis_operation("stop-" + on.fault.name, on.fault)};
        deed.action = [this, number = on.number] {
            injector().heal(*number);
            return history::Value();
        };
        deeds.push_back(std::move(deed));
    }
    nemesis_does(std::move(act), std::move(deeds));
}

void LiveRun::landed(const WorkerPool::Ended& ended) {
    const auto flight = flights_.extract(ended.job).mapped();
    context_.now = last_end_ = now();
    if (flight->worker == nemesis_worker) {
        nemesis_landed(*flight);
    } else {
        call_landed(*flight, ended.abandoned);
    }
}

void LiveRun::call_landed(Flight& flight, bool abandoned) {
    AnyEntry entry{flight.step.id,
                   flight.lane->worker,
                   flight.invoked,
                   flight.returned,
                   flight.step.type,
                   flight.step.command,
                   flight.outcome.ending,
                   std::move(flight.outcome.answer),
                   std::move(flight.outcome.reason)};
    if (abandoned) {
        flight.lane->abandoned = true;
        entry.ending = Ending::timed_out;
        entry.returned = never;
        entry.reason = fmt::format("no answer within {:g} s",
                                   std::chrono::duration<double>(options_.command_limit).count());
    }
    const Worker worker = flight.worker;
    WorkerRun*& lane = lanes_[place_of(worker)];
    // Whoever goes on after a call of unknown outcome is another process.
    if (abandoned) {
        lane = &give_lane(lane->worker + options_.clients);
    } else if (entry.indeterminate()) {
        lane->worker += options_.clients;
    }
    stopped_ = stopped_ || entry.ending == Ending::threw;
    const Event::Kind kind = kind_of(entry.ending);
    if (options_.on_complete) tell_of_end(operation_of(entry, system_.encoding, start_));
    recorded_.history.entries.push_back(std::move(entry));
    context_.free.insert(worker);
    tell(kind, worker, flight.act);
}

void LiveRun::nemesis_landed(Flight& flight) {
    context_.free.insert(nemesis_worker);
    if (flight.misuse != nullptr) std::rethrow_exception(flight.misuse);
    for (Deed& deed : flight.deeds) {
        if (!deed.operation.answered()) {
            recorded_.troubles.push_back(to_string(deed.operation));
            faults_.erase(deed.step);
        }
        deed.operation.began = Duration{deed.operation.invoked - start_};
        deed.operation.ended = Duration{deed.operation.returned - start_};
        if (&deed != &flight.deeds.front()) tell_of_begin(deed.operation);
        tell_of_end(deed.operation);
        nemesis_.push_back(std::move(deed.operation));
        nemesis_steps_.push_back(deed.step);
    }
    // What was healed because it was due, no generator has asked for.
    if (!std::holds_alternative<Say>(flight.act)) {
        tell(Event::Kind::answered, nemesis_worker, flight.act);
    }
}

/// Waits for what is under way, undoes all faults, and puts the recording in order. The first thing
/// that goes wrong is kept.
void LiveRun::end(std::exception_ptr& wrong) {
    while (!pool_.is_idle()) {
        try {
            wait_for_something(forever);
        } catch (...) {
            if (wrong == nullptr) wrong = std::current_exception();
        }
    }
    if (system_.injector != nullptr && execution_->system() != nullptr) {
        for (auto& trouble : injector().heal_all())
            recorded_.troubles.push_back(std::move(trouble));
    }
    auto& entries = recorded_.history.entries;
    recorded_.history.initial = execution_->program.initial;
    std::stable_sort(entries.begin(), entries.end(),
                     [](const auto& a, const auto& b) { return a.invoked < b.invoked; });
    std::vector<std::pair<history::Operation, StepId>> all;
    for (const AnyEntry& entry : entries) {
        all.emplace_back(operation_of(entry, system_.encoding, start_), entry.id);
    }
    for (std::size_t i = 0; i < nemesis_.size(); ++i) {
        all.emplace_back(std::move(nemesis_[i]), nemesis_steps_[i]);
    }
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
        return a.first.invoked < b.first.invoked;
    });
    for (auto& [operation, step] : all) {
        recorded_.operations.push_back(std::move(operation));
        recorded_.steps.push_back(step);
    }
    number_in_order(recorded_.operations);
}

}  // namespace sm::detail::inline workload
