#pragma once
/// What some backends can do to the clock, disk and cables of a node, beside starting and ending
/// it.

#include <sm/base/clock.hpp>

#include <string>
#include <vector>

namespace sm {

/// A node's clock is made wrong, and right again.
struct CanSetClock {
    virtual ~CanSetClock() = default;
    /// Moves it on. Moved back, it stands still until it has caught up: it is monotonic.
    virtual void step_clock(const std::string& node, Duration by) = 0;
    /// Lets it run faster by this share, or slower: 0.1 is a tenth. From -0.5 to 1.
    virtual void set_drift(const std::string& node, double share) = 0;
    /// It runs as it should from now on, and stands still first where it was ahead.
    virtual void correct_clock(const std::string& node) = 0;
};

/// What is wrong with a disk.
struct DiskHarm {
    Duration latency{};      // more for each operation that takes any time
    bool full = false;       // nothing new can be written
    double unreadable = 0;   // share of the reads after which what was read cannot be read any more
    double misdirected = 0;  // share of the writes that land elsewhere in the file

    /// Whether it may lose what was synced.
    bool damages() const { return unreadable > 0 || misdirected > 0; }
};

/// A node's disk is made to misbehave. What it has damaged stays so when it behaves again.
struct CanHarmDisk {
    virtual ~CanHarmDisk() = default;
    /// Instead of what was wrong with it before. Throws Refused for damage to more than a minority
    /// of the nodes, from which nothing that is replicated could recover.
    virtual void harm_disk(const std::string& node, const DiskHarm& harm) = 0;
};

/// A node takes longer for each thing it does.
struct CanSlow {
    virtual ~CanSlow() = default;
    /// Zero: no more.
    virtual void slow(const std::string& node, Duration each) = 0;
};

/// One direction between two nodes.
struct Link {
    std::string from{};
    std::string to{};

    auto operator<=>(const Link&) const = default;
};

/// What goes over links arrives later.
struct CanDelay {
    virtual ~CanDelay() = default;
    /// Zero: no more.
    virtual void delay(const std::vector<Link>& links, Duration by) = 0;
};

/// What goes over links gets stuck, and arrives when they are free again.
struct CanClog {
    virtual ~CanClog() = default;
    virtual void clog(const std::vector<Link>& links) = 0;
    virtual void unclog(const std::vector<Link>& links) = 0;
};

}  // namespace sm
