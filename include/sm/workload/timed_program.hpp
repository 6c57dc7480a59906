#pragma once
/// A program in time: what each client runs and what the nemesis does, and when.

#include <sm/base/clock.hpp>
#include <sm/base/random.hpp>
#include <sm/program/detail/any_program.hpp>
#include <sm/spec/fault.hpp>
#include <sm/workload/workers.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace sm::workload {

/// The end of a fault: of the step with this number.
struct Healing {
    StepId fault = 0;

    friend bool operator==(const Healing&, const Healing&) = default;
};

/// When a step is due, and on which worker.
///
/// A program goes through phases. The steps of one begin when all steps of those before have ended,
/// each `at` so long after that, or as soon after it as its worker is free. When no operation was
/// in flight, the next phase begins: however slow the system is when the program is run again, what
/// came one after the other still does.
struct When {
    std::uint32_t phase = 0;
    Duration at{};
    gen::Worker worker = gen::first_client;  ///< a client, or the nemesis

    friend bool operator==(const When&, const When&) = default;
};

template <class Cmd>
struct TimedStep {
    StepId id = 0;
    When when{};
    std::variant<Cmd, Fault, Healing> what{};
};

/// Steps by phase, and in a phase by time.
template <class Cmd>
struct TimedProgram {
    int clients = 0;
    std::vector<TimedStep<Cmd>> steps;
    Seed seed{};  ///< of the system's own chance, where it takes one

    /// How many commands it has.
    std::size_t commands() const {
        std::size_t count = 0;
        for (const auto& step : steps) count += step.what.index() == 0 ? 1 : 0;
        return count;
    }
    /// How many faults it has.
    std::size_t faults() const {
        std::size_t count = 0;
        for (const auto& step : steps) count += step.what.index() == 1 ? 1 : 0;
        return count;
    }
};

}  // namespace sm::workload

namespace sm::detail::inline workload {

/// A command, by its table.
struct AnyCommand {
    const CommandType* type = nullptr;
    Any command;
};

struct AnyTimedStep {
    StepId id = 0;
    When when{};
    std::variant<AnyCommand, Fault, Healing> what{};

    const AnyCommand* command() const { return std::get_if<AnyCommand>(&what); }
    const Fault* fault() const { return std::get_if<Fault>(&what); }
    const Healing* healing() const { return std::get_if<Healing>(&what); }
};

struct AnyTimedProgram {
    int clients = 0;
    std::vector<AnyTimedStep> steps;
    Seed seed{};
};

template <class Cmd>
TimedStep<Cmd> typed_timed_step(const AnyTimedStep& step) {
    TimedStep<Cmd> typed{step.id, step.when};
    if (const Fault* fault = step.fault()) typed.what = *fault;
    if (const Healing* healing = step.healing()) typed.what = *healing;
    if (const AnyCommand* command = step.command()) {
        typed.what = typed_step<Cmd>({step.id, command->type, command->command}).command;
    }
    return typed;
}

template <class Cmd>
TimedProgram<Cmd> typed_timed_program(const AnyTimedProgram& program) {
    return {program.clients, made_of<typed_timed_step<Cmd>>(program.steps), program.seed};
}

}  // namespace sm::detail::inline workload
