// What the nemesis does in a run.

#include <sm/base/misuse.hpp>
#include <sm/cluster/unsupported.hpp>
#include <sm/value/to_string.hpp>

#include <algorithm>
#include <exception>
#include <functional>

#include "workload/director.hpp"

namespace sm::detail::inline workload {

/// A fault is injected, or undone.
struct Director::FaultTask {
    StepId step = 0;
    history::Operation operation{};
    std::function<history::Value()> action{};
    std::shared_ptr<Timestamps> timestamps{};
    std::exception_ptr misuse{};

    /// What goes wrong outside is noted; wrong use, and what can never be done here, is passed on:
    /// a run without its faults would prove nothing.
    void run() {
        operation.invoked = timestamps->next();
        try {
            operation.answer = action();
            operation.ending = Ending::answered;
        } catch (const Cancelled&) {
            throw;
        } catch (const Misuse&) {
            misuse = std::current_exception();
        } catch (const Unsupported&) {
            misuse = std::current_exception();
        } catch (const Refused& refused) {
            operation.ending = Ending::refused;
            operation.error = history::Value::text(refused.what());
        } catch (const std::exception& error) {
            operation.ending = Ending::unknown;
            operation.error = history::Value::text(error.what());
        }
        operation.returned = timestamps->next();
    }
};

namespace {

history::Operation nemesis_operation(std::string function, const sm::Fault& fault) {
    history::Operation operation;
    operation.process = Operation::nemesis;
    operation.function = std::move(function);
    operation.value = to_value(fault.arguments);
    return operation;
}

}  // namespace

sm::fault::Injector& Director::injector() const {
    if (system_.injector == nullptr) {
        throw Misuse(
            "the generator gives a fault, and the system has no `injector()` to inject it: give "
            "the system or its client one that returns an sm::fault::Injector&, or a `cluster()` "
            "that has one");
    }
    return *system_.injector(execution_->system(), clients_.front()->client.get());
}

void Director::submit_fault(std::shared_ptr<FaultTask> task, std::optional<Act> act) {
    task->timestamps = runner_->timestamps();
    task->operation.began = now();
    recorder_.fault_began(task->operation);
    submit(nemesis_worker, {std::move(act), nullptr, task}, [task](TimeLimit&) { task->run(); });
}

void Director::inject(Given given) {
    const auto& wanted = std::get<Inject>(given.next.act);
    sm::fault::Injector& injector = this->injector();
    const sm::Fault fault = injector.normal_form(wanted.fault);
    const auto task = std::make_shared<FaultTask>();
    task->operation = nemesis_operation("start-" + fault.name, fault);
    task->step = note(given.step, nemesis_worker, fault);
    const auto number = std::make_shared<std::uint64_t>(0);
    task->action = [&injector, number, fault] {
        const sm::fault::Injected injected = injector.inject(fault);
        *number = injected.number;
        return to_value(injected.done);
    };
    const Duration due = wanted.lasts == forever ? forever : context_.now + wanted.lasts;
    faults_[task->step] = {number, fault, due};
    submit_fault(task, std::move(given.next.act));
}

void Director::heal(Given given) {
    HealingTask task{{}, given.next.act, given.step};
    if (given.step != nullptr) {
        const StepId fault = given.step->healing()->fault;
        if (faults_.contains(fault)) task.faults.push_back(fault);
    } else {
        const std::string& name = std::get<Heal>(given.next.act).name;
        for (const auto& [step, active] : faults_) {
            if (name.empty() || active.fault.name == name) task.faults.push_front(step);
        }
    }
    begin_healing(std::move(task));
}

/// Undoes faults whose time is over, when the nemesis has nothing else to do.
void Director::heal_when_due() {
    if (!context_.free.contains(nemesis_worker)) return;
    HealingTask task;
    for (const auto& [step, active] : faults_) {
        if (active.due <= context_.now) task.faults.push_front(step);
    }
    if (task.faults.empty()) return;
    context_.free.erase(nemesis_worker);
    begin_healing(std::move(task));
}

/// Those that took effect last are undone first.
void Director::begin_healing(HealingTask task) {
    healing_ = std::move(task);
    if (!healing_.faults.empty()) return heal_next();
    submit(nemesis_worker, {healing_.act}, [](TimeLimit&) {});
}

void Director::heal_next() {
    const StepId fault = healing_.faults.front();
    healing_.faults.pop_front();
    const Active active = faults_.extract(fault).mapped();
    const auto task = std::make_shared<FaultTask>();
    task->operation = nemesis_operation("stop-" + active.fault.name, active.fault);
    task->step = note(healing_.step, nemesis_worker, Healing{fault});
    task->action = [this, number = active.number] {
        injector().heal(*number);
        return history::Value();
    };
    submit_fault(task, healing_.act);
}

void Director::fault_completed(InFlight& flight) {
    Event::Kind kind = Event::Kind::answered;
    if (flight.fault != nullptr) {
        FaultTask& task = *flight.fault;
        if (task.misuse != nullptr) {
            healing_ = {};
            context_.free.insert(nemesis_worker);
            std::rethrow_exception(task.misuse);
        }
        const Ending ending = task.operation.ending;
        if (ending != Ending::answered) faults_.erase(task.step);
        if (ending == Ending::unknown) recorder_.add_failed_fault(to_string(task.operation));
        if (ending == Ending::refused) kind = Event::Kind::refused;
        recorder_.fault_ended(task.step, std::move(task.operation));
    }
    if (!healing_.faults.empty()) return heal_next();
    healing_ = {};
    context_.free.insert(nemesis_worker);
    if (flight.act) report(kind, nemesis_worker, *flight.act);
}

}  // namespace sm::detail::inline workload
