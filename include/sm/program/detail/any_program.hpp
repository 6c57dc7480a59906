#pragma once
/// Programs as the compiled code sees them, and the way there and back.

#include <sm/base/detail/made.hpp>
#include <sm/program/program.hpp>
#include <sm/spec/detail/describe.hpp>

#include <array>
#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

namespace sm::detail::inline program {

/// A command in its place.
struct AnyStep {
    StepId id = 0;
    const CommandType* type = nullptr;
    Any command;
};

using AnySteps = std::vector<AnyStep>;

/// A program of commands of any one vocabulary.
struct AnyProgram {
    Any initial;
    AnySteps prefix;
    std::vector<AnySteps> branches;
    Seed seed{};
    Schedule schedule{.switches = {}, .decides = false};

    std::size_t size() const;
};

/// Calls `visit(steps)` for the prefix and for each branch.
template <class Visit>
void for_each_part(const AnyProgram& program, Visit visit) {
    visit(program.prefix);
    for (const AnySteps& branch : program.branches) visit(branch);
}

template <class Cmd, std::size_t I>
Step<Cmd> typed_command(const AnyStep& step) {
    using C = std::variant_alternative_t<I, Cmd>;
    return {step.id, Cmd(std::in_place_index<I>, at<C>(step.command.data()))};
}

template <class Cmd>
Step<Cmd> typed_step(const AnyStep& step) {
    static constexpr auto makers = []<std::size_t... I>(std::index_sequence<I...>) {
        return std::array{typed_command<Cmd, I>...};
    }(std::make_index_sequence<std::variant_size_v<Cmd>>{});
    return makers[step.type->place](step);
}

template <class Cmd>
std::vector<Step<Cmd>> typed_steps(const AnySteps& steps) {
    return made_of<typed_step<Cmd>>(steps);
}

template <class Cmd>
Program<Cmd> typed_program(const AnyProgram& program) {
    if (!program.initial.has_value()) return {};
    return {program.initial.as<model_of_commands<Cmd>>(), typed_steps<Cmd>(program.prefix),
            made_of<typed_steps<Cmd>>(program.branches), program.seed, program.schedule};
}

template <class Cmd>
AnySteps any_steps(const std::vector<Step<Cmd>>& steps) {
    AnySteps all;
    for (const auto& step : steps) {
        std::visit(
            [&]<class C>(const C& command) {
                const CommandType& type = vocabulary<Cmd>().commands[step.command.index()];
                all.push_back({step.id, &type, Any::of<C>(command)});
            },
            step.command);
    }
    return all;
}

template <class Cmd>
AnyProgram any_program(const Program<Cmd>& program) {
    AnyProgram all{Any::of(program.initial),
                   any_steps<Cmd>(program.prefix),
                   {},
                   program.seed,
                   program.schedule};
    for (const auto& branch : program.branches) all.branches.push_back(any_steps<Cmd>(branch));
    return all;
}

}  // namespace sm::detail::inline program
