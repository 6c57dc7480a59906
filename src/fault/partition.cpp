#include <sm/base/misuse.hpp>
#include <sm/fault/partition.hpp>
#include <sm/value/to_string.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "fault/arguments.hpp"

namespace sm::fault {
namespace {

using Pairs = std::set<std::pair<std::string, std::string>>;

constexpr const char* forms =
    "give groups such as [[n1, n2], [n3]], or who does not reach whom, such as {n1: [n2]}";

void cut_both_ways(Pairs& pairs, const Nodes& some, const Nodes& others) {
    for (const auto& one : some)
        for (const auto& other : others) {
            pairs.emplace(one, other);
            pairs.emplace(other, one);
        }
}

std::vector<Nodes> groups_of(const Tree& arguments, const Nodes& nodes, const Resolve& resolve) {
    std::vector<Nodes> groups;
    std::set<std::string> placed;
    for (const auto& item : arguments.items()) {
        if (!item.is(Tree::Kind::list))
            throw Misuse(fmt::format("partition {}: {} is no group; {}", to_string(arguments),
                                     to_string(item), forms));
        groups.push_back(detail::named(item, resolve));
        for (const auto& node : groups.back())
            if (!placed.insert(node).second)
                throw Misuse(fmt::format("partition {}: node \"{}\" is in two groups",
                                         to_string(arguments), node));
    }
    Nodes rest;
    for (const auto& node : nodes)
        if (!placed.contains(node)) rest.push_back(node);
    groups.push_back(std::move(rest));
    return groups;
}

Pairs between_groups(const Tree& arguments, const Nodes& nodes, const Resolve& resolve) {
    Pairs pairs;
    const auto groups = groups_of(arguments, nodes, resolve);
    for (std::size_t i = 0; i < groups.size(); ++i)
        for (std::size_t j = i + 1; j < groups.size(); ++j)
            cut_both_ways(pairs, groups[i], groups[j]);
    return pairs;
}

Pairs directed(const Tree& arguments, const Resolve& resolve) {
    Pairs pairs;
    detail::for_each_entry(arguments, [&](const Tree& from, const Tree& to) {
        const auto receivers = detail::named(to, resolve);
        for (const auto& sender : detail::named(from, resolve))
            for (const auto& receiver : receivers)
                if (sender != receiver) pairs.emplace(sender, receiver);
    });
    return pairs;
}

}  // namespace

Fault partition(const std::vector<Nodes>& groups) { return {"partition", to_tree(groups)}; }

Fault directed_partition(const std::map<std::string, Nodes>& cuts) {
    return {"partition", to_tree(cuts)};
}

std::vector<Cut> cuts_of(const Tree& arguments, const Nodes& nodes, const Resolve& resolve) {
    Pairs pairs;
    if (arguments.is(Tree::Kind::list))
        pairs = between_groups(arguments, nodes, resolve);
    else if (arguments.is(Tree::Kind::map) || arguments.is(Tree::Kind::record))
        pairs = directed(arguments, resolve);
    else
        throw Misuse(fmt::format("partition {}: {}", to_string(arguments), forms));
    std::vector<Cut> cuts;
    for (const auto& from : nodes)
        for (const auto& to : nodes)
            if (pairs.contains({from, to})) cuts.push_back({.from = from, .to = to});
    return cuts;
}

}  // namespace sm::fault
