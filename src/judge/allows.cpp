#include "judge/allows.hpp"

#include "program/planning.hpp"

namespace sm::detail::inline judge {

bool allows(const AnyEntry& entry, Any& model, const Vocabulary& vocabulary) {
    if (!entry.answered() && !entry.indeterminate()) return true;
    const CommandType& type = *entry.type;
    const void* const command = entry.command.data();
    return on_model(entry.command, [&] {
        if (entry.answered()) {
            if (!type.allows(command, entry.id, entry.answer.data(), model.data())) return false;
        } else {
            type.apply(command, entry.id, model.data());
        }
        return vocabulary.invariant_holds(model);
    });
}

bool has_effect(const AnyEntry& entry) {
    return entry.answered() || (entry.indeterminate() && !entry.type->read_only);
}

}  // namespace sm::detail::inline judge
