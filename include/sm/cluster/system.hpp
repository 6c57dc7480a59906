#pragma once
/// A cluster as a system under test: each worker has a client, and the clients share data.

#include <sm/cluster/companions.hpp>
#include <sm/cluster/detail/shared.hpp>
#include <sm/cluster/prefetch.hpp>

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

namespace sm {

namespace detail::inline cluster {

/// A cluster in use, with the data that its clients share, and the objects that end before it.
template <class OneCluster, class Shared>
struct InUse {
    explicit InUse(std::shared_ptr<OneCluster> taken)
        requires std::constructible_from<Shared, OneCluster&>
        : cluster(std::move(taken)), shared(*cluster) {}
    explicit InUse(std::shared_ptr<OneCluster> taken)
        requires(!std::constructible_from<Shared, OneCluster&>)
        : cluster(std::move(taken)) {}

    std::shared_ptr<OneCluster> cluster;
    Shared shared{};
    Companions companions{};
};

}  // namespace detail::inline cluster

/// A worker's client that knows its cluster.
template <class Client, class OneCluster, class Shared = detail::shared_of<Client>>
class ClusterClient : public Client {
    using InUse = detail::InUse<OneCluster, Shared>;

 public:
    using ClientType = Client;

    // Named so as not to shadow, and warn of it, what a Client may have.
    ClusterClient(std::shared_ptr<InUse> sm_in_use, int sm_worker)
        requires std::constructible_from<Client, OneCluster&, Shared&, int>
        : Client(*sm_in_use->cluster, sm_in_use->shared, sm_worker),
          in_use_(std::move(sm_in_use)) {}
    ClusterClient(std::shared_ptr<InUse> sm_in_use, int sm_worker)
        requires(!std::constructible_from<Client, OneCluster&, Shared&, int>)
        : Client(*sm_in_use->cluster, sm_worker), in_use_(std::move(sm_in_use)) {}

    OneCluster& cluster() const { return *in_use_->cluster; }
    Shared& shared() const { return in_use_->shared; }
    Companions& companions() const { return in_use_->companions; }

 private:
    std::shared_ptr<InUse> in_use_;
};

/// A cluster that can be used again: `renew()` ends all faults and forgets what was written; false
/// if that is not possible.
template <class T>
concept Renewable = requires(T& used) {
    { used.renew() } -> std::same_as<bool>;
};

/// Each worker gets a `Client(OneCluster&, int worker)` or, where clients share something, a
/// `Client(OneCluster&, Shared&, int worker)`. What they share is a struct `Client::Shared`, or the
/// one that is named here. It is made for each program, of nothing or of an `OneCluster&`; workers
/// use it from several threads. The number is that of the worker's process, from 0. Active faults
/// are undone before the cluster is torn down, or goes back to be renewed.
template <class Client, class OneCluster, class Shared = detail::shared_of<Client>>
class ClusterSystem {
    using InUse = detail::InUse<OneCluster, Shared>;

 public:
    using ClientType = Client;

    explicit ClusterSystem(std::shared_ptr<OneCluster> cluster)
        : in_use_(std::make_shared<InUse>(std::move(cluster))) {}

    ClusterClient<Client, OneCluster, Shared> client(int worker) { return {in_use_, worker}; }
    OneCluster& cluster() const { return *in_use_->cluster; }
    Shared& shared() const { return in_use_->shared; }
    Companions& companions() const { return in_use_->companions; }
    void tear_down() {
        in_use_->companions.end();
        if constexpr (!Renewable<OneCluster>) in_use_->cluster->tear_down();
    }

 private:
    std::shared_ptr<InUse> in_use_;
};

/// How `sm::check` makes systems of a cluster that `make()` returns by std::unique_ptr; the next
/// one is made while one is in use. One that has `bool renew()` is used again once no client has it
/// any more, and that has returned true.
template <class Client, class Shared = detail::shared_of<Client>, class Make>
auto clusters(Make make, PrefetchOptions prefetch = {}) {
    using OneCluster = typename std::invoke_result_t<const Make&>::element_type;
    typename Prefetch<OneCluster>::Renew renew;
    if constexpr (Renewable<OneCluster>) renew = [](OneCluster& used) { return used.renew(); };
    auto made = std::make_shared<Prefetch<OneCluster>>(std::move(make), prefetch, std::move(renew));
    return [made] {
        return ClusterSystem<Client, OneCluster, Shared>(std::shared_ptr<OneCluster>(made->take()));
    };
}

}  // namespace sm
