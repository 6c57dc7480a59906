#include <sm/run/detail/any_history.hpp>

namespace sm::detail {

bool explains(const AnyEntry& entry, Any& model, const Vocabulary& vocabulary) {
    const CommandType& type = *entry.type;
    if (entry.answered()) {
        if (!type.explains(entry.command.data(), entry.id, entry.answer.data(), model.data())) {
            return false;
        }
    } else if (entry.open()) {
        type.apply(entry.command.data(), entry.id, model.data());
    } else {
        return true;
    }
    return vocabulary.invariant_holds(model);
}

bool has_effect(const AnyEntry& entry) {
    return entry.answered() || (entry.open() && !entry.type->read_only);
}

}  // namespace sm::detail
