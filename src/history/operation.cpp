#include <sm/history/operation.hpp>

namespace sm {
namespace {

std::string what_came_of(const Operation& operation) {
    if (operation.refused()) return ":fail";
    if (operation.open()) return ":info";
    // A read that found nothing answered that; of others without an answer it is all there is to
    // say.
    const bool answers = operation.function == "read" || operation.function == "dequeue";
    return operation.answer.is_nothing() && !answers ? ":ok" : show(operation.answer);
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
