#include "workload/narrower.hpp"

#include <sm/fault/partition.hpp>
#include <sm/value/json.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>

namespace sm::detail::inline workload {
namespace {

using Cuts = std::vector<Cut>;

Fault partition_of(const Cuts& cuts) {
    std::map<std::string, fault::Nodes> directed;
    for (const Cut& cut : cuts) directed[cut.from].push_back(cut.to);
    return fault::directed_partition(directed);
}

Cuts without(Cuts cuts, const std::function<bool(const Cut&)>& dropped) {
    std::erase_if(cuts, dropped);
    return cuts;
}

void nodes_in(const Tree& tree, std::set<std::string>& nodes) {
    if (tree.is(Tree::Kind::text)) nodes.insert(tree.text());
    for (std::size_t i = 0; tree.is(Tree::Kind::map) && i < tree.size(); ++i) {
        nodes_in(tree.key(i), nodes);
    }
    for (std::size_t i = 0; i < tree.size(); ++i) nodes_in(tree.item(i), nodes);
}

std::vector<Fault> narrower_partitions(const Tree& arguments) {
    std::set<std::string> names;
    nodes_in(arguments, names);
    const fault::Nodes nodes(names.begin(), names.end());
    const Cuts cuts = fault::cuts_of(arguments, nodes,
                                     [](const std::string& name) { return fault::Nodes{name}; });
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

std::vector<Tree> with_an_item_less(const Tree& tree) {
    std::vector<Tree> all;
    const bool is_container = tree.is(Tree::Kind::list) || tree.is(Tree::Kind::map);
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
    if (fault.name == "partition") return narrower_partitions(fault.arguments);
    std::vector<Fault> faults;
    for (Tree& arguments : with_an_item_less(fault.arguments)) {
        faults.push_back({fault.name, std::move(arguments)});
    }
    return faults;
}

}  // namespace sm::detail::inline workload
