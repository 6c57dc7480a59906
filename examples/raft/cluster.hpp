#pragma once
/// A simulated cluster to write scenarios on: servers that come and go, writes that must succeed,
/// and a look into each server.

#include <sm/simulation/filters.hpp>
#include <sm/simulation/simulation.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client.hpp"
#include "node.hpp"

namespace raft {

/// A server that can be found while it runs.
class Watched : public Node {
 public:
    using Roster = std::shared_ptr<std::map<NodeId, const Watched*>>;

    Watched(Host& host, const Options& options, Roster roster)
        : Node(host, options), roster_(std::move(roster)), self_(host.self()) {
        (*roster_)[self_] = this;
    }
    Watched(const Watched&) = delete;
    Watched& operator=(const Watched&) = delete;
    ~Watched() { roster_->erase(self_); }

 private:
    Roster roster_;
    NodeId self_;
};

struct ClusterOptions {
    sm::simulation::ClusterOptions world{};
    Options raft{};
    std::uint64_t seed = 1;
};

/// What has to happen throws std::runtime_error when it does not, within the time of the simulation
/// that is fair.
class Cluster {
 public:
    explicit Cluster(const ClusterOptions& setup = {});

    /// Until there is a leader.
    NodeId run();
    void pass(sm::Duration time) { net().clock().wait(time); }

    void start(NodeId node);
    void stop(NodeId node);
    void kill(NodeId node);
    void restart(NodeId node);
    void pause(NodeId node);
    void resume(NodeId node);
    void wipe(NodeId node);
    bool runs(NodeId node) const { return roster_->contains(node); }
    const Node& node(NodeId node) const;
    std::vector<NodeId> running() const;

    /// Of those that run the one that leads in the highest term; 0 if none does.
    NodeId leader() const;
    NodeId must_have_leader();
    NodeId must_have_leader_among(const std::vector<NodeId>& nodes);
    NodeId must_have_leader_other_than(NodeId node);
    void must_transfer_leader(NodeId to);
    /// Some server that does not lead.
    NodeId follower() const;

    void must_put(const std::string& key, const std::string& value);
    void must_delete(const std::string& key);
    void must_append(const std::string& key, const std::string& value);
    void must_get(const std::string& key, const std::string& value);
    void must_get_none(const std::string& key);
    void must_add_server(NodeId node);
    void must_remove_server(NodeId node);

    /// What this server has itself, however old.
    std::optional<std::string> local(NodeId node, const std::string& key) const;
    void wait_applied_index(NodeId node, Index index);
    /// Until all that run have applied all that the leader has.
    void must_agree();
    void must(const std::string& what, const std::function<bool()>& holds,
              sm::Duration limit = std::chrono::seconds{30});

    /// A client of its own.
    Client client() { return simulation_.client(++clients_); }
    sm::simulation::FilteredCluster<Message>& net() { return simulation_.cluster(); }

 private:
    using System = sm::simulation::Simulation<Watched>;

    void eventually_done(const std::string& what, const std::function<void()>& attempt);

    Watched::Roster roster_ = std::make_shared<Watched::Roster::element_type>();
    System simulation_;
    int clients_ = 1;
    Client client_;
};

}  // namespace raft
