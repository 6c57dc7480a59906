#include "check/determinism.hpp"

#include <sm/value/json.hpp>
#include <sm/value/to_string.hpp>

#include <fmt/format.h>

#include <string_view>

#include "history/call_events.hpp"

namespace sm::detail::inline check {
namespace {

/// Takes the first line off the text; none if nothing is left.
std::optional<std::string_view> next_line(std::string_view& text) {
    if (text.empty()) return std::nullopt;
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

std::string quoted(std::optional<std::string_view> line) {
    return line ? fmt::format("`{}`", *line) : "nothing";
}

}  // namespace

std::string transcript(const AnyHistory& history) {
    std::string text;
    for (const AnyEntry& entry : history.entries) {
        text += fmt::format("call {} {} {} to {} {}\n", entry.worker,
                            to_string(entry.command.tree()), entry.invoked, entry.returned,
                            to_json(ended_call_of(entry), {.indent = 0}));
    }
    return text;
}

std::string transcript(const Run& run) {
    const auto& log = run.diagnostics.log;
    const bool ends_a_line = log.empty() || log.back() == '\n';
    return log + (ends_a_line ? "" : "\n") + transcript(run.history);
}

std::optional<std::string> first_difference(const std::string& one, const std::string& other) {
    std::string_view left = one;
    std::string_view right = other;
    for (int number = 1; !left.empty() || !right.empty(); ++number) {
        const auto first = next_line(left);
        const auto second = next_line(right);
        if (first == second) continue;
        return fmt::format("event {} was {} in one run and {} in the other", number, quoted(first),
                           quoted(second));
    }
    return std::nullopt;
}

}  // namespace sm::detail::inline check
