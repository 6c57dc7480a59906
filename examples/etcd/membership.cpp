#include "membership.hpp"

#include <sm/value/tree.hpp>

#include <memory>
#include <string>
#include <vector>

namespace etcd {

/// A change that is not refused for sure may have been made.
sm::Tree Grow::inject(sm::fault::Injection& injection) const {
    auto& cluster = injection.need<Cluster>();
    std::vector<std::string> joined;
    for (int i = 0; i < count; ++i) {
        const auto node = cluster.member_add();
        joined.push_back(node);
        injection.undo("remove " + node, [&cluster, node] {
            if (cluster.is_member(node)) cluster.member_remove(node);
        });
    }
    return sm::to_tree(joined);
}

sm::Tree Shrink::inject(sm::fault::Injection& injection) const {
    auto& cluster = injection.need<Cluster>();
    std::vector<std::string> removed;
    for (const auto& node : nodes) {
        if (!cluster.is_member(node)) continue;
        const auto replaced = std::make_shared<bool>(false);
        injection.undo("have a node join for " + node, [&cluster, node, replaced] {
            if (*replaced || cluster.is_member(node)) return;
            cluster.member_add();
            *replaced = true;
        });
        cluster.member_remove(node);
        removed.push_back(node);
    }
    return sm::to_tree(removed);
}

}  // namespace etcd
