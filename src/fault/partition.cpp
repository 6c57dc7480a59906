#include <sm/base/misuse.hpp>
#include <sm/fault/partition.hpp>
#include <sm/value/to_string.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace sm::fault {
namespace {

using Pairs = std::set<std::pair<std::string, std::string>>;

constexpr const char* forms =
    "give groups such as [[n1, n2], [n3]], or who does not reach whom, such as {n1: [n2]}";

bool is_name(const Tree& tree) { return tree.is(Tree::Kind::text) || tree.is(Tree::Kind::symbol); }

/// A name may stand for a list of one.
Nodes names_in(const Tree& tree) {
    if (is_name(tree)) return {tree.text()};
    if (!tree.is(Tree::Kind::list))
        throw BadValue(
            fmt::format("{} names no nodes; give a list such as [n1, n2]", to_string(tree)));
    Nodes names;
    for (const auto& item : tree.items()) {
        if (!is_name(item))
            throw BadValue(fmt::format("in {}, {} is not the name of a node", to_string(tree),
                                       to_string(item)));
        names.push_back(item.text());
    }
    return names;
}

void cut_both_ways(Pairs& pairs, const Nodes& some, const Nodes& others) {
    for (const auto& one : some)
        for (const auto& other : others) {
            pairs.emplace(one, other);
            pairs.emplace(other, one);
        }
}

Pairs between_groups(const Links::Groups& named, const Nodes& nodes, const Resolve& resolve) {
    std::vector<Nodes> groups;
    std::set<std::string> placed;
    for (const auto& names : named) {
        groups.push_back(resolved(names, resolve));
        for (const auto& node : groups.back())
            if (!placed.insert(node).second)
                throw Misuse(fmt::format("partition {}: node \"{}\" is in two groups",
                                         to_string(Links(named).tree()), node));
    }
    Nodes rest;
    for (const auto& node : nodes)
        if (!placed.contains(node)) rest.push_back(node);
    groups.push_back(std::move(rest));
    Pairs pairs;
    for (std::size_t i = 0; i < groups.size(); ++i)
        for (std::size_t j = i + 1; j < groups.size(); ++j)
            cut_both_ways(pairs, groups[i], groups[j]);
    return pairs;
}

Pairs from_senders(const Links::BySender& named, const Resolve& resolve) {
    Pairs pairs;
    for (const auto& [from, to] : named) {
        const auto receivers = resolved(to, resolve);
        for (const auto& sender : resolve(from))
            for (const auto& receiver : receivers)
                if (sender != receiver) pairs.emplace(sender, receiver);
    }
    return pairs;
}

}  // namespace

Tree Links::tree() const {
    return std::visit([](const auto& form) { return to_tree(form); }, form_);
}

Links Links::of_tree(const Tree& tree) {
    if (tree.is(Tree::Kind::list)) {
        Groups groups;
        for (const auto& item : tree.items()) {
            if (!item.is(Tree::Kind::list))
                throw BadValue(fmt::format("{} is not a group; {}", to_string(item), forms));
            groups.push_back(names_in(item));
        }
        return groups;
    }
    const bool is_record = tree.is(Tree::Kind::record);
    if (!is_record && !tree.is(Tree::Kind::map)) throw BadValue(forms);
    BySender by_sender;
    for (std::size_t i = 0; i < tree.size(); ++i) {
        if (!is_record && !is_name(tree.key(i)))
            throw BadValue(fmt::format("{} is not the name of a node", to_string(tree.key(i))));
        const auto& sender = is_record ? tree.name(i) : tree.key(i).text();
        for (auto& name : names_in(tree.item(i))) by_sender[sender].push_back(std::move(name));
    }
    return by_sender;
}

Nodes resolved(const Nodes& names, const Resolve& resolve) {
    Nodes all;
    for (const auto& name : names)
        for (auto& node : resolve(name))
            if (std::find(all.begin(), all.end(), node) == all.end())
                all.push_back(std::move(node));
    return all;
}

std::vector<Cut> cuts_of(const Links& links, const Nodes& nodes, const Resolve& resolve) {
    const auto pairs = links.groups() != nullptr ? between_groups(*links.groups(), nodes, resolve)
                                                 : from_senders(*links.by_sender(), resolve);
    std::vector<Cut> cuts;
    for (const auto& from : nodes)
        for (const auto& to : nodes)
            if (pairs.contains({from, to})) cuts.push_back({.from = from, .to = to});
    return cuts;
}

}  // namespace sm::fault
