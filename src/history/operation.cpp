#include <sm/history/operation.hpp>

namespace sm::history {
namespace {

std::string what_came_of(const Operation& operation) {
    if (operation.refused()) return ":fail";
    if (operation.indeterminate()) return ":info";
    // A read that found nothing answered that; of others without an answer it is all there is to
    // say.
    const bool answers = operation.function == "read" || operation.function == "dequeue";
    return operation.answer.is_nothing() && !answers ? ":ok" : to_string(operation.answer);
}

}  // namespace

std::string to_string(const Operation& operation) {
    std::string shown = operation.by_nemesis() ? "nemesis" : std::to_string(operation.process);
    shown += " :" + operation.function;
    if (!operation.key.is_nothing()) shown += " " + to_string(operation.key);
    if (!operation.value.is_nothing()) shown += " " + to_string(operation.value);
    shown += " → " + what_came_of(operation);
    if (!operation.error.is_nothing()) shown += " (" + to_string(operation.error) + ")";
    return shown;
}

}  // namespace sm::history
