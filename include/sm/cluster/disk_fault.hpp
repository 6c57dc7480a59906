#pragma once
/// Disks that fail: what the system calls of a real program on its files do instead.

#include <sm/base/clock.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sm {

enum class DiskFailure {
    io_error,  // EIO: a broken disk
    no_space,  // ENOSPC: a full one
};

/// What happens to these calls on these files. With neither delay nor failure there is no fault.
struct DiskFault {
    std::vector<std::string> calls{"fsync", "fdatasync"};  // as the kernel names them
    std::vector<std::filesystem::path> files{};  // in the node's directory; empty: any file at all
    Duration delay{};                            // before the call is made
    std::optional<DiskFailure> failure{};        // it is not made, and answers this
};

struct ActiveDiskFault {
    std::string node{};
    DiskFault fault{};
    /// Calls that it has struck since it was made, or since the node was last started. A fault that
    /// shows none was never put to the test.
    std::uint64_t struck = 0;
};

/// Faults are the disk's: they outlive the restart of a node, and may be made while it does not
/// run. They slow the node's other system calls down as well, which are looked at.
struct CanFailCalls {
    virtual ~CanFailCalls() = default;

    /// Has a node's disk fail in this way, instead of any other that it failed in before. Throws
    /// Misuse for an unknown node, calls or files that are none, or a fault that does nothing;
    /// Unsupported where programs cannot be traced here; and an error of the backend's.
    virtual void harm_disk(const std::string& node, const DiskFault& fault) = 0;
    /// Does nothing for a disk that is well.
    virtual void heal_disk(const std::string& node) = 0;

    /// In the order of the nodes' names.
    virtual std::vector<ActiveDiskFault> harmed_disks() = 0;

    /// Why disks cannot be harmed here, and what to install; nothing if they can.
    virtual std::optional<std::string> unharmable() = 0;
};

}  // namespace sm
