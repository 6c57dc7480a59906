#pragma once
/// The optional members of a system under test: clients for its workers, a tear-down that does not
/// wait, and a scheduler.

#include <sm/base/random.hpp>
#include <sm/schedule/scheduler.hpp>

#include <concepts>
#include <string>
#include <type_traits>
#include <utility>

namespace sm {

/// A system that gives each worker a client, which `run` gets; a system without clients is its own
/// client. It is asked by the number of the worker's process, from 0: worker 1 gets `client(0)`.
template <class S>
concept HasClients = requires(S& system, int process) { system.client(process); };

/// A system whose clients may be stuck when a program ends. `tear_down` frees what the system
/// holds outside this process (containers, processes); it may be called while clients still run.
template <class S>
concept HasTearDown = requires(S& system) { system.tear_down(); };

/// A system that checks itself once all calls have ended: `finish()` may wait for what has to
/// happen eventually, and throws if it does not; that fails the program, unless a call was wrong.
/// It is not called if a worker is stuck. If the system brings its scheduler, `finish()` has ten
/// times the limit of a call; otherwise it must end by itself.
template <class S>
concept HasFinish = requires(S& system) { system.finish(); };

/// A system that runs its clients itself, such as a simulation: workers are tasks of its scheduler,
/// and limits and timestamps are of its time.
template <class S>
concept HasScheduler = requires(S& system) {
    { system.scheduler() } -> std::same_as<Scheduler&>;
};

/// A system that records a log, a line for each event, if `record_log()` is called before the first
/// event. Two runs of one program are equal if their logs are.
template <class S>
concept HasLog = requires(S& system) {
    system.record_log();
    { system.log() } -> std::convertible_to<std::string>;
};

/// One that also draws the log, as SVG.
template <class S>
concept HasPicture = HasLog<S> && requires(S& system) {
    { system.picture() } -> std::convertible_to<std::string>;
};

/// A system on a cluster whose nodes write logs: files that a kept run has copies of.
template <class S>
concept HasNodeLogs = requires(S& system) {
    { system.cluster().log(*system.cluster().nodes().begin()).string() };
};

namespace detail::inline run {

template <class S>
struct ClientOf {
    using Type = S;
};
template <HasClients S>
struct ClientOf<S> {
    using Type = std::remove_cvref_t<decltype(std::declval<S&>().client(0))>;
};

/// The client that a command's `run` gets; a system without clients is its own.
template <class S>
using client_of = typename ClientOf<S>::Type;

/// Whether `make` takes the seed for the random choices of the system. One that takes anything gets
/// the model.
template <class Make, class Model>
concept TakesSeed =
    std::is_invocable_v<const Make&, const Model&, Seed> ||
    (std::is_invocable_v<const Make&, Seed> && !std::is_invocable_v<const Make&, const Model&>);

/// Calls `make` with the initial model and the seed, as far as it takes them.
template <class Make, class Model>
decltype(auto) make_with(const Make& make, const Model& initial, Seed seed) {
    if constexpr (std::is_invocable_v<const Make&, const Model&, Seed>) {
        return make(initial, seed);
    } else if constexpr (std::is_invocable_v<const Make&, const Model&>) {
        return make(initial);
    } else if constexpr (std::is_invocable_v<const Make&, Seed>) {
        return make(seed);
    } else if constexpr (std::is_invocable_v<const Make&>) {
        return make();
    } else {
        static_assert(
            std::is_invocable_v<const Make&>,
            "sm: make must be callable as make(), make(Seed), make(const Model&) or with both");
    }
}

template <class Make, class Model>
using system_of =
    decltype(make_with(std::declval<const Make&>(), std::declval<const Model&>(), Seed{}));

/// A system on the heap, built in place since it need not be movable.
template <class Make, class Model>
auto make_system(const Make& make, const Model& initial, Seed seed) {
    return new system_of<Make, Model>(make_with(make, initial, seed));
}

}  // namespace detail::inline run
}  // namespace sm
