#include "workload/timed_pool.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace sm::detail::inline workload {
namespace {

std::uint64_t hash_of(const AnyTimedStep& step) {
    auto mixed = combine(step.id, step.when.phase);
    mixed = combine(mixed, static_cast<std::uint64_t>(step.when.at.count()));
    if (const AnyCommand* command = step.command()) {
        mixed = combine(mixed, command->command.hash());
    }
    return mixed;
}

bool same_what(const AnyTimedStep& a, const AnyTimedStep& b) {
    if (a.what.index() != b.what.index()) return false;
    if (a.fault() != nullptr) return *a.fault() == *b.fault();
    if (a.healing() != nullptr) return *a.healing() == *b.healing();
    return equal_values(a.command()->command, b.command()->command);
}

}  // namespace

bool same_value(const AnyTimedStep& a, const AnyTimedStep& b) {
    return a.id == b.id && a.when == b.when && same_what(a, b);
}

StepKey TimedPool::intern(const AnyTimedStep& step) {
    return steps_.insert(step, hash_of(step)).first;
}

Outline TimedPool::outline_of(const AnyTimedProgram& program) {
    Outline outline;
    outline.seed = program.seed.value;
    for (const AnyTimedStep& step : program.steps) outline.prefix.push_back(intern(step));
    return outline;
}

AnyTimedProgram TimedPool::program_of(const Outline& outline, int clients) const {
    AnyTimedProgram program{clients, {}, Seed{outline.seed}};
    for (const StepKey key : outline.prefix) program.steps.push_back(step(key));
    return program;
}

AnyTimedProgram repaired(AnyTimedProgram program) {
    std::stable_sort(program.steps.begin(), program.steps.end(),
                     [](const AnyTimedStep& a, const AnyTimedStep& b) {
                         return std::tie(a.when.phase, a.when.at) <
                                std::tie(b.when.phase, b.when.at);
                     });
    std::set<StepId> on;
    std::erase_if(program.steps, [&](const AnyTimedStep& step) {
        if (step.fault() != nullptr) on.insert(step.id);
        return step.healing() != nullptr && on.erase(step.healing()->fault) == 0;
    });
    return program;
}

AnyTimedProgram tidied(AnyTimedProgram program) {
    std::map<StepId, StepId> ids;
    std::map<std::uint32_t, std::uint32_t> phases;
    for (AnyTimedStep& step : program.steps) {
        step.id = ids.emplace(step.id, static_cast<StepId>(ids.size() + 1)).first->second;
        step.when.phase = phases.emplace(step.when.phase, static_cast<std::uint32_t>(phases.size()))
                              .first->second;
        if (auto* healing = std::get_if<Healing>(&step.what)) healing->fault = ids[healing->fault];
    }
    return program;
}

}  // namespace sm::detail::inline workload
