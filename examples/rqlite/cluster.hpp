#pragma once
/// A cluster of rqlite on real nodes: each with two networks, so that requests still reach
/// one whose raft network is cut.

#include <sm/cluster/backend.hpp>
#include <sm/cluster/prefetch.hpp>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "client.hpp"
#include "words.hpp"

namespace rqlite {

/// How long commands go on trying.
struct Patience {
    Duration write = std::chrono::seconds{4};   // while refused, as by a cluster that elects
    Duration read{};                            // the same, for weak and strong reads
    Duration ready = std::chrono::seconds{20};  // of a node that was started
};

/// rqlited processes in containers or beside each other, what can be done to them, and one table of
/// people.
///
/// Everything may be called from several threads. Requests throw what Client throws; operations on
/// nodes throw errors of the backend, or sm::Misuse in a state in which they make no sense.
class Cluster {
 public:
    explicit Cluster(Patience patience = {}, sm::Backend on = sm::chosen_backend());

    /// Starts all three nodes with an empty table; `first_leader` leads.
    void boot();
    /// After faults: heals all nodes, has them agree, names their leader `first_leader` and makes a
    /// new table.
    /// False if that is not possible in a few seconds.
    bool renew();

    /// Starts a new node, alone or by asking a member to let it in, and waits until it is ready.
    void spawn(Node node, Timeouts timeouts, std::optional<Node> join);
    /// Starts a stopped node from the log it had, and waits until it is ready, unless there are too
    /// few nodes for a leader.
    void respawn(Node node, Timeouts timeouts, std::optional<Node> join);
    /// Kills a node.
    void stop(Node node);
    /// Has the cluster forget a node, and kills it.
    void leave(Node node);
    void pause(Node node);
    void unpause(Node node);
    /// Cuts the node's raft network.
    void disconnect(Node node);
    void connect(Node node);

    void pass(Duration time) const { std::this_thread::sleep_for(time); }

    /// False if the person was there.
    bool insert(Node node, Person person) const;
    /// All people, in the order of the log.
    std::vector<Person> people(Node node, Level level) const;

 private:
    const std::string& name(Node node) const;
    sm::NodeSpec spec(const std::string& name, Timeouts timeouts,
                      const std::optional<std::string>& join);
    Client client(const std::string& name, Limits limits = {}) const;
    bool is_cut(const std::string& name) const;
    /// Whether enough members run and are not cut.
    bool majority_lives();
    void await_ready(const std::string& name);
    bool ready(const std::string& name) const;
    /// The node that all follow, if they agree.
    std::optional<std::string> common_leader() const;
    void create_table(const std::string& leader);
    bool all_applied(std::uint64_t index) const;

    Patience patience_;
    std::vector<std::string> names_{"a", "b", "c"};  // by Node; renewing may permute them
    int table_ = 0;
    bool standard_ = true;  // all nodes are members, with the standard time-outs
    mutable std::mutex mutex_;
    std::set<std::string> cut_;
    std::set<std::string> left_;
    std::unique_ptr<sm::NodeCluster> nodes_;
};

/// The system under test. A cluster may be called from all workers, so each gets the same.
class System {
 public:
    explicit System(std::shared_ptr<Cluster> cluster) : cluster_(std::move(cluster)) {}
    System client(int) const { return *this; }
    Cluster& cluster() const { return *cluster_; }

 private:
    std::shared_ptr<Cluster> cluster_;
};

/// How `sm::check` makes systems, with the nodes that the initial model has: none, or all.
///
/// Ready clusters are made ahead. Once a program is done with one it is renewed in the background,
/// by healing it and making a new table, where that is possible in a few seconds.
class Clusters {
 public:
    explicit Clusters(Patience patience = {});

    template <class Model>
        requires requires(const Model& model) { model.nodes.empty(); }
    System operator()(const Model& initial) const {
        if (!initial.nodes.empty()) return System(ready_->take());
        return System(std::make_shared<Cluster>(patience_));
    }

 private:
    Patience patience_;
    std::shared_ptr<sm::Prefetch<Cluster>> ready_;
};

/// Why the tests cannot run here, in one line; nothing if they can.
std::optional<std::string> unusable();

}  // namespace rqlite
