#pragma once
/// What one call says of the model: whether its answer can be given, and what it does.

#include <sm/history/detail/any_history.hpp>

namespace sm::detail::inline judge {

/// Takes the call's effect into the model; false if its answer cannot be given there, or the
/// invariant breaks. A call that did not happen is allowed and does nothing; one whose
/// outcome is open is taken to have happened, with any answer.
bool allows(const AnyEntry& entry, Any& model, const Vocabulary& vocabulary);

/// Whether the call can have had an effect, so that a judge must place it.
bool has_effect(const AnyEntry& entry);

}  // namespace sm::detail::inline judge
