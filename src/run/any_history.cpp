#include <sm/run/detail/any_history.hpp>
#include <sm/value/misuse.hpp>
#include <sm/value/show.hpp>

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

void misses_answer(const AnyEntry& entry) {
    throw Misuse("history: the call #" + std::to_string(entry.id) + " " +
                 show(entry.command.tree()) +
                 " ended as answered, but has no answer. Give its outcome one, or another ending.");
}

}  // namespace sm::detail
