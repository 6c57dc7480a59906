#include <sm/simulation/trace.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace sm::simulation {
namespace {

std::string to_string(NodeId id) {
    return id >= first_client ? fmt::format("c{}", id - first_client + 1) : fmt::format("n{}", id);
}

/// With as many digits as it has, in milliseconds.
std::string milliseconds(Duration time) {
    auto text = fmt::format("{}.{:06}", time.count() / 1'000'000, time.count() % 1'000'000);
    text.erase(std::max(text.find_last_not_of('0'), text.find('.') + 1) + 1);
    return text + "ms";
}

}  // namespace

std::string_view to_string(EventKind what) {
    static constexpr std::array<std::string_view, 18> names{
        "sent",    "arrived",    "lost",   "refused",   "timer",  "noted",
        "started", "stopped",    "killed", "died",      "paused", "unpaused",
        "wiped",   "disk fault", "cut",    "clock set", "opened", "closed"};
    return names.at(static_cast<std::size_t>(what));
}

std::string to_string(const TraceEntry& entry) {
    const auto who = entry.from == entry.to
                         ? to_string(entry.from)
                         : fmt::format("{} → {}", to_string(entry.from), to_string(entry.to));
    return fmt::format("{}  {}  {}{}{}", milliseconds(entry.time), who, to_string(entry.what),
                       entry.text.empty() ? "" : "  ", entry.text);
}

std::string to_string(const Trace& trace) {
    std::string lines;
    for (const auto& entry : trace) lines += to_string(entry) + '\n';
    return lines;
}

std::optional<TraceDifference> first_difference(const Trace& first, const Trace& second) {
    const auto parted = std::mismatch(first.begin(), first.end(), second.begin(), second.end());
    if (parted.first == first.end() && parted.second == second.end()) return std::nullopt;
    const auto line = [](const Trace& trace, Trace::const_iterator at) {
        return at == trace.end() ? std::string() : to_string(*at);
    };
    return TraceDifference{static_cast<std::size_t>(parted.first - first.begin()),
                           line(first, parted.first), line(second, parted.second)};
}

std::string to_string(const TraceDifference& difference) {
    const auto shown = [](const std::string& line) {
        return line.empty() ? std::string("it had ended") : line;
    };
    return fmt::format(
        "two runs of one seed differ at event {}:\n  the first:  {}\n  the second: {}\n"
        "the run depends on something that the seed does not decide, such as a wall clock, an "
        "address, the order of a hash table or an uninitialized variable",
        difference.entry, shown(difference.first), shown(difference.second));
}

}  // namespace sm::simulation
