#pragma once
/// Slow networks: what a node sends arrives late.

#include <sm/base/clock.hpp>

#include <optional>
#include <string>

namespace sm {

/// A delay of all that a node sends on one network; drawn for each packet from latency ± jitter.
struct Delay {
    std::string node{};
    std::string network{};
    Duration latency{};  // nothing: as fast as it can
    Duration jitter{};   // at most the latency
};

struct CanDelaySending {
    virtual ~CanDelaySending() = default;

    /// Replaces what was there for this node and network; it outlives a restart. Throws Misuse for
    /// an unknown node or network and times without sense, Unsupported where packets cannot be held
    /// back here, and an error of the backend's.
    virtual void delay(const Delay& wanted) = 0;

    /// Why packets cannot be held back here; nothing if they can.
    virtual std::optional<std::string> undelayable() = 0;
};

}  // namespace sm
