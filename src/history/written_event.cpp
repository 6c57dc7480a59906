#include "history/written_event.hpp"

namespace sm::detail::inline history {
namespace {

std::string_view type_of(const Operation& operation) {
    if (operation.by_nemesis()) return operation.refused() ? "fail" : "info";
    if (operation.answered()) return "ok";
    return operation.refused() ? "fail" : "info";
}

}  // namespace

WrittenEvent invocation_of(const Operation& operation, std::string_view call) {
    static const Value no_error;
    return {"invoke", operation, operation.value, no_error, operation.began, call};
}

WrittenEvent completion_of(const Operation& operation, std::string_view call) {
    const Value& value = operation.answered() ? operation.answer : operation.value;
    return {type_of(operation), operation, value, operation.error, operation.ended, call};
}

}  // namespace sm::detail::inline history
