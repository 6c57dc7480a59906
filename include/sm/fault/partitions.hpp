#pragma once
/// Partitions to be drawn at random, in the shapes that find errors in distributed systems.

#include <sm/base/random.hpp>
#include <sm/fault/faults.hpp>

#include <vector>

namespace sm::fault {

/// After Jepsen's (jepsen.nemesis: Kingsbury and others).
enum class PartitionShape {
    halves,           ///< of an odd number one is larger by one
    one_node,         ///< one that sees nobody
    minority,         ///< fewer than half of the nodes, and a majority of the others
    majorities_ring,  ///< each node sees a majority, and no two see the same
    bridge,           ///< two halves, and a node between them that sees both
    primaries,  ///< each node that the selector `primaries` returns is alone; evaluated at the time
};

enum class PartitionDirection {
    both_ways,
    one_way,  ///< of each two nodes that are cut one still reaches the other
};

/// All of them but `primaries`, which need a node selector.
std::vector<PartitionShape> shapes_for(std::size_t nodes);

/// A partition of this shape. Throws Misuse for too few nodes: a bridge, a minority and a
/// ring need three, the others two.
PartitionNodes draw_partition(PartitionShape shape, PartitionDirection direction,
                              const Nodes& nodes, Random& random);

}  // namespace sm::fault
