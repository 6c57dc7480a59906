#include <sm/run/operation.hpp>

namespace sm {
namespace {

std::string what_came_of(const Operation& operation) {
    if (operation.refused()) return "refused";
    if (operation.open()) return "unknown";
    return operation.answer.is_nothing() ? "ok" : show(operation.answer);
}

}  // namespace

std::string show(const Operation& operation) {
    std::string shown = operation.by_nemesis() ? "nemesis" : std::to_string(operation.process);
    shown += " :" + operation.function;
    if (!operation.key.is_nothing()) shown += " " + show(operation.key);
    if (!operation.value.is_nothing()) shown += " " + show(operation.value);
    shown += " → " + what_came_of(operation);
    if (!operation.error.is_nothing()) shown += " (" + show(operation.error) + ")";
    return shown;
}

}  // namespace sm
