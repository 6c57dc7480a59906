#pragma once
/// A cluster as a system under test: each worker has a session at one node.

#include <sm/cluster/system.hpp>
#include <sm/fault/injector.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client.hpp"
#include "cluster.hpp"

namespace etcd {

/// What a watcher saw: all writes of a key from this revision on to the last one of these.
struct Watched {
    std::int64_t from = 1;
    std::vector<Written> written{};
};

/// A worker's client of one node, in the keys of one use of the cluster. Worker k is at node k, and
/// from the last node on at the first one again. What fails is thrown as Client says.
class Session {
 public:
    Session(Cluster& cluster, int worker);
    /// Faults hit the network between nodes, so that requests still reach those that are cut off.
    /// Which are the `primaries` is known.
    static sm::fault::InjectorOptions faults(Cluster& cluster);

    std::optional<Entry> get(const std::string& key);
    void put(const std::string& key, const std::string& value);
    bool cas(const std::string& key, const std::string& from, const std::string& to);
    bool cas(const std::string& key, std::int64_t mod_revision, const std::string& to);
    TxnAnswer txn(Txn txn);
    /// Watches the one key that this session watches, from where it stopped before.
    Watched watch(const std::string& key, Duration lasts);
    /// Likewise until the key's last write is seen, as a majority knows it now.
    Watched catch_up(const std::string& key, Duration longest);

 private:
    Reads reads() const;
    auto patiently(auto once) const;
    Watched seen(std::vector<Written> written);

    SessionOptions options_;
    std::string prefix_;
    Client client_;
    std::int64_t watched_ = 0;  // all revisions up to this one
};

/// How `sm::check` makes systems. Clusters are made ahead, and renewed once a program is done with
/// them.
inline auto clusters(const ClusterOptions& cluster = {}, const SessionOptions& session = {}) {
    return [make = sm::clusters<Session>([cluster] { return std::make_unique<Cluster>(cluster); }),
            session] {
        auto system = make();
        system.cluster().sessions = session;
        return system;
    };
}

}  // namespace etcd
