#pragma once
/// What a command does to a model that only plans, where no system is there to answer.

#include <sm/base/misuse.hpp>
#include <sm/program/detail/any_program.hpp>

#include <exception>
#include <span>
#include <vector>

namespace sm::detail::inline program {

/// Throws Misuse that names the command and what its model's code threw.
[[noreturn]] void model_threw(const Any& command, const char* what);

/// Does what the user's command does with its model, which must not throw: nothing would be known
/// of the model then.
template <class Use>
decltype(auto) on_model(const Any& command, Use use) {
    try {
        return use();
    } catch (const Misuse&) {
        throw;
    } catch (const std::exception& error) {
        model_threw(command, error.what());
    }
}

/// Whether the command is worth running in this state, as far as the model can say.
inline bool precondition_holds(const AnyStep& step, const Any& model) {
    if (step.type->precondition == nullptr) return true;
    return on_model(step.command,
                    [&] { return step.type->precondition(step.command.data(), model.data()); });
}

/// Applies the command under its number, dropping what the model answers.
inline void plan(const AnyStep& step, Any& model) {
    on_model(step.command, [&] { step.type->apply(step.command.data(), step.id, model.data()); });
}

/// What the call answers, as a producer that later references may name.
inline Producer producer_of(const AnyStep& step) { return {step.id, step.type->answer_tag}; }

/// Calls `visit(id, tag)` for each reference of the step.
template <class Visit>
void for_each_reference(AnyStep& step, Visit visit) {
    step.type->visit_refs(step.command.data(), &visit,
                          [](void* context, StepId& id, const void* tag) {
                              (*static_cast<Visit*>(context))(id, tag);
                          });
}

/// The numbers of the steps that the step refers to.
std::vector<StepId> references_of(const AnyStep& step);

/// Whether every reference in the command names a producer of the right type.
bool references_hold(const AnyStep& step, std::span<const Producer> producers);

/// The numbers of all steps that some step refers to.
std::vector<StepId> wanted_by(const AnyProgram& program);

}  // namespace sm::detail::inline program
