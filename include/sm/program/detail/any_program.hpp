#pragma once
/// Programs as the compiled code sees them, and the way there and back.

#include <sm/program/program.hpp>
#include <sm/spec/detail/describe.hpp>

#include <array>
#include <cstddef>
#include <utility>
#include <vector>

namespace sm::detail {

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

    std::size_t size() const;
};

/// Calls `visit(steps)` for the prefix and for each branch.
template <class Visit>
void for_each_part(const AnyProgram& program, Visit visit) {
    visit(program.prefix);
    for (const AnySteps& branch : program.branches) visit(branch);
}

/// The variant that holds this command.
template <class Cmd>
Cmd typed_command(const CommandType& type, const Any& command) {
    static constexpr auto makers = []<std::size_t... I>(std::index_sequence<I...>) {
        return std::array{+[](const void* value) {
            return Cmd(std::in_place_index<I>, at<std::variant_alternative_t<I, Cmd>>(value));
        }...};
    }(std::make_index_sequence<std::variant_size_v<Cmd>>{});
    return makers[type.place](command.data());
}

template <class Cmd>
std::vector<Step<Cmd>> typed_steps(const AnySteps& steps) {
    std::vector<Step<Cmd>> typed;
    typed.reserve(steps.size());
    for (const auto& step : steps) {
        typed.push_back({step.id, typed_command<Cmd>(*step.type, step.command)});
    }
    return typed;
}

template <class Cmd>
Program<Cmd> typed_program(const AnyProgram& program) {
    Program<Cmd> typed;
    if (!program.initial.has_value()) return typed;
    typed.initial = program.initial.as<model_of_commands<Cmd>>();
    typed.prefix = typed_steps<Cmd>(program.prefix);
    for (const auto& branch : program.branches) typed.branches.push_back(typed_steps<Cmd>(branch));
    return typed;
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
    AnyProgram all{Any::of(program.initial), any_steps<Cmd>(program.prefix), {}};
    for (const auto& branch : program.branches) all.branches.push_back(any_steps<Cmd>(branch));
    return all;
}

}  // namespace sm::detail
