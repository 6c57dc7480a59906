#pragma once
/// What a system under test may offer: clients for its workers, and an end that does not wait.

#include <concepts>
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
struct ClientOf {
    using Type = S;
};
template <HasClients S>
struct ClientOf<S> {
    using Type = std::remove_cvref_t<decltype(std::declval<S&>().client(0))>;
};

/// What a command's `run` gets; a system without clients is its own.
template <class S>
using client_of = typename ClientOf<S>::Type;

template <class Make, class Model>
struct SystemOf {
    static_assert(
        std::is_invocable_v<const Make&, const Model&> || std::is_invocable_v<const Make&>,
        "sm: make must be callable as make() or make(const Model&) and return the system");
    static auto made() {
        if constexpr (std::is_invocable_v<const Make&, const Model&>) {
            return std::type_identity<std::invoke_result_t<const Make&, const Model&>>{};
        } else if constexpr (std::is_invocable_v<const Make&>) {
            return std::type_identity<std::invoke_result_t<const Make&>>{};
        } else {
            return std::type_identity<void>{};
        }
    }
    using Type = typename decltype(made())::type;
};

template <class Make, class Model>
using system_of = typename SystemOf<Make, Model>::Type;

/// A system on the heap, built in place since it need not be movable.
template <class Make, class Model>
auto make_system(const Make& make, const Model& initial) {
    using System = system_of<Make, Model>;
    if constexpr (std::is_invocable_v<const Make&, const Model&>) {
        return new System(make(initial));
    } else {
        return new System(make());
    }
}

}  // namespace detail
}  // namespace sm
