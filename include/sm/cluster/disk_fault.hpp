#pragma once
/// Disks that fail: slow, full or broken ones, and disks that lose synced data.

#include <sm/base/clock.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sm {

enum class DiskFailure {
    io_error,  ///< EIO: a broken disk
    no_space,  ///< ENOSPC: a full one
};

/// How a disk fails. Without a fault in it, such as latency or a failure, it is refused.
///
/// The disk of a real program fails in its system calls. Which they are follows from the fault, or
/// is said: a slow disk makes those wait that sync; a full one fails these and such as write and
/// that only files know, as `pwrite64`. `write` and `writev` also go to sockets, pipes and the
/// node's log: of them a disk fails only where they are named, with the files.
struct DiskFault {
    std::vector<std::string> calls{};  ///< as the kernel names them; empty: as the fault has it
    std::vector<std::filesystem::path> files{};  ///< in the node's directory; empty: any file
    Duration latency{};                          ///< before each operation that takes any time
    std::optional<DiskFailure> failure{};        ///< the operation is not made, and answers this
    double unreadable = 0;   ///< share of the reads after which what was read is lost
    double misdirected = 0;  ///< share of the writes that end up elsewhere in the file

    /// Whether it may lose synced data.
    bool damages() const { return unreadable > 0 || misdirected > 0; }
    /// Whether a disk with it fails at all.
    bool fails() const { return latency > Duration{} || failure || damages(); }
    bool operator==(const DiskFault&) const = default;
};

struct ActiveDiskFault {
    std::string node{};
    DiskFault fault{};
    /// Operations that it hit since it was made, or since the node was last started. A
    /// fault that hit none tested nothing.
    std::uint64_t hits = 0;
};

/// Faults are the disk's: they outlive the restart of a node, and may be made while it does not
/// run. What a disk has lost stays lost when it behaves again.
struct CanFailDisk {
    static constexpr const char* ability = "have disks fail";

    virtual ~CanFailDisk() = default;

    /// Has a node's disk fail in this way, instead of any other that it failed in before. Throws
    /// Misuse for an unknown node, invalid calls or files, and a fault that does nothing;
    /// Refused for damage to more than a minority of the nodes, from which nothing that is
    /// replicated could recover; Unsupported where `why_not_fail_disk` says why; and an error of
    /// the backend's.
    virtual void fail_disk(const std::string& node, const DiskFault& fault) = 0;
    /// Does nothing for a disk without a fault.
    virtual void heal_disk(const std::string& node) = 0;

    /// In the order of the nodes' names.
    virtual std::vector<ActiveDiskFault> failing_disks() = 0;

    /// Why no disk can fail in this way here, and what to install; nothing if one can.
    virtual std::optional<std::string> why_not_fail_disk(const DiskFault& fault) = 0;
};

}  // namespace sm
