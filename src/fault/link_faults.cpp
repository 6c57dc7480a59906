#include <sm/base/misuse.hpp>
#include <sm/cluster/delay.hpp>
#include <sm/cluster/hardware.hpp>
#include <sm/cluster/unsupported.hpp>
#include <sm/value/to_string.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "fault/arguments.hpp"
#include "fault/kinds.hpp"

namespace sm::detail::inline fault {
namespace {

/// Those named, or those between all nodes.
std::vector<Link> links_of(const Setting& setting, const Tree& arguments) {
    const auto* links = entry(arguments, "links");
    const auto everywhere = to_tree(std::map<std::string, Nodes>{{"all", {"all"}}});
    std::vector<Link> all;
    for (const auto& cut :
         cuts_of(links != nullptr ? *links : everywhere, setting.cluster.nodes(), setting.resolve))
        all.push_back({cut.from, cut.to});
    return all;
}

std::map<std::string, Nodes> by_sender(const std::vector<Link>& links) {
    std::map<std::string, Nodes> receivers;
    for (const auto& [from, to] : links) receivers[from].push_back(to);
    return receivers;
}

void delay_each(Setting& setting, CanDelay& delays, const std::vector<Link>& links, Duration by,
                Undo& undo) {
    for (const auto& link : links)
        hold(
            setting, undo, fmt::format("delay from {} to {}", link.from, link.to),
            Effect::of_latest, [&delays, link, by] { delays.delay({link}, by); },
            [&delays, link] { delays.delay({link}, {}); });
}

/// Where the sender's network is delayed as a whole.
void delay_senders(Setting& setting, CanDelaySending& delays, const std::vector<Link>& links,
                   Duration by, Undo& undo) {
    const auto& plugs = need<CanDisconnect>(setting.cluster, "delay",
                                            "tell which networks a node has (sm::CanDisconnect)");
    const auto all = setting.cluster.nodes();
    const auto receivers = by_sender(links);
    for (const auto& [from, to] : receivers)
        if (to.size() + 1 < all.size())
            throw Unsupported(
                fmt::format("fault \"delay\": what a node of this cluster sends is delayed to "
                            "everybody or to nobody, and not from {} to {} only; give all of its "
                            "links, as in {{links: {{{}: all}}}}",
                            from, fmt::join(to, ", "), from));
    // Where it cannot be delayed it cannot be undone either.
    if (const auto why = delays.undelayable())
        throw Unsupported(fmt::format("fault \"delay\": {}", *why));
    for (const auto& [node, to] : receivers)
        for (const auto& network : plugs.networks(node)) {
            const Delay wanted{.node = node, .network = network, .latency = by};
            hold(
                setting, undo, fmt::format("delay of {} on network {}", node, network),
                Effect::of_latest, [&delays, wanted] { delays.delay(wanted); },
                [&delays, node, network] { delays.delay({.node = node, .network = network}); });
        }
}

Tree delay_links(Setting& setting, const Tree& arguments, Undo& undo) {
    auto* const delays = capability<CanDelay>(setting.cluster);
    auto* const senders = capability<CanDelaySending>(setting.cluster);
    if (delays == nullptr && senders == nullptr)
        throw_lacking("delay",
                      "delay what is sent (sm::CanDelay or sm::CanDelaySending): simulations and "
                      "local processes can; here use a proxy, or inject it yourself: "
                      "Injector::add(\"delay\", ...)");
    expect_keys("delay", arguments, {"by", "links"});
    const auto by = time_of("delay", arguments, "{by: 100ms, links: {n1: [n2]}}");
    const auto links = links_of(setting, arguments);
    if (delays != nullptr)
        delay_each(setting, *delays, links, by, undo);
    else
        delay_senders(setting, *senders, links, by, undo);
    return to_tree(by_sender(links));
}

Tree clog_links(Setting& setting, const Tree& arguments, Undo& undo) {
    auto& clogs = need<CanClog>(setting.cluster, "clog", "clog links (sm::CanClog)");
    expect_keys("clog", arguments, {"links"});
    if (!arguments.is(Tree::Kind::nothing) && !has_entries(arguments))
        throw Misuse(fmt::format("clog {}: it names no links; write {{links: {{n1: [n2]}}}}",
                                 to_string(arguments)));
    const auto links = links_of(setting, arguments);
    for (const auto& link : links)
        hold(
            setting, undo, fmt::format("clog from {} to {}", link.from, link.to), Effect::of_latest,
            [&clogs, link] { clogs.clog({link}); }, [&clogs, link] { clogs.unclog({link}); });
    return to_tree(by_sender(links));
}

}  // namespace

std::map<std::string, Inject> link_faults(Setting& setting) {
    const auto with = [&setting](auto function) {
        return [&setting, function](const Tree& arguments, Undo& undo) {
            return function(setting, arguments, undo);
        };
    };
    return {{"delay", with(delay_links)}, {"clog", with(clog_links)}};
}

}  // namespace sm::detail::inline fault
