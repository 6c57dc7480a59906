#pragma once
/// Nodes by name, and the optional capabilities of a backend.

#include <sm/base/misuse.hpp>
#include <sm/history/outcome.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sm {

enum class NodeState {
    created,  ///< there, never started
    running,
    paused,   ///< frozen: its connections stay open, nothing answers
    stopped,  ///< by `stop` or `kill`
    dead,     ///< ended by itself
};

std::string_view to_string(NodeState state);

/// What every backend has: named nodes. `capability<CanPause>` and the like find its capabilities.
///
/// All operations of a cluster and of its capabilities may be called from several threads; those on
/// one node take turns. They throw Misuse for a node that does not exist, Refused for one in a
/// state in which the operation makes no sense, as somebody else may have just stopped it, and an
/// error of the backend's for what went wrong outside.
///
/// A capability is an interface with an `ability`: a text that says what it does; and `otherwise`:
/// what to do with a backend that does not have it. If a backend has a capability, but not for all
/// arguments or not on every machine, the capability has a function `why_not_...`, which says why
/// not, or returns nothing. A call that is not possible throws Unsupported.
class Cluster {
 public:
    virtual ~Cluster() = default;
    /// In the order in which they were first named.
    virtual std::vector<std::string> nodes() const = 0;
    virtual NodeState state(const std::string& node) = 0;
    /// Whether it may be called from one thread only: then calls that other backends make
    /// concurrently are made one after the other.
    virtual bool is_of_one_thread() const { return false; }
    /// The cluster that this one is a decorator of; null if it is not one.
    virtual Cluster* decorated() { return nullptr; }
};

/// A node that does not run is started, with the data it had.
struct CanStart {
    static constexpr const char* ability = "start nodes";
    virtual ~CanStart() = default;
    virtual void start(const std::string& node) = 0;
};

/// A node is requested to end, and killed when it takes too long.
struct CanStop {
    static constexpr const char* ability = "stop nodes";
    virtual ~CanStop() = default;
    virtual void stop(const std::string& node) = 0;
};

/// A node ends at once, as by `kill -9`; a paused one too.
struct CanKill {
    static constexpr const char* ability = "kill nodes";
    virtual ~CanKill() = default;
    virtual void kill(const std::string& node) = 0;
};

/// A node is paused (frozen), and unpaused.
struct CanPause {
    static constexpr const char* ability = "pause nodes";
    virtual ~CanPause() = default;
    virtual void pause(const std::string& node) = 0;
    virtual void unpause(const std::string& node) = 0;
};

/// A node that does not run loses all its data, as a machine with a new disk.
struct CanWipe {
    static constexpr const char* ability = "lose a node's data";
    virtual ~CanWipe() = default;
    virtual void wipe(const std::string& node) = 0;
};

/// One network of one node is unplugged and plugged in again, at the same address.
struct CanDisconnect {
    static constexpr const char* ability = "unplug a network";
    virtual ~CanDisconnect() = default;
    virtual std::vector<std::string> networks(const std::string& node) const = 0;
    virtual void disconnect(const std::string& node, const std::string& network) = 0;
    virtual void connect(const std::string& node, const std::string& network) = 0;
};

/// The cluster's `Capability`, or null if this backend does not have it. A decorator without it has
/// that of the inner cluster.
template <class Capability>
Capability* capability(Cluster& cluster) {
    for (auto* at = &cluster; at != nullptr; at = at->decorated())
        if (auto* found = dynamic_cast<Capability*>(at)) return found;
    return nullptr;
}

/// A cluster that wraps another and overrides some capabilities; all others are the inner
/// cluster's.
///
///     class CountedKills : public sm::ClusterDecorator, public sm::CanKill {
///      public:
///         using ClusterDecorator::ClusterDecorator;
///         void kill(const std::string& node) override {
///             ++kills;
///             sm::capability<sm::CanKill>(inner())->kill(node);
///         }
///         int kills = 0;
///     };
class ClusterDecorator : public Cluster {
 public:
    /// `inner` has to outlive it.
    explicit ClusterDecorator(Cluster& inner) : inner_(inner) {}
    /// This decorator owns `inner`.
    explicit ClusterDecorator(std::unique_ptr<Cluster> inner)
        : owned_(std::move(inner)), inner_(*owned_) {}
    ClusterDecorator(const ClusterDecorator&) = delete;  // not one that wraps another of its kind
    ClusterDecorator& operator=(const ClusterDecorator&) = delete;

    Cluster& inner() const { return inner_; }
    Cluster* decorated() override { return &inner_; }
    std::vector<std::string> nodes() const override { return inner_.nodes(); }
    NodeState state(const std::string& node) override { return inner_.state(node); }
    bool is_of_one_thread() const override { return inner_.is_of_one_thread(); }

 private:
    std::unique_ptr<Cluster> owned_{};
    Cluster& inner_;
};

}  // namespace sm
