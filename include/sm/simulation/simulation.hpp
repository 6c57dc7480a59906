#pragma once
/// Replicas as a system under test, in a simulated world.

#include <sm/simulation/detail/places.hpp>
#include <sm/simulation/detail/traffic.hpp>
#include <sm/simulation/filtered_cluster.hpp>

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace sm {

/// A worker's client that knows its cluster.
template <class Client, class Message>
class SimulatedClient : public Client {
 public:
    // Named so as not to shadow, and warn of it, what a Client may have.
    SimulatedClient(FilteredCluster<Message>& sm_cluster, Mailbox<Message>& sm_box, int sm_worker)
        requires std::constructible_from<Client, Mailbox<Message>&, int>
        : Client(sm_box, sm_worker), cluster_(&sm_cluster) {}
    SimulatedClient(FilteredCluster<Message>& sm_cluster, Mailbox<Message>& sm_box, int)
        requires(!std::constructible_from<Client, Mailbox<Message>&, int>)
        : Client(sm_box), cluster_(&sm_cluster) {}
    FilteredCluster<Message>& cluster() const { return *cluster_; }

 private:
    FilteredCluster<Message>* cluster_;
};

/// Runs replicas of type `R`, each made of a `Host<R::Message>&` and the arguments; its clients are
/// `R::Client`, made of a `Mailbox<R::Message>&` and, if they take it, the number of the worker.
///
///     sm::Simulation<Raft> raft({.nodes = 3}, sm::Seed{7});
///     auto client = raft.client(1);
///     client.put("x", 1);                  // waits in virtual time
///     raft.cluster().kill("n1");
template <class R>
class Simulation {
 public:
    using Message = typename R::Message;
    using Client = SimulatedClient<typename R::Client, Message>;

    template <class... Arguments>
    explicit Simulation(const SimulationOptions& options, Seed seed, const Arguments&... arguments)
        : cluster_(options, seed, traffic_, [this, arguments...](detail::NodeStation& station) {
              return detail::make_place<R>(station, traffic_, arguments...);
          }) {
        static_assert(Replica<R>,
                      "sm: a replica has a `Message`, receive(NodeId, Message) and "
                      "timer(TimerId)");
    }
    Simulation(const Simulation&) = delete;
    Simulation& operator=(const Simulation&) = delete;

    Client client(int worker) {
        auto& station = cluster_.add_client();
        mailboxes_.push_back(
            std::make_unique<detail::SimulatedMailbox<Message>>(station, traffic_));
        return Client(cluster_, *mailboxes_.back(), worker);
    }

    FilteredCluster<Message>& cluster() { return cluster_; }
    Scheduler& scheduler() { return cluster_.scheduler(); }

 private:
    detail::Traffic<Message> traffic_;
    FilteredCluster<Message> cluster_;
    std::vector<std::unique_ptr<Mailbox<Message>>> mailboxes_;
};

/// How `sm::check` makes simulations, one for each program.
///
///     sm::check<Cmd>(sm::simulated<Raft>({.nodes = 3}), {.workers = 4});
template <class R, class... Arguments>
auto simulated(SimulationOptions options = {}, Arguments... arguments) {
    return [=](Seed seed) { return Simulation<R>(options, seed, arguments...); };
}

}  // namespace sm
