#include <sm/base/misuse.hpp>
#include <sm/fault/partitions.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

namespace sm::fault {
namespace {

using Cuts = std::set<std::pair<std::size_t, std::size_t>>;  // by the numbers of nodes
using Group = std::vector<std::size_t>;

Group shuffled(std::size_t count, Random& random) {
    Group order(count);
    for (std::size_t i = 0; i < count; ++i) order[i] = i;
    for (std::size_t i = count; i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
    return order;
}

void cut_apart(Cuts& cuts, const Group& some, const Group& others) {
    for (const auto one : some)
        for (const auto other : others) {
            cuts.emplace(one, other);
            cuts.emplace(other, one);
        }
}

/// Cuts the nodes [begin, middle) of the order off from [middle, end).
Cuts split(const Group& order, std::size_t begin, std::size_t middle) {
    const auto at = [&](std::size_t i) { return order.begin() + static_cast<std::ptrdiff_t>(i); };
    Cuts cuts;
    cut_apart(cuts, {at(begin), at(middle)}, {at(middle), order.end()});
    return cuts;
}

/// Which positions of the ring see each other: each sees a majority with itself, and one more in
/// one place where that cannot be even. With j = n/2 each has j neighbours: the nearest on both
/// sides, and where j is odd the one opposite.
bool see_in_ring(std::size_t a, std::size_t b, std::size_t count) {
    const auto half = count / 2, near = half / 2;
    const auto low = std::min(a, b), high = std::max(a, b);
    const auto distance = std::min(high - low, count - (high - low));
    if (distance <= near) return true;
    return half % 2 == 1 && high - low == half;
}

Cuts ring(const Group& order) {
    Cuts cuts;
    for (std::size_t a = 0; a < order.size(); ++a)
        for (std::size_t b = 0; b < order.size(); ++b)
            if (!see_in_ring(a, b, order.size())) cuts.emplace(order[a], order[b]);
    return cuts;
}

Cuts cuts_in(PartitionShape shape, std::size_t count, Random& random) {
    const auto order = shuffled(count, random);
    switch (shape) {
        case PartitionShape::halves:
            return split(order, 0, random.chance(1, 2) ? count / 2 : count - count / 2);
        case PartitionShape::one_node:
            return split(order, 0, 1);
        case PartitionShape::minority:
            return split(order, 0, 1 + random.below((count - 1) / 2));
        case PartitionShape::majorities_ring:
            return ring(order);
        case PartitionShape::bridge:  // the first in the order is in neither half
            return split(order, 1, 1 + (count - 1) / 2);
        case PartitionShape::primaries:
            break;
    }
    return {};
}

/// Between two groups the same way for all, so that it stays a partition; else for each two nodes.
Cuts keep_one_way(PartitionShape shape, const Cuts& cuts, Random& random) {
    Cuts kept;
    if (shape == PartitionShape::majorities_ring) {
        for (const auto& [from, to] : cuts)
            if (from < to)
                kept.insert(random.chance(1, 2) ? std::pair{from, to} : std::pair{to, from});
        return kept;
    }
    // One side is who is cut off from the same nodes as the lowest.
    const auto first = cuts.begin()->first;
    const auto of_first_side = [&](std::size_t node) { return !cuts.contains({first, node}); };
    const bool first_sends = random.chance(1, 2);
    for (const auto& [from, to] : cuts)
        if (of_first_side(from) == first_sends) kept.emplace(from, to);
    return kept;
}

/// Groups where every node is in one; else who does not reach whom.
PartitionNodes fault_of(const Cuts& cuts, const Nodes& nodes) {
    std::map<std::string, Nodes> directed;
    for (const auto& [from, to] : cuts) directed[nodes[from]].push_back(nodes[to]);
    return directed_partition(directed);
}

PartitionNodes groups_of(const Cuts& cuts, const Nodes& nodes) {
    std::vector<Nodes> groups(2);
    for (std::size_t i = 0; i < nodes.size(); ++i)
        groups[cuts.contains({0, i}) ? 1 : 0].push_back(nodes[i]);
    return partition(groups);
}

PartitionNodes of_primaries(PartitionDirection direction, Random& random) {
    const std::map<std::string, Nodes> mute{{"primaries", {"all"}}}, deaf{{"all", {"primaries"}}};
    if (direction == PartitionDirection::one_way)
        return directed_partition(random.chance(1, 2) ? mute : deaf);
    return directed_partition({{"primaries", {"all"}}, {"all", {"primaries"}}});
}

std::size_t least(PartitionShape shape) {
    switch (shape) {
        case PartitionShape::halves:
        case PartitionShape::one_node:
        case PartitionShape::primaries:
            return 2;
        case PartitionShape::minority:
        case PartitionShape::majorities_ring:
        case PartitionShape::bridge:
            return 3;
    }
    return 0;
}

}  // namespace

std::vector<PartitionShape> shapes_for(std::size_t nodes) {
    std::vector<PartitionShape> shapes;
    for (const auto shape :
         {PartitionShape::halves, PartitionShape::one_node, PartitionShape::minority,
          PartitionShape::majorities_ring, PartitionShape::bridge})
        if (least(shape) <= nodes) shapes.push_back(shape);
    return shapes;
}

PartitionNodes draw_partition(PartitionShape shape, PartitionDirection direction,
                              const Nodes& nodes, Random& random) {
    if (nodes.size() < least(shape))
        throw Misuse(fmt::format(
            "a partition of this shape needs at least {} nodes, and there {}", least(shape),
            nodes.size() == 1 ? "is one" : fmt::format("are {}", nodes.size())));
    if (shape == PartitionShape::primaries) return of_primaries(direction, random);
    const auto cuts = cuts_in(shape, nodes.size(), random);
    if (direction == PartitionDirection::one_way)
        return fault_of(keep_one_way(shape, cuts, random), nodes);
    const bool in_groups =
        shape != PartitionShape::majorities_ring && shape != PartitionShape::bridge;
    return in_groups ? groups_of(cuts, nodes) : fault_of(cuts, nodes);
}

}  // namespace sm::fault
