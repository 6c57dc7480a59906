#pragma once
/// Replicas as a system under test, in a simulated world.

#include <sm/cluster/detail/shared.hpp>
#include <sm/simulation/detail/endpoints.hpp>
#include <sm/simulation/detail/traffic.hpp>
#include <sm/simulation/filtered_cluster.hpp>

#include <concepts>
#include <functional>
#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace sm::simulation {

/// A worker's client that knows its cluster.
template <class Client, class Message>
class SimulatedClient : public Client {
    using Shared = typename detail::SharedOf<Client>::Type;

 public:
    // Named so as not to shadow, and warn of it, what a Client may have.
    SimulatedClient(FilteredCluster<Message>& sm_cluster, Mailbox<Message>& sm_box,
                    Shared& sm_shared, int sm_worker)
        requires detail::SharesSomething<Client>
        : Client(sm_box, sm_shared, sm_worker), cluster_(&sm_cluster) {}
    SimulatedClient(FilteredCluster<Message>& sm_cluster, Mailbox<Message>& sm_box, Shared&,
                    int sm_worker)
        requires(!detail::SharesSomething<Client> &&
                 std::constructible_from<Client, Mailbox<Message>&, int>)
        : Client(sm_box, sm_worker), cluster_(&sm_cluster) {}
    SimulatedClient(FilteredCluster<Message>& sm_cluster, Mailbox<Message>& sm_box, Shared&, int)
        requires(!detail::SharesSomething<Client> &&
                 !std::constructible_from<Client, Mailbox<Message>&, int>)
        : Client(sm_box), cluster_(&sm_cluster) {}
    FilteredCluster<Message>& cluster() const { return *cluster_; }

 private:
    FilteredCluster<Message>* cluster_;
};

/// Runs replicas of type `R`, each made of a `Host<R::Message>&` and the arguments; its clients are
/// `R::Client`, made of a `Mailbox<R::Message>&` and, if they take it, the number of the worker.
/// What they share has a place in a struct `R::Client::Shared`, of which each simulation has one:
/// they are made of a mailbox, a `Shared&` and the number.
///
///     sm::simulation::Simulation<Raft> raft({.nodes = 3}, sm::Seed{7});
///     auto client = raft.client(1);
///     client.put("x", 1);                  // waits in virtual time
///     raft.cluster().kill("n1");
template <class R>
class Simulation {
 public:
    using Message = typename R::Message;
    using Client = SimulatedClient<typename R::Client, Message>;

    template <class... Arguments>
    explicit Simulation(const ClusterOptions& options, Seed seed, const Arguments&... arguments)
        : cluster_(options, seed, traffic_, [this, arguments...](detail::NodeEndpoint& endpoint) {
              return detail::make_place<R>(endpoint, traffic_, arguments...);
          }) {
        static_assert(Replica<R>,
                      "sm: a replica has a `Message`, receive(NodeId, Message) and "
                      "timer(TimerId)");
    }
    /// Likewise, with what is done when all calls of a program have ended.
    template <class... Arguments>
    Simulation(std::function<void(Simulation&)> ending, const ClusterOptions& options, Seed seed,
               const Arguments&... arguments)
        : Simulation(options, seed, arguments...) {
        ending_ = std::move(ending);
    }
    Simulation(const Simulation&) = delete;
    Simulation& operator=(const Simulation&) = delete;

    Client client(int worker) {
        auto& endpoint = cluster_.add_client();
        mailboxes_.push_back(
            std::make_unique<detail::SimulatedMailbox<Message>>(endpoint, traffic_));
        return Client(cluster_, *mailboxes_.back(), shared_, worker);
    }

    FilteredCluster<Message>& cluster() { return cluster_; }
    Scheduler& scheduler() { return cluster_.scheduler(); }

    /// What `sm::check` calls when all calls of a program have ended.
    void finish() {
        if (ending_) ending_(*this);
    }

    /// The log and the picture, for `sm::check`; see SimulatedCluster.
    void record_log() { cluster_.record(); }
    std::string log() const { return to_string(cluster_.trace()); }
    std::string picture() const { return sequence_diagram(cluster_.trace()); }

 private:
    detail::Traffic<Message> traffic_;
    FilteredCluster<Message> cluster_;
    std::vector<std::unique_ptr<Mailbox<Message>>> mailboxes_;
    typename detail::SharedOf<typename R::Client>::Type shared_{};
    std::function<void(Simulation&)> ending_;
};

/// Makes simulations, one for each program.
template <class R, class... Arguments>
class Simulated {
 public:
    using Ending = std::function<void(Simulation<R>&)>;

    explicit Simulated(const ClusterOptions& options, Arguments... arguments)
        : options_(options), arguments_(std::move(arguments)...) {}

    /// What is looked at when all calls of a program have ended: a system that is live makes
    /// progress once a majority has no faults any more.
    ///
    ///     sm::simulated<Raft>().finish_with([](auto& raft) {
    ///         raft.cluster().heal_core();
    ///         raft.client(0).put("x", 1);
    ///     })
    Simulated finish_with(Ending ending) const {
        auto made = *this;
        made.ending_ = std::move(ending);
        return made;
    }

    Simulation<R> operator()(Seed seed) const {
        return std::apply(
            [&](const auto&... arguments) {
                return Simulation<R>(ending_, options_, seed, arguments...);
            },
            arguments_);
    }

 private:
    ClusterOptions options_;
    std::tuple<Arguments...> arguments_;
    Ending ending_;
};

}  // namespace sm::simulation

namespace sm {

/// How `sm::check` makes simulations.
///
///     sm::check<Cmd>(sm::simulated<Raft>({.nodes = 3}), {.workers = 4});
template <class R, class... Arguments>
simulation::Simulated<R, Arguments...> simulated(const simulation::ClusterOptions& options = {},
                                                 Arguments... arguments) {
    return simulation::Simulated<R, Arguments...>(options, std::move(arguments)...);
}

}  // namespace sm
