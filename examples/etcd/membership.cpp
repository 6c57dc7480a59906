#include "membership.hpp"

#include <sm/value/tree.hpp>

#include <memory>
#include <string>
#include <vector>

namespace etcd {
namespace {

/// Nodes join, and are to leave again. A change that is not refused for sure may have been made.
sm::Tree grow(Cluster& cluster, int count, sm::fault::Undo& undo) {
    std::vector<std::string> joined;
    for (int i = 0; i < count; ++i) {
        const auto node = cluster.member_add();
        joined.push_back(node);
        undo.add("remove " + node, [&cluster, node] {
            if (cluster.is_member(node)) cluster.member_remove(node);
        });
    }
    return sm::to_tree(joined);
}

/// Nodes are removed, and new ones are to join for them.
sm::Tree shrink(Cluster& cluster, const std::vector<std::string>& nodes, sm::fault::Undo& undo) {
    std::vector<std::string> removed;
    for (const auto& node : nodes) {
        if (!cluster.is_member(node)) continue;
        const auto replaced = std::make_shared<bool>(false);
        undo.add("have a node join for " + node, [&cluster, node, replaced] {
            if (*replaced || cluster.is_member(node)) return;
            cluster.member_add();
            *replaced = true;
        });
        cluster.member_remove(node);
        removed.push_back(node);
    }
    return sm::to_tree(removed);
}

}  // namespace

void add_membership(sm::fault::Injector& injector, Cluster& cluster) {
    injector.add("grow", [&cluster](const sm::Tree& count, sm::fault::Undo& undo) {
        return grow(cluster, sm::from_tree<int>(count), undo);
    });
    injector.add("shrink", [&cluster](const sm::Tree& nodes, sm::fault::Undo& undo) {
        return shrink(cluster, sm::from_tree<std::vector<std::string>>(nodes), undo);
    });
}

}  // namespace etcd
