#include "simulation/world.hpp"

#include <sm/base/misuse.hpp>

#include <fmt/format.h>

namespace sm::detail::inline simulation {
namespace {

constexpr int most_nodes = 100;

void require_share(const char* what, double share) {
    if (!(share >= 0 && share <= 1))
        throw Misuse(fmt::format("ClusterOptions: {} is {}; a share is from 0 to 1", what, share));
}

void require_not_below_zero(const char* what, Duration time) {
    if (time < Duration::zero())
        throw Misuse(fmt::format("ClusterOptions: {} is below zero", what));
}

void require_latency(const char* what, const Latency& latency) {
    require_share(what, latency.tail);
    const bool ordered = Duration::zero() <= latency.least && latency.least <= latency.most;
    if (!ordered || (latency.tail > 0 && latency.longest < latency.most))
        throw Misuse(
            fmt::format("ClusterOptions: {}: least, most and longest must not be below "
                        "zero and must be in this order",
                        what));
}

void require_right(const ClusterOptions& options) {
    if (options.nodes < 1 || options.nodes > most_nodes)
        throw Misuse(
            fmt::format("ClusterOptions: nodes is {}; have 1 to {}", options.nodes, most_nodes));
    require_latency("network.latency", options.network.latency);
    require_share("network.loss", options.network.loss);
    require_share("network.duplicates", options.network.duplicates);
    require_share("network.reordered", options.network.reordered);
    require_latency("disk.read", options.disk.read);
    require_latency("disk.write", options.disk.write);
    require_latency("disk.sync", options.disk.sync);
    require_share("disk.kept", options.disk.kept);
    require_share("disk.torn", options.disk.torn);
    require_not_below_zero("network.stream_patience", options.network.stream_patience);
    require_not_below_zero("clocks.skew", options.clocks.skew);
    if (!(options.clocks.drift >= 0 && options.clocks.drift <= 0.5))
        throw Misuse(fmt::format("ClusterOptions: clocks.drift is {}; a clock is off by 0 to 0.5",
                                 options.clocks.drift));
}

/// Leaves each kind of fault on in half of the runs.
ClusterOptions swarmed(ClusterOptions options, Seed seed) {
    const auto keep = [seed](const char* kind, auto& fault) {
        if (Random(seed.child(kind)).chance(1, 2)) fault = {};
    };
    keep("loss", options.network.loss);
    keep("duplicates", options.network.duplicates);
    keep("reordered", options.network.reordered);
    keep("tail", options.network.latency.tail);
    keep("torn", options.disk.torn);
    keep("clocks", options.clocks);
    keep("buggify", options.buggify);
    return options;
}

ClusterOptions checked(const ClusterOptions& options, Seed seed) {
    require_right(options);
    return options.swarm ? swarmed(options, seed.child("swarm")) : options;
}

}  // namespace

World::World(const ClusterOptions& given, Seed root, Messages& all_messages)
    : options(checked(given, root)),
      seed(root.child("simulation")),
      messages(all_messages),
      log(all_messages),
      buggify(options.buggify, seed.child("buggify")),
      network(options.network, seed.child("network"), options.nodes, loop, log, messages),
      tasks(loop),
      clock(tasks.clock()) {
    if (options.record) log.record();
    loop.around([this] { running_buggify() = &buggify; }, [] { running_buggify() = nullptr; });
    for (NodeId id = 1; id <= options.nodes; ++id) replicas.push_back(id);
    for (const auto id : replicas)
        network.join(*nodes.emplace_back(std::make_unique<Node>(*this, id)));
}

Node& World::node(const std::string& name) {
    for (const auto& one : nodes)
        if (one->name() == name) return *one;
    throw Misuse(fmt::format("there is no node \"{}\"; nodes are n1 to n{}", name, nodes.size()));
}

StreamId World::connect(Node& caller, NodeId to) {
    if (to < 1 || static_cast<std::size_t>(to) > nodes.size() || to == caller.id())
        throw Misuse(fmt::format("connect({}) by {}: a stream goes to another replica, 1 to {}", to,
                                 caller.name(), nodes.size()));
    auto& called = *nodes[static_cast<std::size_t>(to) - 1];
    const auto number = static_cast<std::uint32_t>(connections.size());
    return connections.emplace_back(std::make_unique<Connection>(*this, number, caller, called))
        ->stream(0);
}

Connection& World::connection(StreamId stream, const Node& node) {
    if (stream / 2 < connections.size()) {
        auto& found = *connections[stream / 2];
        if (found.belongs_to(stream % 2, node)) return found;
    }
    throw Misuse(fmt::format("{} has no stream {}", node.name(), stream));
}

}  // namespace sm::detail::inline simulation
