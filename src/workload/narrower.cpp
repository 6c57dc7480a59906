#include "workload/narrower.hpp"

#include <sm/fault/faults.hpp>

#include <algorithm>
#include <functional>
#include <set>
#include <string>

namespace sm::detail::inline workload {
namespace {

using Cuts = std::vector<Cut>;

Fault partition_of(const Cuts& cuts) {
    sm::fault::Links::BySender directed;
    for (const Cut& cut : cuts) directed[cut.from].push_back(cut.to);
    return sm::fault::directed_partition(std::move(directed));
}

Cuts without(Cuts cuts, const std::function<bool(const Cut&)>& dropped) {
    std::erase_if(cuts, dropped);
    return cuts;
}

/// The names of all nodes in links, in order.
sm::fault::Nodes nodes_in(const sm::fault::Links& links) {
    std::set<std::string> names;
    if (const auto* groups = links.groups())
        for (const auto& group : *groups) names.insert(group.begin(), group.end());
    if (const auto* by_sender = links.by_sender())
        for (const auto& [from, to] : *by_sender) {
            names.insert(from);
            names.insert(to.begin(), to.end());
        }
    return {names.begin(), names.end()};
}

std::vector<Fault> narrower_partitions(const sm::fault::PartitionNodes& partition) {
    const auto nodes = nodes_in(partition.links);
    const Cuts cuts = sm::fault::cuts_of(
        partition.links, nodes, [](const std::string& name) { return sm::fault::Nodes{name}; });
    std::vector<Cuts> all;
    for (const std::string& node : nodes) {
        all.push_back(
            without(cuts, [&](const Cut& cut) { return cut.from == node || cut.to == node; }));
    }
    all.push_back(without(cuts, [](const Cut& cut) { return cut.from > cut.to; }));
    all.push_back(without(cuts, [](const Cut& cut) { return cut.from < cut.to; }));
    for (const Cut& one : cuts) {
        all.push_back(without(
            cuts, [&](const Cut& cut) { return cut.from == one.from && cut.to == one.to; }));
    }
    std::vector<Fault> faults;
    for (const Cuts& some : all) {
        if (!some.empty() && some.size() < cuts.size()) faults.push_back(partition_of(some));
    }
    return faults;
}

/// The fields of a fault are the entries of a map whose keys are symbols: none can be missing.
bool has_fields(const Tree& tree) {
    return tree.is(Tree::Kind::map) && !tree.empty() && tree.key(0).is(Tree::Kind::symbol);
}

std::vector<Tree> with_an_item_less(const Tree& tree) {
    std::vector<Tree> all;
    const bool is_container =
        tree.is(Tree::Kind::list) || (tree.is(Tree::Kind::map) && !has_fields(tree));
    for (std::size_t i = 0; is_container && tree.size() > 1 && i < tree.size(); ++i) {
        all.push_back(tree);
        all.back().erase(i);
    }
    for (std::size_t i = 0; i < tree.size(); ++i) {
        for (Tree& item : with_an_item_less(tree.item(i))) {
            all.push_back(tree);
            all.back().item(i) = std::move(item);
        }
    }
    return all;
}

}  // namespace

std::vector<Fault> narrower(const Fault& fault) {
    if (fault.is<sm::fault::PartitionNodes>())
        return narrower_partitions(fault.as<sm::fault::PartitionNodes>());
    std::vector<Fault> faults;
    for (Tree& arguments : with_an_item_less(fault.arguments)) {
        faults.push_back({fault.name, std::move(arguments)});
    }
    return faults;
}

}  // namespace sm::detail::inline workload
