#include <sm/base/misuse.hpp>
#include <sm/history/detail/any_history.hpp>
#include <sm/value/to_string.hpp>

namespace sm::detail::inline history {

void misses_answer(const AnyEntry& entry) {
    throw Misuse("history: the call #" + std::to_string(entry.id) + " " +
                 to_string(entry.command.tree()) +
                 " ended as answered, but has no answer. Give its outcome one, or another ending.");
}

}  // namespace sm::detail::inline history
