#include "check/pool.hpp"

#include <algorithm>

#include "program/planning.hpp"

namespace sm::detail {

StepKey Pool::intern(const AnyStep& step) {
    const auto mixed = combine(combine(step.command.hash(), step.type->place), step.id);
    return steps_.insert(step, mixed).first;
}

std::uint32_t Pool::intern_model(const Any& model) {
    return models_.insert(model, model.hash()).first;
}

Outline Pool::outline_of(const AnyProgram& program) {
    Outline outline{intern_model(program.initial), {}, {}};
    for (const auto& step : program.prefix) outline.prefix.push_back(intern(step));
    for (const auto& branch : program.branches) {
        auto& keys = outline.branches.emplace_back();
        for (const auto& step : branch) keys.push_back(intern(step));
    }
    return outline;
}

AnyProgram Pool::program_of(const Outline& outline) const {
    AnyProgram program{model(outline.initial), {}, {}};
    for (const StepKey key : outline.prefix) program.prefix.push_back(step(key));
    for (const auto& branch : outline.branches) {
        auto& steps = program.branches.emplace_back();
        for (const StepKey key : branch) steps.push_back(step(key));
    }
    return program;
}

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
    return program;
}

}  // namespace sm::detail
