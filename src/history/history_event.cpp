#include "history/history_event.hpp"

namespace sm::detail::inline history {

Event::Type type_named(std::string_view word) {
    using enum Event::Type;
    if (word == "invoke") return invoke;
    if (word == "ok") return ok;
    if (word == "fail") return fail;
    if (word == "info") return info;
    return none;
}

std::string_view to_string(Event::Type type) {
    constexpr std::string_view names[] = {"", "invoke", "ok", "fail", "info"};
    return names[static_cast<std::size_t>(type)];
}

}  // namespace sm::detail::inline history
