#pragma once
/// Whether a model explains what a call answered. `pre` is never asked: the system may do what was
/// not worth generating.

#include <sm/run/history.hpp>
#include <sm/value/compare.hpp>

#include <variant>

namespace sm::detail {

/// What the model answers to the command, and what it does.
template <class C>
response_of<C> answer_of(const C& command, StepId id, model_of<C>& model) {
    using Parts = ApplyParts<C>;
    const auto apply = [&]() -> typename Parts::Answer {
        if constexpr (std::is_void_v<typename Parts::Self>) {
            return command.apply(model);
        } else {
            return command.apply(model, Ref<typename Parts::Self>{id});
        }
    };
    if constexpr (std::is_void_v<typename Parts::Answer>) {
        apply();
        return response_of<C>{};
    } else {
        return apply();
    }
}

/// Whether the model has an answer of its own to compare with.
template <class C>
inline constexpr bool answers = !std::is_void_v<typename ApplyParts<C>::Answer>;

template <class C>
void apply_only(const C& command, StepId id, model_of<C>& model) {
    using Self = typename ApplyParts<C>::Self;
    if constexpr (std::is_void_v<Self>) {
        static_cast<void>(command.apply(model));
    } else {
        static_cast<void>(command.apply(model, Ref<Self>{id}));
    }
}

template <class C>
bool explains_answer(const C& command, StepId id, const response_of<C>& got, model_of<C>& model) {
    if constexpr (HasAccept<C>) {
        return command.accept(model, got);
    } else if constexpr (HasPost<C>) {
        const bool allowed = command.post(model, got);
        apply_only(command, id, model);
        return allowed;
    } else if constexpr (answers<C>) {
        return equal(answer_of(command, id, model), got);
    } else {
        apply_only(command, id, model);
        return true;
    }
}

template <class M>
bool invariant_holds(const M& model) {
    if constexpr (HasInvariant<M>) {
        return model.invariant();
    } else {
        return true;
    }
}

/// Takes the call's effect into the model; false if its answer cannot be given there, or the
/// invariant breaks. A call that did not happen explains itself and does nothing; one whose
/// outcome is open is taken to have happened, with any answer.
template <class C>
bool explains(const Call<C>& call, StepId id, model_of<C>& model) {
    if (call.outcome.answered()) {
        if (!explains_answer(call.command, id, *call.outcome.answer, model)) return false;
    } else if (call.outcome.open()) {
        apply_only(call.command, id, model);
    } else {
        return true;
    }
    return invariant_holds(model);
}

template <class Cmd>
bool explains(const Entry<Cmd>& entry, model_of_commands<Cmd>& model) {
    return std::visit([&](const auto& call) { return explains(call, entry.id, model); },
                      entry.call);
}

}  // namespace sm::detail
