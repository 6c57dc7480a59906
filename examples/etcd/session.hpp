#pragma once
/// A cluster as a system under test: each worker has a session at one node.

#include <sm/fault/injector.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client.hpp"
#include "cluster.hpp"

namespace etcd {

/// How the clients of a test behave.
struct SessionOptions {
    bool quorum = true;   // reads ask a majority, and not only the node's own data
    Duration patience{};  // what is refused is tried again so long
    Limits limits{};
};

/// What a watcher was told: all writes of a key from this revision on to the last one of these.
struct Watched {
    std::int64_t from = 1;
    std::vector<Written> written{};
};

/// A worker's client of one node, in the keys of one use of the cluster. What fails is thrown as
/// Client says.
class Session {
 public:
    Session(std::shared_ptr<Cluster> cluster, const std::string& node, SessionOptions options);

    std::optional<Entry> get(const std::string& key);
    void put(const std::string& key, const std::string& value);
    bool cas(const std::string& key, const std::string& from, const std::string& to);
    bool cas(const std::string& key, std::int64_t mod_revision, const std::string& to);
    TxnAnswer txn(Txn txn);
    /// Watches the one key that this session watches, from where it stopped before.
    Watched watch(const std::string& key, Duration lasts);
    /// Likewise until the key's last write is told, as a majority knows it now.
    Watched catch_up(const std::string& key, Duration longest);

    Cluster& cluster() const { return *cluster_; }

 private:
    Reads reads() const;
    Watched seen(std::vector<Written> written);

    std::shared_ptr<Cluster> cluster_;
    SessionOptions options_;
    std::string prefix_;
    Client client_;
    std::int64_t watched_ = 0;  // all revisions up to this one
};

/// Hands out sessions: worker k is at node k, and from the last node on at the first one again.
class System {
 public:
    System(std::shared_ptr<Cluster> cluster, SessionOptions options);
    Session client(int worker) const;
    Cluster& cluster() const { return *cluster_; }
    /// Keeps it from being used again while it is held.
    std::shared_ptr<Cluster> shared_cluster() const { return cluster_; }
    /// Injects faults between nodes, so that requests still reach those that are cut off; knows
    /// which are `primaries`.
    sm::fault::Injector& injector() const { return *injector_; }

 private:
    std::shared_ptr<Cluster> cluster_;
    SessionOptions options_;
    std::shared_ptr<sm::fault::Injector> injector_;  // of the cluster, and gone before it
};

/// How `sm::check` makes systems. Clusters are made ahead; one that a program is done with is
/// healed in the background and used again, with fresh keys, if it is ready in a few seconds.
class Clusters {
 public:
    explicit Clusters(ClusterOptions cluster = {}, SessionOptions session = {});
    System operator()() const;
    /// The same clusters with other sessions.
    Clusters with(SessionOptions session) const;

 private:
    class Stock;
    std::shared_ptr<Stock> stock_;
    SessionOptions session_;
};

}  // namespace etcd
