#pragma once
/// The same commands without rqlite: on a simulated cluster of Raft servers, in virtual time.

#include <sm/simulation/simulation.hpp>

#include <set>
#include <string>
#include <vector>

#include "../raft/client.hpp"
#include "../raft/node.hpp"
#include "words.hpp"

namespace rqlite {

/// Three servers led by `first_leader`, with a table of nobody. What rqlite calls a level is one of
/// the same name there; people are kept in one value that is swapped.
class Simulated {
 public:
    explicit Simulated(sm::Seed seed);

    class Client;
    Client client(int worker);

    sm::Scheduler& scheduler() { return servers_.scheduler(); }

 private:
    using Servers = sm::simulation::Simulation<raft::Node>;

    void set_links();

    Servers servers_;
    std::set<Node> cut_;  // from the other servers; clients still reach them
};

/// A worker's, which is its own cluster: commands are given to either.
class Simulated::Client {
 public:
    Client(Simulated& system, Servers::Client raft) : system_(system), raft_(std::move(raft)) {}

    Client& cluster() { return *this; }

    /// Kills a node.
    void stop(Node node);
    /// Starts a stopped node from the log it had.
    void respawn(Node node, Timeouts timeouts, std::optional<Node> join);
    void pause(Node node);
    void unpause(Node node);
    void disconnect(Node node);
    void connect(Node node);
    void pass(sm::Duration time) { raft_.clock().wait(time); }

    /// False if the person was there.
    bool insert(Node node, Person person);
    /// All people, in the order of the log.
    std::vector<Person> people(Node node, Level level);

 private:
    Simulated& system_;
    Servers::Client raft_;
};

}  // namespace rqlite
