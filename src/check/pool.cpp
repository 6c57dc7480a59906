#include "check/pool.hpp"

#include <algorithm>
#include <utility>

#include "program/planning.hpp"

namespace sm::detail::inline check {

StepKey Pool::intern(const AnyStep& step) {
    const auto mixed = combine(combine(step.command.hash(), step.type->place), step.id);
    return steps_.insert(step, mixed).first;
}

std::uint32_t Pool::intern_model(const Any& model) {
    return models_.insert(model, model.hash()).first;
}

std::uint32_t Pool::intern_schedule(const Schedule& schedule) {
    if (!schedule) return 0;
    const auto found = std::find(schedules_.begin(), schedules_.end(), schedule);
    const auto key = static_cast<std::uint32_t>(found - schedules_.begin()) + 1;
    if (found == schedules_.end()) schedules_.push_back(schedule);
    return key;
}

Outline Pool::outline_of(const AnyProgram& program) {
    Outline outline{intern_model(program.initial),
                    {},
                    {},
                    program.seed.value,
                    intern_schedule(program.schedule)};
    for (const auto& step : program.prefix) outline.prefix.push_back(intern(step));
    for (const auto& branch : program.branches) {
        auto& keys = outline.branches.emplace_back();
        for (const auto& step : branch) keys.push_back(intern(step));
    }
    return outline;
}

AnyProgram Pool::program_of(const Outline& outline) const {
    AnyProgram program{model(outline.initial), {}, {}, Seed{outline.seed}};
    if (outline.schedule != 0) program.schedule = schedules_[outline.schedule - 1];
    for (const StepKey key : outline.prefix) program.prefix.push_back(step(key));
    for (const auto& branch : outline.branches) {
        auto& steps = program.branches.emplace_back();
        for (const StepKey key : branch) steps.push_back(step(key));
    }
    return program;
}

namespace {

/// The places in `order`, from 1 on; a switch at a call that is not there can never be made.
void renumber(Schedule& schedule, const std::vector<StepId>& order) {
    const auto number_of = [&](std::uint64_t call) {
        const auto at = std::find(order.begin(), order.end(), call);
        return at == order.end() ? 0 : static_cast<std::uint64_t>(at - order.begin()) + 1;
    };
    std::vector<Switch> kept;
    for (const Switch& one : schedule.switches) {
        const Switch renumbered{number_of(one.call), one.point, number_of(one.to)};
        const bool was_there = renumbered.call != 0 || one.call == 0;
        if (was_there && renumbered.to != 0) kept.push_back(renumbered);
    }
    schedule.switches = std::move(kept);
}

}  // namespace

AnyProgram numbered_in_order(AnyProgram program) {
    std::vector<StepId> order;
    const auto number = [&](AnySteps& steps) {
        for (auto& step : steps) {
            order.push_back(step.id);
            step.id = static_cast<StepId>(order.size());
            for_each_reference(step, [&](StepId& id, const void*) {
                const auto at = std::find(order.begin(), order.end(), id);
                id = static_cast<StepId>(at - order.begin()) + 1;
            });
        }
    };
    number(program.prefix);
    for (auto& branch : program.branches) number(branch);
    if (program.schedule) renumber(program.schedule, order);
    return program;
}

}  // namespace sm::detail::inline check
