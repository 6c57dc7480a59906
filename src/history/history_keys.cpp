#include "history/history_keys.hpp"

#include <fmt/format.h>

namespace sm::detail::inline history {
namespace {

bool is_pair(const Value& value) {
    return value.is(Value::Kind::list) && value.items().size() == 2;
}

bool has_key(const Operation& operation) {
    if (!is_pair(operation.value)) return false;
    if (!operation.answered()) return true;
    return is_pair(operation.answer) && operation.answer.items()[0] == operation.value.items()[0];
}

}  // namespace

std::optional<std::size_t> without_key(const Operations& operations) {
    for (std::size_t i = 0; i < operations.size(); ++i) {
        if (!operations[i].by_nemesis() && !has_key(operations[i])) return i;
    }
    return std::nullopt;
}

std::optional<std::string> evidence_of_keys(const Operations& operations) {
    std::size_t reads = 0;
    std::size_t calls = 0;
    for (const Operation& operation : operations) {
        if (operation.by_nemesis()) continue;
        if (!has_key(operation)) return std::nullopt;
        ++calls;
        if (operation.value.items()[1].is_nothing()) ++reads;
    }
    if (reads == 0) return std::nullopt;
    return fmt::format("all {} values are [k v], {} of them [k nil]", calls, reads);
}

void take_apart(Operations& operations) {
    for (Operation& operation : operations) {
        if (operation.by_nemesis()) continue;
        const Value pair = operation.value;
        operation.key = pair.items()[0];
        operation.value = pair.items()[1];
        if (!operation.answered()) continue;
        const Value answer = operation.answer;
        operation.answer = answer.items()[1];
    }
}

}  // namespace sm::detail::inline history
