#include <sm/fault/partition.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace sm::fault {
namespace {

using Pairs = std::set<std::pair<std::string, std::string>>;

constexpr const char* one_way = " \u21f8 ";    // ⇸
constexpr const char* both_ways = " \u21f9 ";  // ⇹

std::string joined(const Nodes& nodes) { return fmt::format("{}", fmt::join(nodes, " ")); }

/// The groups between which all is cut, and within which nothing is; none if that is not all.
std::vector<Nodes> groups_of(const Pairs& pairs, const Nodes& nodes) {
    std::vector<Nodes> groups;
    for (const auto& node : nodes) {
        const auto home = std::find_if(groups.begin(), groups.end(), [&](const Nodes& group) {
            return !pairs.contains({group.front(), node});
        });
        if (home == groups.end())
            groups.push_back({node});
        else
            home->push_back(node);
    }
    std::size_t between = 0, total = 0;
    for (const auto& group : groups) {
        between += total * group.size();
        total += group.size();
        for (const auto& one : group)
            for (const auto& other : group)
                if (pairs.contains({one, other})) return {};
    }
    if (pairs.size() != 2 * between) return {};
    return groups;
}

/// `n1 n2 ⇸ n3, n3 ⇸ n1`: senders that are cut off from the same nodes are told together.
std::vector<std::string> listed(const Pairs& pairs, const Nodes& nodes, const char* arrow) {
    std::vector<std::pair<Nodes, Nodes>> lines;  // from, to
    for (const auto& from : nodes) {
        Nodes to;
        for (const auto& node : nodes)
            if (pairs.contains({from, node})) to.push_back(node);
        if (to.empty()) continue;
        const auto same = std::find_if(lines.begin(), lines.end(),
                                       [&](const auto& line) { return line.second == to; });
        if (same != lines.end())
            same->first.push_back(from);
        else
            lines.push_back({{from}, to});
    }
    std::vector<std::string> texts;
    texts.reserve(lines.size());
    for (const auto& [from, to] : lines) texts.push_back(joined(from) + arrow + joined(to));
    return texts;
}

/// Both ways once, from whoever comes first.
std::vector<std::string> listed_both_ways(const Pairs& pairs, const Nodes& nodes) {
    Pairs once;
    for (std::size_t i = 0; i < nodes.size(); ++i)
        for (std::size_t j = i + 1; j < nodes.size(); ++j)
            if (pairs.contains({nodes[i], nodes[j]})) once.emplace(nodes[i], nodes[j]);
    return listed(once, nodes, both_ways);
}

}  // namespace

std::string partition_text(const std::vector<Cut>& cuts, const Nodes& nodes) {
    Pairs both, single;
    for (const auto& cut : cuts) single.emplace(cut.from, cut.to);
    for (const auto& [from, to] : single)
        if (single.contains({to, from})) both.emplace(from, to);
    for (const auto& pair : both) single.erase(pair);
    Nodes touched;  // those that are cut off from anyone both ways
    for (const auto& node : nodes)
        if (std::any_of(both.begin(), both.end(),
                        [&](const auto& pair) { return pair.first == node; }))
            touched.push_back(node);

    std::vector<std::string> texts;
    if (const auto groups = groups_of(both, touched); groups.size() > 1) {
        Nodes names;
        names.reserve(groups.size());
        for (const auto& group : groups) names.push_back(joined(group));
        texts.push_back(fmt::format("{{{}}}", fmt::join(names, " | ")));
    } else {
        texts = listed_both_ways(both, nodes);
    }
    for (auto& text : listed(single, nodes, one_way)) texts.push_back(std::move(text));
    return texts.empty() ? "{}" : fmt::format("{}", fmt::join(texts, ", "));
}

}  // namespace sm::fault
