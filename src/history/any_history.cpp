#include <sm/base/misuse.hpp>
#include <sm/history/detail/any_history.hpp>
#include <sm/value/show.hpp>

#include "program/planning.hpp"

namespace sm::detail::inline history {

bool explains(const AnyEntry& entry, Any& model, const Vocabulary& vocabulary) {
    if (!entry.answered() && !entry.open()) return true;
    const CommandType& type = *entry.type;
    const void* const command = entry.command.data();
    return on_model(entry.command, [&] {
        if (entry.answered()) {
            if (!type.explains(command, entry.id, entry.answer.data(), model.data())) return false;
        } else {
            type.apply(command, entry.id, model.data());
        }
        return vocabulary.invariant_holds(model);
    });
}

bool has_effect(const AnyEntry& entry) {
    return entry.answered() || (entry.open() && !entry.type->read_only);
}

void misses_answer(const AnyEntry& entry) {
    throw Misuse("history: the call #" + std::to_string(entry.id) + " " +
                 show(entry.command.tree()) +
                 " ended as answered, but has no answer. Give its outcome one, or another ending.");
}

}  // namespace sm::detail::inline history
