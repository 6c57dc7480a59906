#pragma once
/// What a system under test may offer: clients for its workers, and an end that does not wait.

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

namespace sm {

/// A system that hands each worker a client. `run` gets the client; a system without clients is
/// its own.
template <class S>
concept HasClients = requires(S& system, int worker) { system.client(worker); };

/// A system whose clients may be stuck when a program ends. `tear_down` frees what the system
/// holds outside this process (containers, processes); it may be called while clients still run.
template <class S>
concept HasTearDown = requires(S& system) { system.tear_down(); };

namespace detail {

template <class S>
auto client_of(S& system, int worker) {
    if constexpr (HasClients<S>) {
        return system.client(worker);
    } else {
        static_cast<void>(worker);
        return std::ref(system);
    }
}

/// The reference that a command's `run` gets.
template <class Client>
auto& unwrap(Client& client) {
    return client;
}
template <class S>
S& unwrap(std::reference_wrapper<S>& client) {
    return client.get();
}

template <class Make, class Model>
decltype(auto) make_system(const Make& make, const Model& initial) {
    static_assert(
        std::is_invocable_v<const Make&, const Model&> || std::is_invocable_v<const Make&>,
        "sm: make must be callable as make() or make(const Model&) and return the system");
    if constexpr (std::is_invocable_v<const Make&, const Model&>) {
        return make(initial);
    } else {
        return make();
    }
}

template <class Make, class Model>
using system_of = decltype(make_system(std::declval<const Make&>(), std::declval<const Model&>()));

}  // namespace detail
}  // namespace sm
