#pragma once
/// A cluster of etcd on real nodes: each with two networks, so that requests still reach one that
/// is cut from its peers.

#include <sm/cluster/backend.hpp>
#include <sm/cluster/cluster.hpp>
#include <sm/cluster/node_cluster.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "client.hpp"
#include "server.hpp"

namespace etcd {

/// etcd ends at once unless 5 heartbeats <= election.
struct Timing {
    std::chrono::milliseconds heartbeat{50};  // from the leader, as often
    std::chrono::milliseconds election{500};  // without one, till an election
};

struct ClusterOptions {
    std::string version = newest;
    int nodes = 3;  // 1, 3 or 5
    Timing timing{};
    std::vector<std::string> flags{};  // more of etcd's
    std::filesystem::path logs{};      // kept there, a file for each start; empty: not kept
    Duration patience = std::chrono::seconds{20};  // for all nodes, or one, to become ready
    std::optional<sm::Backend> on{};               // none: where SM_ON says
};

/// How the clients of a test behave.
struct SessionOptions {
    bool quorum = true;   // reads ask a majority, and not only the node's own data
    Duration patience{};  // what is refused is tried again so long
    Limits limits{};
};

/// The network on which a node speaks to clients, and the one on which nodes speak to each other.
inline constexpr const char* client_network = "client";
inline constexpr const char* peer_network = "peer";

/// etcd processes in containers or beside each other, named n1, n2…, and what can be done to them.
///
/// Everything may be called from several threads. Questions to nodes throw what Client throws;
/// operations on nodes throw errors of the backend, or sm::Misuse in a state in which they make no
/// sense. A node that was killed or stopped goes on with its data; one that is disconnected from
/// the network "peer" still answers clients.
class Cluster final : public sm::ClusterDecorator, public sm::CanWipe, public sm::CanDisconnect {
 public:
    /// Starts all nodes and waits until they are ready. The first one leads then, and when the
    /// cluster is renewed: a program that is run again begins as it did before.
    explicit Cluster(ClusterOptions options = {});

    /// After faults: heals all nodes, waits until they are ready, and turns to fresh keys. False if
    /// that is not possible in a few seconds, or other nodes are members than in the beginning.
    bool renew();
    /// Ends all faults: plugs in, thaws and starts whatever is not.
    void heal();
    /// Whether every node answers a linearizable read and all follow the same leader.
    bool ready();
    /// What the keys of this use of the cluster begin with.
    std::string prefix() const;
    /// How the clients of this use behave.
    SessionOptions sessions{};

    /// A client of this node, wherever its requests are passed on to.
    Client client(const std::string& node, Limits limits = {});
    /// The node that most recently became leader by what nodes say; nothing if none knows of one.
    std::optional<std::string> leader();
    /// All nodes that take themselves for the leader: around an election there may be two.
    std::vector<std::string> primaries();
    /// As a majority knows them, waited for where none is.
    std::vector<Member> members();
    bool is_member(const std::string& node);
    /// A new node joins: its name, once it is ready. Like `member_remove` it goes on while etcd
    /// refuses, which it does until all members have been connected for 5 s.
    std::string member_add();
    /// The cluster forgets a node, at the request to another one; it ends by itself if it runs.
    void member_remove(const std::string& node);

    void wipe(const std::string& node) override;
    std::vector<std::string> networks(const std::string& node) const override;
    void disconnect(const std::string& node, const std::string& network) override;
    void connect(const std::string& node, const std::string& network) override;
    /// The nodes, for all that can be done to them.
    sm::NodeCluster& machines() const { return nodes_; }

    /// What the node's latest start wrote: one file per start, all of them in one folder.
    std::filesystem::path log(const std::string& node) const { return nodes_.log(node); }

 private:
    sm::NodeSpec node(const char* state, const std::set<std::string>& removed) const;
    std::string peer_url(const std::string& node);
    /// What each node that answers in time says of itself.
    std::map<std::string, Status> statuses();
    /// Has the first node lead; false if it does not in time.
    bool first_leads();
    std::vector<std::string> runnable();
    std::vector<Member> members_now();

    ClusterOptions options_;
    sm::NodeCluster& nodes_;    // what this decorates
    mutable std::mutex mutex_;  // of what follows
    int use_ = 1;
    int made_ = 0;
    std::set<std::pair<std::string, std::string>> cut_;  // nodes and networks
    std::map<std::uint64_t, std::string> names_;         // of members
    std::set<std::string> removed_;
    bool standard_ = true;  // the members are those of the beginning
};

}  // namespace etcd
