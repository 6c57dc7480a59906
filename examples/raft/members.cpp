#include "members.hpp"

#include <sm/base/misuse.hpp>

#include <string>
#include <utility>

namespace raft {

Members::Members(std::vector<NodeId> nodes) : nodes_(std::move(nodes)) {
    std::sort(nodes_.begin(), nodes_.end());
    nodes_.erase(std::unique(nodes_.begin(), nodes_.end()), nodes_.end());
    if (nodes_.size() > most) {
        throw sm::Misuse("raft::Members: " + std::to_string(nodes_.size()) +
                         " servers; a cluster has at most " + std::to_string(most));
    }
}

bool Members::contains(NodeId node) const {
    return std::binary_search(nodes_.begin(), nodes_.end(), node);
}

Members Members::with(NodeId node) const {
    auto nodes = nodes_;
    nodes.push_back(node);
    return Members(std::move(nodes));
}

Members Members::without(NodeId node) const {
    auto nodes = nodes_;
    std::erase(nodes, node);
    return Members(std::move(nodes));
}

}  // namespace raft
