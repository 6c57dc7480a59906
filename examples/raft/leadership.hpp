#pragma once
/// All that only a leader knows, and that ends with its term of office.

#include <sm/base/clock.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "progress.hpp"

namespace raft {

/// A read that waits until it is certain that this server led when it came, and until the store
/// has what was committed then.
struct PendingRead {
    NodeId client = 0;
    std::uint64_t id = 0;
    std::string key{};
    Index index = 0;          // that has to be applied
    std::uint64_t round = 0;  // of heartbeats that has to be answered by a majority
};

/// A server that is to become a member gets the log first, so that it does not hold the others up.
struct Joining {
    NodeId node = 0;
    NodeId client = 0;
    std::uint64_t id = 0;
    Index target = 0;  // it has caught up when it has this
    sm::Duration deadline{};
};

/// A follower that is to lead next: no new entries until it does, or too much time has passed.
struct Transfer {
    NodeId to = 0;
    NodeId client = 0;
    std::uint64_t id = 0;
    sm::Duration deadline{};
};

struct Leadership {
    sm::Duration since{};
    Index no_op = 0;  // its first entry
    std::vector<Progress> followers{};

    std::uint64_t round = 0;    // of heartbeats, the last one begun
    bool round_wanted = false;  // by a read that came after
    std::vector<PendingRead> reads{};

    bool lease_ended = false;  // for good: another was asked to stand
    std::optional<Joining> joining{};
    std::optional<Transfer> transfer{};

    Progress* follower(NodeId node) {
        for (auto& follower : followers) {
            if (follower.node() == node) return &follower;
        }
        return nullptr;
    }
};

}  // namespace raft
