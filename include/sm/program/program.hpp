#pragma once
/// A program: commands to run one after another, then branches to run concurrently.

#include <sm/base/random.hpp>
#include <sm/schedule/schedule.hpp>
#include <sm/spec/commands.hpp>

#include <cstddef>
#include <vector>

namespace sm {

/// A command in its place, under a number that other commands may refer to.
template <class Cmd>
struct Step {
    StepId id = 0;
    Cmd command;
};

/// The prefix runs first, on one worker; then the branches run at the same time, a worker each.
/// A sequential program is one without branches.
template <class Cmd>
struct Program {
    model_of_commands<Cmd> initial{};  ///< the state in which the system is set up
    std::vector<Step<Cmd>> prefix;
    std::vector<std::vector<Step<Cmd>>> branches;
    Seed seed{};  ///< of the system's own chance, where it takes one
    /// How its branches interleave, where that is not left to threads.
    Schedule schedule{.switches = {}, .decides = false};

    /// How many commands it has.
    std::size_t size() const {
        std::size_t total = prefix.size();
        for (const auto& branch : branches) total += branch.size();
        return total;
    }
};

}  // namespace sm
