#include <sm/fault/commands.hpp>

#include <fmt/format.h>

#include <map>
#include <utility>

#include "fault/at_once.hpp"

namespace sm::detail::inline fault {

using namespace sm::fault;

namespace {

bool is_up(NodeState state) { return state == NodeState::running || state == NodeState::paused; }

Refused refusal(const std::string& node, NodeState state) {
    return Refused(fmt::format("{} is {}", node, to_string(state)));
}

template <class Capability>
Capability& can(Injector& injector) {
    if (auto* const found = capability<Capability>(injector.cluster())) return *found;
    throw Refused(fmt::format("this cluster cannot {}", Capability::ability));
}

/// Whoever took these nodes down as one of the injector's faults is done with it.
void heal_those_that_ended(Injector& injector, const Nodes& nodes) {
    injector.heal_equal(KillNodes{nodes});
    injector.heal_equal(StopNodes{nodes});
    injector.heal_equal(WipeNodes{nodes});
}

}  // namespace

std::string node_name(int node) { return fmt::format("n{}", node); }

Links link_between(int from, int to) { return Links::BySender{{node_name(from), {node_name(to)}}}; }

PartitionNodes split(const std::set<int>& side, int count, PartitionDirection direction) {
    Nodes one;
    Nodes other;
    for (int node = 1; node <= count; ++node)
        (side.contains(node) ? one : other).push_back(node_name(node));
    if (direction == PartitionDirection::both_ways) return partition({one, other});
    std::map<std::string, Nodes> cuts;
    for (const auto& node : one) cuts[node] = other;
    return directed_partition(cuts);
}

PartitionNodes isolation(int node, int count) {
    return split({node}, count, PartitionDirection::both_ways);
}

void start_node(Injector& injector, int node) {
    const auto name = node_name(node);
    const auto state = injector.cluster().state(name);
    if (is_up(state)) throw refusal(name, state);
    auto& starter = can<CanStart>(injector);
    heal_those_that_ended(injector, {name});
    if (!is_up(injector.cluster().state(name))) starter.start(name);
}

void unpause_node(Injector& injector, int node) {
    const auto name = node_name(node);
    const auto state = injector.cluster().state(name);
    if (state != NodeState::paused) throw refusal(name, state);
    auto& pauser = can<CanPause>(injector);
    injector.heal_equal(PauseNodes{{name}});
    if (injector.cluster().state(name) == NodeState::paused) pauser.unpause(name);
}

void restore_node(Injector& injector, int node, int count) {
    injector.heal_equal(isolation(node, count));
}

void start_all(Injector& injector, int count) {
    auto& cluster = injector.cluster();
    auto& starter = can<CanStart>(injector);
    Nodes down;
    for (int node = 1; node <= count; ++node) {
        const auto name = node_name(node);
        if (is_up(cluster.state(name))) continue;
        heal_those_that_ended(injector, {name});
        if (!is_up(cluster.state(name))) down.push_back(name);
    }
    // Who refuses was started by somebody else in this moment.
    at_once(cluster, down, [&](const std::string& name) { starter.start(name); });
}

int weight_of_fault(int broken, bool may_break_one) {
    return !may_break_one ? 0 : broken > 0 ? 1 : 2;
}

int weight_of_healing(std::size_t to_heal) { return 3 * static_cast<int>(to_heal); }

}  // namespace sm::detail::inline fault
