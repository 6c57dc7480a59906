#pragma once
/// Links between nodes that are slow, or clogged.

#include <sm/base/clock.hpp>

#include <compare>
#include <optional>
#include <string>
#include <vector>

namespace sm {

/// One direction between two nodes.
struct Link {
    std::string from{};
    std::string to{};

    auto operator<=>(const Link&) const = default;
};

/// How much later something arrives; drawn for each packet from latency ± jitter.
struct Delay {
    Duration latency{};                   ///< nothing: as fast as it can
    Duration jitter{};                    ///< at most the latency
    std::vector<std::string> networks{};  ///< empty: all that the sender is on

    bool operator==(const Delay&) const = default;
};

/// Packets on delayed links arrive later.
struct CanDelay {
    static constexpr const char* ability = "delay what nodes send";
    static constexpr const char* otherwise =
        "simulations and local processes can; here use a proxy, or inject the fault yourself: "
        "Injector::add<sm::fault::DelayPackets>(...)";

    virtual ~CanDelay() = default;

    /// Replaces what was there on these links; it outlives the restart of a node. Throws Misuse for
    /// an unknown node or network, and for times without sense; Unsupported where `why_not_delay`
    /// says why; and an error of the backend's.
    virtual void delay(const std::vector<Link>& links, const Delay& delay) = 0;

    /// Why these links cannot be delayed in this way, with what to do; nothing if they can. Some
    /// backends delay what a node sends to all others or to none.
    virtual std::optional<std::string> why_not_delay(const std::vector<Link>& links,
                                                     const Delay& delay) = 0;
};

/// Packets on clogged links wait, and arrive when the links are healed.
struct CanClog {
    static constexpr const char* ability = "clog links";

    virtual ~CanClog() = default;
    virtual void clog(const std::vector<Link>& links) = 0;
    virtual void unclog(const std::vector<Link>& links) = 0;
};

}  // namespace sm
