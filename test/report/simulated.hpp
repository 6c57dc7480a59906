#pragma once
/// A run of a register on a system that is not there, to be drawn: clients, partitions, silences,
/// and one stale read.

#include <sm/checkers/checker.hpp>
#include <sm/history/operation.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace simulated {

using namespace std::chrono_literals;

struct Shape {
    std::size_t operations = 10'000;  ///< about
    int clients = 15;
    int keys = 1;  ///< one: the register has no key
    sm::Duration fault_every = 10s;
    sm::Duration fault_lasts = 5s;
    sm::Duration pause = 80ms;  ///< of a client between operations, on average
    std::uint64_t seed = 1;
};

struct Run {
    sm::history::Operations operations;
    sm::history::CheckResult result;  ///< names the stale read
    std::size_t stale = 0;
};

/// The operations by invocation, with a stale read in the second half, which the result names
/// together with the writes around it.
Run run(const Shape& shape);
Run run();  ///< of the shape as it stands above

}  // namespace simulated
