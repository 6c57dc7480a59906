#pragma once
/// What a command does to its model, and whether the model allows what it answered. `pre` is
/// never evaluated: the system may do what was not worth generating.

#include <sm/spec/command.hpp>
#include <sm/value/compare.hpp>

#include <type_traits>

namespace sm::detail::inline spec {

/// Whether the model has an answer of its own to compare with.
template <class C>
inline constexpr bool answers = !std::is_void_v<typename ApplyParts<C>::Answer>;

template <class C>
decltype(auto) apply_command(const C& command, StepId id, model_of<C>& model) {
    using Self = typename ApplyParts<C>::Self;
    if constexpr (!HasWellFormedApply<C>) {
        return;  // what is wrong with it has been said
    } else if constexpr (std::is_void_v<Self>) {
        static_cast<void>(id);
        return command.apply(model);
    } else {
        return command.apply(model, Ref<Self>{id});
    }
}

/// Takes the call's effect into the model; false if its answer cannot be given there.
template <class C>
bool allows_answer(const C& command, StepId id, const response_of<C>& got, model_of<C>& model) {
    if constexpr (HasAccept<C>) {
        return command.accept(model, got);
    } else if constexpr (HasPost<C>) {
        const bool allowed = command.post(model, got);
        static_cast<void>(apply_command(command, id, model));
        return allowed;
    } else if constexpr (answers<C>) {
        return equal<response_of<C>>(apply_command(command, id, model), got);
    } else {
        apply_command(command, id, model);
        return true;
    }
}

}  // namespace sm::detail::inline spec
