#pragma once
/// Whether a simulation is decided by its seed alone.

#include <sm/simulation/simulation.hpp>
#include <sm/simulation/trace.hpp>

#include <functional>
#include <optional>

namespace sm::simulation {

/// Runs `body` on two simulations of one seed and compares what happened, event by event with all
/// messages. Where the two part, something has a say that the seed does not decide.
///
///     const auto body = [](auto& raft) { raft.client(1).put("x", 1); };
///     EXPECT_EQ(
///         sm::simulation::difference_of_two_runs<Raft>({.nodes = 3}, sm::Seed{7}, body),
///         std::nullopt);
template <class R, class Body, class... Arguments>
std::optional<TraceDifference> difference_of_two_runs(ClusterOptions options, Seed seed,
                                                      const Body& body,
                                                      const Arguments&... arguments) {
    options.record = true;
    const auto run = [&] {
        Simulation<R> simulation(options, seed, arguments...);
        body(simulation);
        return simulation.cluster().trace();
    };
    const auto first = run();
    return first_difference(first, run());
}

}  // namespace sm::simulation
