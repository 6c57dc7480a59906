#include "workload/recorder.hpp"

#include <algorithm>

namespace sm::detail::inline workload {

StepId Recorder::note(const AnyTimedStep* known, When when, bool was_quiet,
                      decltype(AnyTimedStep::what) what) {
    auto& steps = recorded_.program.steps;
    if (was_quiet && !steps.empty()) {
        ++phase_;
        phase_began_ = last_end_;
    }
    const StepId id = known != nullptr ? known->id : next_id_++;
    steps.push_back({id, {phase_, when.at - phase_began_, when.worker}, std::move(what)});
    return id;
}

void Recorder::call_began(const AnyEntry& call) const {
    if (!listener_.on_invoke) return;
    const history::Operation operation = operation_of(call, encoding_, start_);
    listener_.on_invoke(
        {operation.process, operation.function, operation.key, operation.value, operation.began});
}

void Recorder::call_ended(AnyEntry call) {
    if (listener_.on_complete) {
        const history::Operation operation = operation_of(call, encoding_, start_);
        listener_.on_complete({operation.process, operation.ending, operation.answer,
                               operation.error, operation.ended});
    }
    recorded_.history.entries.push_back(std::move(call));
}

void Recorder::fault_began(const history::Operation& operation) const {
    if (!listener_.on_invoke) return;
    listener_.on_invoke(
        {operation.process, operation.function, operation.key, operation.value, operation.began});
}

void Recorder::fault_ended(StepId step, history::Operation operation) {
    operation.began = since_start(operation.invoked);
    if (operation.returned != never) operation.ended = since_start(operation.returned);
    if (listener_.on_complete) {
        listener_.on_complete({operation.process, operation.ending, operation.answer,
                               operation.error, operation.ended});
    }
    faults_.emplace_back(std::move(operation), step);
}

Recorded Recorder::take(int clients, Seed seed, Any initial) {
    recorded_.program.clients = clients;
    recorded_.program.seed = seed;
    auto& entries = recorded_.history.entries;
    recorded_.history.initial = std::move(initial);
    std::stable_sort(entries.begin(), entries.end(),
                     [](const auto& a, const auto& b) { return a.invoked < b.invoked; });
    std::vector<std::pair<history::Operation, StepId>> all;
    for (const AnyEntry& entry : entries) {
        all.emplace_back(operation_of(entry, encoding_, start_), entry.id);
    }
    std::move(faults_.begin(), faults_.end(), std::back_inserter(all));
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
        return a.first.invoked < b.first.invoked;
    });
    for (auto& [operation, step] : all) {
        recorded_.operations.push_back(std::move(operation));
        recorded_.steps.push_back(step);
    }
    number_in_order(recorded_.operations);
    return std::move(recorded_);
}

}  // namespace sm::detail::inline workload
