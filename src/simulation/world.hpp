#pragma once
/// All that a simulation consists of.

#include <sm/simulation/simulated_cluster.hpp>

#include <memory>
#include <set>
#include <vector>

#include "simulation/buggify.hpp"
#include "simulation/client.hpp"
#include "simulation/connection.hpp"
#include "simulation/node.hpp"
#include "simulation/tasks.hpp"

namespace sm::detail::inline simulation {

class World {
 public:
    World(const ClusterOptions& given, Seed root, Messages& all_messages);
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    Seed seed_of(NodeId id) const {
        return seed.child("station").child(static_cast<std::uint64_t>(id));
    }
    Node& node(const std::string& name);

    StreamId connect(Node& caller, NodeId to);
    /// Throws Misuse for a stream that this node has no end of.
    Connection& connection(StreamId stream, const Node& node);

    const ClusterOptions options;
    const Seed seed;
    Messages& messages;
    std::vector<NodeId> replicas;
    Log log;
    std::vector<std::unique_ptr<Node>> nodes;
    std::vector<std::unique_ptr<Client>> clients;
    std::vector<std::unique_ptr<Connection>> connections;
    std::set<NodeId> damaged;  // whose disks may have lost what was synced
    Buggify buggify;
    Loop loop;
    Network network;
    Tasks tasks;
    Clock& clock;
};

}  // namespace sm::detail::inline simulation
