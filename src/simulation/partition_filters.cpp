#include <sm/base/misuse.hpp>
#include <sm/simulation/partition_filters.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace sm::simulation::filter {
namespace {

Partition::Links links_between(const NodeIds& senders, const NodeIds& receivers) {
    Partition::Links links;
    for (const auto from : senders)
        for (const auto to : receivers) links.emplace(from, to);
    return links;
}

void require_sides(const NodeIds& one, const NodeIds& other) {
    const auto text =
        fmt::format("partition {{{}}} from {{{}}}", fmt::join(one, ", "), fmt::join(other, ", "));
    if (one.empty() || other.empty())
        throw Misuse(text + ": one side is empty; name at least one node on each");
    for (const auto node : one)
        if (std::find(other.begin(), other.end(), node) != other.end())
            throw Misuse(fmt::format("{}: node {} is on both sides", text, node));
}

void require_nodes(const char* what, const NodeIds& all, std::size_t least) {
    if (all.size() < least)
        throw Misuse(fmt::format("{} of {} nodes: it takes at least {}", what, all.size(), least));
}

NodeIds part(const NodeIds& all, std::size_t begin, std::size_t end) {
    return {all.begin() + static_cast<std::ptrdiff_t>(begin),
            all.begin() + static_cast<std::ptrdiff_t>(end)};
}

}  // namespace

Partition partition(const NodeIds& one_side, const NodeIds& other_side) {
    require_sides(one_side, other_side);
    auto links = links_between(one_side, other_side);
    links.merge(links_between(other_side, one_side));
    return Partition(std::move(links));
}

Partition one_way(const NodeIds& senders, const NodeIds& receivers) {
    require_sides(senders, receivers);
    return Partition(links_between(senders, receivers));
}

Partition isolation(NodeId node, const NodeIds& all) {
    if (std::find(all.begin(), all.end(), node) == all.end())
        throw Misuse(fmt::format("isolation of {}: nodes are {}", node, fmt::join(all, ", ")));
    auto others = all;
    std::erase(others, node);
    return partition({node}, others);
}

Partition halves(const NodeIds& all) {
    require_nodes("halves", all, 2);
    const auto middle = all.size() / 2;
    return partition(part(all, 0, middle), part(all, middle, all.size()));
}

Partition bridge(const NodeIds& all) {
    require_nodes("a bridge", all, 3);
    const auto middle = all.size() / 2;
    return partition(part(all, 0, middle), part(all, middle + 1, all.size()));
}

Partition ring(const NodeIds& all) {
    require_nodes("a ring", all, 4);
    const auto size = all.size();
    const auto reach = (size / 2 + 1) / 2;  // to each side, for a majority with the node itself
    Partition::Links links;
    for (std::size_t from = 0; from < size; ++from)
        for (auto step = reach + 1; step + reach < size; ++step)
            links.emplace(all[from], all[(from + step) % size]);
    return Partition(std::move(links));
}

}  // namespace sm::simulation::filter
