#pragma once
/// What may be set about a server.

#include <sm/base/clock.hpp>

#include <chrono>
#include <cstddef>
#include <vector>

#include "bugs.hpp"
#include "entry.hpp"

namespace raft {

struct Options {
    sm::Duration heartbeat = std::chrono::milliseconds{100};
    /// A server that hears of no leader for so long, or up to twice that by chance, stands.
    sm::Duration election = std::chrono::seconds{1};
    /// By how many percent a server's clock may run too fast or too slow.
    int clock_drift = 10;
    /// Whether reads may rely on the lease; servers that restart then wait before they vote.
    bool leases = true;

    Index snapshot_every = 1000;  ///< entries applied since the one before
    Index entries_kept = 100;     ///< behind a snapshot, for followers that are not far behind

    std::size_t batch = 64;        ///< entries in a message, at most
    Index window = 512;            ///< entries sent to a follower and not answered, at most
    std::size_t waiting = 10'000;  ///< requests not yet answered, at most
    std::size_t sessions = 1000;   ///< the one not used for longest makes room

    std::vector<NodeId> members{};  ///< at the very start; all replicas of the host if empty
    Bug bug = Bug::none;
};

}  // namespace raft
