#include <sm/base/misuse.hpp>
#include <sm/fault/faults.hpp>
#include <sm/fault/injection.hpp>
#include <sm/value/to_string.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace sm::fault {
namespace {

Tree entries(std::initializer_list<std::pair<const char*, Tree>> all) {
    Tree map = Tree::map();
    for (const auto& [name, value] : all) map.add(Tree::text(name), value);
    return map;
}

Tree by_sender(const std::vector<Link>& links) {
    std::map<std::string, Nodes> receivers;
    for (const auto& [from, to] : links) receivers[from].push_back(to);
    return to_tree(receivers);
}

/// Cuts links by a share, and says which they were.
Tree cut(Injection& injection, const std::vector<Link>& links, double share) {
    std::vector<Cut> cuts;
    for (const auto& [from, to] : links) cuts.push_back({.from = from, .to = to, .share = share});
    const auto text = partition_text(cuts, injection.cluster().nodes());
    injection.cut(std::move(cuts));
    return entries({{"partition", Tree::text(text)}, {"cuts", by_sender(links)}});
}

}  // namespace

PartitionNodes partition(Links::Groups groups) { return {Links(std::move(groups))}; }

PartitionNodes directed_partition(Links::BySender cuts) { return {Links(std::move(cuts))}; }

Tree PartitionNodes::inject(Injection& injection) const {
    injection.need<CanCut>();
    return cut(injection, injection.links(links), 1);
}

Tree LosePackets::inject(Injection& injection) const {
    injection.need<CanCut>();
    if (!(share > 0 && share <= 1))
        throw Misuse(
            fmt::format("{}: say which share of the packets is lost, above 0 and at most 1, such "
                        "as {{share: 0.2}}",
                        to_string(Fault(*this))));
    auto done = cut(injection, injection.links(links), share);
    done.add(Tree::text("share"), Tree(share));
    return done;
}

Tree DelayPackets::inject(Injection& injection) const {
    injection.need<CanDelay>();
    if (by <= Duration::zero())
        throw Misuse(fmt::format("{}: say by how much, as in {{by: 100ms, links: {{n1: [n2]}}}}",
                                 to_string(Fault(*this))));
    const auto delayed = injection.links(links);
    injection.delay(delayed, {.latency = by});
    return by_sender(delayed);
}

Tree ClogLinks::inject(Injection& injection) const {
    auto& clogs = injection.need<CanClog>();
    const auto clogged = injection.links(links);
    for (const auto& link : clogged)
        injection.hold(
            fmt::format("clog from {} to {}", link.from, link.to), Effect::of_latest,
            [&clogs, link] { clogs.clog({link}); }, [&clogs, link] { clogs.unclog({link}); });
    return by_sender(clogged);
}

Tree DisconnectNodes::inject(Injection& injection) const {
    const auto& plugs = injection.need<CanDisconnect>();
    if (network.empty() || nodes.empty())
        throw Misuse(fmt::format(
            "{}: say which network of which nodes, such as {{network: raft, nodes: [n1]}}",
            to_string(Fault(*this))));
    const auto unplugged = injection.nodes(nodes);
    for (const auto& node : unplugged) {
        const auto has = plugs.networks(node);
        if (std::find(has.begin(), has.end(), network) == has.end())
            throw Misuse(fmt::format("disconnect: node \"{}\" is not on network \"{}\"; its are {}",
                                     node, network, fmt::join(has, ", ")));
    }
    for (const auto& node : unplugged) injection.unplug(node, network);
    return entries({{"network", Tree::text(network)}, {"disconnected", to_tree(unplugged)}});
}

}  // namespace sm::fault
