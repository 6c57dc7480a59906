#pragma once
/// Nodes by name, and the small optional things that a backend can do to them.

#include <string>
#include <string_view>
#include <vector>

namespace sm {

enum class NodeState {
    created,  // there, never started
    running,
    paused,   // frozen: its connections stay open, nothing answers
    stopped,  // it was told to, or was killed
    dead,     // ended by itself
};

std::string_view to_string(NodeState state);

/// What every backend has: named nodes. What else one can do is found by `capability<CanPause>`.
///
/// All operations of a cluster and of its capabilities may be called from several threads; those on
/// one node take turns. They throw Misuse for a node that does not exist or is in a state in which
/// the operation makes no sense, and an error of the backend's for what went wrong outside.
class Cluster {
 public:
    virtual ~Cluster() = default;
    /// In the order in which they were first named.
    virtual std::vector<std::string> nodes() const = 0;
    virtual NodeState state(const std::string& node) = 0;
    /// Whether it may be called from one thread only: then what is done side by side on others is
    /// done in turn, and takes no time.
    virtual bool is_of_one_thread() const { return false; }
};

/// A node that does not run is started, with the data it had.
struct CanStart {
    virtual ~CanStart() = default;
    virtual void start(const std::string& node) = 0;
};

/// A node is asked to end, and made to when it takes too long.
struct CanStop {
    virtual ~CanStop() = default;
    virtual void stop(const std::string& node) = 0;
};

/// A node ends at once, as by `kill -9`; a paused one too.
struct CanKill {
    virtual ~CanKill() = default;
    virtual void kill(const std::string& node) = 0;
};

/// A node is frozen and thawed.
struct CanPause {
    virtual ~CanPause() = default;
    virtual void pause(const std::string& node) = 0;
    virtual void unpause(const std::string& node) = 0;
};

/// A node that does not run loses all its data, as a machine with a new disk.
struct CanWipe {
    virtual ~CanWipe() = default;
    virtual void wipe(const std::string& node) = 0;
};

/// One network of one node is unplugged and plugged in again, at the same address.
struct CanDisconnect {
    virtual ~CanDisconnect() = default;
    virtual std::vector<std::string> networks(const std::string& node) const = 0;
    virtual void disconnect(const std::string& node, const std::string& network) = 0;
    virtual void connect(const std::string& node, const std::string& network) = 0;
};

/// The cluster's `Capability`, or null if this backend lacks it.
template <class Capability>
Capability* capability(Cluster& cluster) {
    return dynamic_cast<Capability*>(&cluster);
}

}  // namespace sm
