#include "cluster/net/senders.hpp"

#include <sm/base/misuse.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace sm::detail::inline cluster {

std::map<std::string, std::vector<std::string>> by_sender(const std::vector<Link>& links) {
    std::map<std::string, std::vector<std::string>> receivers;
    for (const auto& [from, to] : links) receivers[from].push_back(to);
    return receivers;
}

std::optional<std::string> why_not_by_sender(const std::vector<Link>& links,
                                             const std::vector<std::string>& nodes) {
    for (const auto& [from, to] : by_sender(links)) {
        const bool to_all = std::all_of(nodes.begin(), nodes.end(), [&](const std::string& node) {
            return node == from || std::find(to.begin(), to.end(), node) != to.end();
        });
        if (!to_all)
            return fmt::format(
                "this cluster delays all links of a sender alike, not the link from {} to {} "
                "only; give all of its links, as in {{links: {{{}: all}}}}",
                from, fmt::join(to, ", "), from);
    }
    return std::nullopt;
}

void check_delay(const Delay& delay) {
    if (delay.latency < Duration{}) throw Misuse("a delay: the latency must not be below zero");
    if (delay.jitter < Duration{} || delay.jitter > delay.latency)
        throw Misuse("a delay: the jitter must be from zero to the latency");
}

}  // namespace sm::detail::inline cluster
