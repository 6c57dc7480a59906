#include "check/pool.hpp"

#include <sm/program/detail/planning.hpp>

#include <algorithm>

namespace sm::detail {
namespace {

/// The key of a value that is kept and for which `same(key)` holds; a new one if there is none.
template <class Kept, class Value, class Same>
std::uint32_t key_of(const Value& value, std::uint64_t mixed, Kept& kept,
                     std::unordered_multimap<std::uint64_t, std::uint32_t>& keys, Same same) {
    const auto [first, last] = keys.equal_range(mixed);
    for (auto it = first; it != last; ++it) {
        if (same(kept[it->second])) return it->second;
    }
    const auto key = static_cast<std::uint32_t>(kept.size());
    kept.push_back(value);
    keys.emplace(mixed, key);
    return key;
}

}  // namespace

StepKey Pool::intern(const AnyStep& step) {
    const auto mixed = combine(combine(step.command.hash(), step.type->place), step.id);
    return key_of(step, mixed, steps_, step_keys_, [&](const AnyStep& other) {
        return other.id == step.id && equal_values(other.command, step.command);
    });
}

std::uint32_t Pool::intern_model(const Any& model) {
    return key_of(model, model.hash(), models_, model_keys_,
                  [&](const Any& other) { return equal_values(other, model); });
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
