#pragma once
/// The injector of a system or of a client, wherever it is.

#include <sm/cluster/companions.hpp>
#include <sm/fault/injector.hpp>

#include <concepts>
#include <memory>
#include <type_traits>

namespace sm::fault {

/// A system or client that faults can be injected into. It has an injector of its own, as has its
/// `cluster()`; or it is one of `sm::docker`, `sm::processes` or another ClusterSystem, which gets
/// one at the first use.
template <class T>
concept HasInjector = requires(T& of) {
    { of.injector() } -> std::same_as<Injector&>;
} || requires(T& of) {
    { of.cluster().injector() } -> std::same_as<Injector&>;
} || requires(T& of) {
    { of.companions() } -> std::same_as<Companions&>;
    { of.cluster() } -> std::convertible_to<Cluster&>;
};

/// Throws if there can be no injector: see ClusterSystem. A client may configure the injector of
/// its cluster, such as which nodes are `primaries`, by `static InjectorOptions
/// faults(OneCluster&)`.
template <HasInjector T>
Injector& injector_of(T& of) {
    if constexpr (requires {
                      { of.injector() } -> std::same_as<Injector&>;
                  }) {
        return of.injector();
    } else if constexpr (requires { of.cluster().injector(); }) {
        return of.cluster().injector();
    } else {
        return of.companions().template get<Injector>([&of] {
            using Client = typename std::remove_cvref_t<T>::ClientType;
            InjectorOptions options;
            if constexpr (requires { Client::faults(of.cluster()); })
                options = Client::faults(of.cluster());
            return std::make_unique<Injector>(of.cluster(), std::move(options));
        });
    }
}

}  // namespace sm::fault
