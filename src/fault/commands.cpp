#include <sm/fault/commands.hpp>

#include <fmt/format.h>

#include <initializer_list>
#include <map>
#include <utility>

namespace sm::detail::inline fault {
namespace {

std::string name_for(int node) { return fmt::format("n{}", node); }

Tree record(std::initializer_list<std::pair<const char*, Tree>> entries) {
    Tree map = Tree::map();
    for (const auto& [name, value] : entries) map.add(Tree::text(name), value);
    return map;
}

Tree nodes(int node) { return to_tree(Nodes{name_for(node)}); }

Tree link(int from, int to) {
    return to_tree(std::map<std::string, Nodes>{{name_for(from), {name_for(to)}}});
}

Tree milliseconds_of(int count) { return to_tree(Duration(std::chrono::milliseconds(count))); }

}  // namespace

void strike_node(Injector& injector, const char* fault, int node) {
    injector.strike({fault, nodes(node)});
}

void strike_partition(Injector& injector, const std::set<int>& side, int count,
                      PartitionDirection direction) {
    Nodes one;
    Nodes other;
    for (int node = 1; node <= count; ++node)
        (side.contains(node) ? one : other).push_back(name_for(node));
    if (direction == PartitionDirection::both_ways) {
        injector.strike(partition({one, other}));
        return;
    }
    std::map<std::string, Nodes> cuts;
    for (const auto& node : one) cuts[node] = other;
    injector.strike(directed_partition(cuts));
}

void strike_link(Injector& injector, const char* fault, int from, int to) {
    const bool cuts = std::string_view(fault) == "partition";
    injector.strike({fault, cuts ? link(from, to) : record({{"links", link(from, to)}})});
}

void strike_loss(Injector& injector, int percent) {
    injector.strike({"loss", record({{"share", Tree(percent / 100.0)}})});
}

void strike_delay(Injector& injector, int from, int to, int milliseconds) {
    injector.strike(
        {"delay", record({{"by", milliseconds_of(milliseconds)}, {"links", link(from, to)}})});
}

void strike_clock_step(Injector& injector, int node, int milliseconds) {
    injector.strike(
        {"clock", record({{"nodes", nodes(node)}, {"step", milliseconds_of(milliseconds)}})});
}

void strike_clock_drift(Injector& injector, int node, int percent) {
    injector.strike({"clock", record({{"nodes", nodes(node)}, {"drift", Tree(percent / 100.0)}})});
}

void strike_slow(Injector& injector, int node, int milliseconds) {
    injector.strike(
        {"slow", record({{"nodes", nodes(node)}, {"by", milliseconds_of(milliseconds)}})});
}

void strike_disk(Injector& injector, int node, const char* harm, const Tree& how) {
    injector.strike({"disk", record({{"nodes", nodes(node)}, {harm, how}})});
}

void start_node(Cluster& cluster, int node) {
    const auto name = name_for(node);
    const auto state = cluster.state(name);
    if (state == NodeState::running || state == NodeState::paused)
        throw Refused(fmt::format("{} is {}", name, to_string(state)));
    auto* const starter = capability<CanStart>(cluster);
    if (starter == nullptr) throw Refused("this cluster cannot start nodes (sm::CanStart)");
    starter->start(name);
}

}  // namespace sm::detail::inline fault
