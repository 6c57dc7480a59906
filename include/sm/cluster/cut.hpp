#pragma once
/// Cuts between nodes, each in one direction: what one sends does not reach the other any more.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sm {

/// Packets from `from` to `to` are dropped, as in a broken switch. No end is notified, so
/// connections stall, and continue afterwards unless they time out.
struct Cut {
    std::string from{};
    std::string to{};
    std::vector<std::string> networks{};  ///< empty: all that both are on
    double share = 1.0;  ///< of the packets, above 0; less than 1: which ones is left to chance
};

/// An active cut, on one network.
struct ActiveCut {
    std::string from{};
    std::string to{};
    std::string network{};
    double share = 1.0;
    /// Packets dropped since the cut was made, or since `to` was last started. A cut that dropped
    /// none tested nothing.
    std::uint64_t dropped = 0;

    bool operator==(const ActiveCut&) const = default;
};

/// Cuts are a property of the cables: they outlive the restart of a node, and may be made while one
/// does not run. Several threads may make them at once.
struct CanCut {
    static constexpr const char* ability = "cut nodes off from each other";
    virtual ~CanCut() = default;

    /// Makes all of these cuts or, where it throws, none; those into one node at the same moment. A
    /// link that is cut already gets the new share. Throws Misuse for an unknown node or network,
    /// one node cut off from itself, two without a common network, or a share out of range;
    /// Unsupported where packets cannot be dropped here; and an error of the backend's.
    virtual void cut(const std::vector<Cut>& cuts) = 0;

    /// Undoes these, whatever their share; what is not cut stays as it is. Throws as `cut` does.
    virtual void restore(const std::vector<Cut>& cuts) = 0;
    virtual void restore_all() = 0;

    /// In the order of the names.
    virtual std::vector<ActiveCut> active_cuts() = 0;

    /// Why packets cannot be dropped here, and what to install; nothing if they can. It needs a
    /// node that runs to find out.
    virtual std::optional<std::string> why_not_cut() = 0;
};

}  // namespace sm
