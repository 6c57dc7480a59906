#pragma once
/// The configuration of a simulated world, before any fault.

#include <sm/base/clock.hpp>
#include <sm/simulation/detail/namespace.hpp>

#include <chrono>
#include <cstddef>

namespace sm::simulation {

/// How long something takes: evenly between two bounds and, for a share of it, up to a third.
struct Latency {
    Duration least{};
    Duration most{};
    double tail = 0;  ///< the share that takes longer than `most`
    Duration longest{};
};

/// What happens to datagrams on their way. Shares are of the datagrams on each link.
struct NetworkOptions {
    Latency latency{.least = std::chrono::microseconds{200},
                    .most = std::chrono::milliseconds{1},
                    .tail = 0.01,
                    .longest = std::chrono::milliseconds{10}};
    double loss = 0;
    double duplicates = 0;
    double reordered = 0;  ///< may be overtaken; the others arrive in the order of their sending
    /// After which a stream breaks whose other end does not answer.
    Duration stream_patience = std::chrono::seconds{15};
};

/// How long a disk takes, and what it keeps of what was not synced when its node is killed.
struct DiskOptions {
    Latency read{};
    Latency write{};
    Latency sync{.least = std::chrono::microseconds{200}, .most = std::chrono::milliseconds{2}};
    std::size_t capacity = std::size_t{64} << 20;  ///< bytes, of all files
    double kept = 0.5;                             ///< of the unsynced writes
    double torn = 0.2;                             ///< of those kept: only their beginning is
};

struct ClockOptions {
    Duration skew{};   ///< by how much clocks differ at the start, at most
    double drift = 0;  ///< by what share they run fast or slow, at most: 0.0001 is 100 ppm
};

struct ClusterOptions {
    int nodes = 3;  ///< replicas, called n1, n2, ...
    NetworkOptions network{};
    DiskOptions disk{};
    ClockOptions clocks{};
    bool buggify = true;  ///< places of that name are on
    bool swarm = false;   ///< each kind of fault above is on in half of the runs only
    bool record = false;  ///< writes down all that happens, for `SimulatedCluster::trace`
};

}  // namespace sm::simulation
