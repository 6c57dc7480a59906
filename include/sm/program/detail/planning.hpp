#pragma once
/// What a command does to a model that only plans, where no system is there to answer.

#include <sm/program/program.hpp>
#include <sm/spec/detail/refs.hpp>
#include <sm/spec/generate.hpp>

#include <algorithm>
#include <span>
#include <variant>

namespace sm::detail {

/// Applies the command under its number, dropping what the model answers.
template <class C>
void plan(const C& command, StepId id, model_of<C>& model) {
    using Self = typename ApplyParts<C>::Self;
    if constexpr (std::is_void_v<Self>) {
        static_cast<void>(command.apply(model));
    } else {
        static_cast<void>(command.apply(model, Ref<Self>{id}));
    }
}

template <class Cmd>
void plan_step(const Step<Cmd>& step, model_of_commands<Cmd>& model) {
    std::visit([&](const auto& command) { plan(command, step.id, model); }, step.command);
}

/// Whether the command is worth running in this state, as far as the model can say.
template <class Cmd>
bool precondition_holds(const Cmd& any, const model_of_commands<Cmd>& model) {
    return std::visit(
        [&](const auto& command) -> bool {
            if constexpr (HasPre<std::remove_cvref_t<decltype(command)>>) {
                return command.pre(model);
            } else {
                return true;
            }
        },
        any);
}

/// What the call answers, as a producer that later references may name.
template <class Cmd>
Producer producer_of(const Step<Cmd>& step) {
    return std::visit(
        [&](const auto& command) {
            using Response = response_of<std::remove_cvref_t<decltype(command)>>;
            return Producer{step.id, &type_tag<Response>};
        },
        step.command);
}

/// Whether every reference in the command names a producer of the right type.
template <class Cmd>
bool references_hold(const Cmd& any, std::span<const Producer> producers) {
    bool all = true;
    auto visit = [&]<class T>(const Ref<T>& ref) {
        all = all && std::any_of(producers.begin(), producers.end(), [&](const Producer& producer) {
                  return producer.id == ref.id && producer.type == &type_tag<T>;
              });
    };
    std::visit([&](const auto& command) { for_each_ref(command, visit); }, any);
    return all;
}

}  // namespace sm::detail
