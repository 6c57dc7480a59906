#pragma once
/// Filters that cut nodes off from each other, for all nodes at once.

#include <sm/simulation/filter.hpp>

#include <memory>
#include <set>
#include <utility>
#include <vector>

namespace sm::simulation::filter {

using NodeIds = std::vector<NodeId>;

/// Drops what goes from one node to another, for pairs of nodes. The same value is for all nodes,
/// on send or on receive; clients are not cut off.
class Partition {
 public:
    using Links = std::set<std::pair<NodeId, NodeId>>;

    explicit Partition(Links links) : links_(std::make_shared<Links>(std::move(links))) {}

    const Links& links() const { return *links_; }

    template <class Message>
    void operator()(Packet<Message> packet, FilterContext<Message>& passage) const {
        if (!links_->contains({packet.from, packet.to})) passage.pass(std::move(packet));
    }

 private:
    std::shared_ptr<const Links> links_;
};

/// Nodes of one side do not reach those of the other, nor the other way round. Throws Misuse for
/// a node on both sides, and for an empty side.
Partition partition(const NodeIds& one_side, const NodeIds& other_side);

/// What one side sends does not reach the other, which reaches it.
Partition one_way(const NodeIds& senders, const NodeIds& receivers);

/// One node and the others do not reach each other.
Partition isolation(NodeId node, const NodeIds& all);

/// The first half and the others; of an odd number the others are more by one.
Partition halves(const NodeIds& all);

/// Two halves, and the node in the middle reaches both. Throws Misuse for fewer than three nodes.
Partition bridge(const NodeIds& all);

/// Each node reaches a majority, its neighbours in the ring, and no two the same. Throws Misuse for
/// fewer than four nodes, of which each would reach all.
Partition ring(const NodeIds& all);

}  // namespace sm::simulation::filter
