#pragma once
/// A cluster of replicas in one thread and in virtual time, with all capabilities.

#include <sm/base/random.hpp>
#include <sm/cluster/cluster.hpp>
#include <sm/cluster/cut.hpp>
#include <sm/cluster/delay.hpp>
#include <sm/cluster/disk_fault.hpp>
#include <sm/cluster/hardware.hpp>
#include <sm/fault/injector.hpp>
#include <sm/schedule/scheduler.hpp>
#include <sm/simulation/detail/adapter.hpp>
#include <sm/simulation/options.hpp>
#include <sm/simulation/trace.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace sm::detail::inline simulation {
class World;
}  // namespace sm::detail::inline simulation

namespace sm::simulation {

/// A replica has thrown, which always is a failure. The message names the node and the exception
/// with its message; Misuse is rethrown as it is.
struct ReplicaThrew : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Nodes n1, n2, ... that run replicas 1, 2, ... All that happens is decided by one seed.
///
/// Time passes only where somebody waits on its clock or for a message: also a test that does so
/// outside of any task, from its main function. What is done to the cluster takes no time.
///
/// To kill a node is to cut its power: what it has not synced may be lost. One that is stopped has
/// written all that it wrote; its replica's `stop()` is called, unless it is in the middle of
/// something, which ends where it waits.
class SimulatedCluster : public Cluster,
                         public CanStart,
                         public CanStop,
                         public CanKill,
                         public CanPause,
                         public CanWipe,
                         public CanCut,
                         public CanSetClock,
                         public CanFailDisk,
                         public CanSlow,
                         public CanDelay,
                         public CanClog {
 public:
    /// Makes the program that runs on a node.
    using MakeProcess = std::function<std::unique_ptr<detail::Process>(detail::NodeEndpoint&)>;

    /// Throws Misuse for options out of range.
    SimulatedCluster(const ClusterOptions& options, Seed seed, detail::Messages& messages,
                     const MakeProcess& make);
    SimulatedCluster(const SimulatedCluster&) = delete;
    SimulatedCluster& operator=(const SimulatedCluster&) = delete;
    ~SimulatedCluster() override;

    std::vector<std::string> nodes() const override;
    NodeState state(const std::string& node) override;
    bool is_of_one_thread() const override { return true; }
    void start(const std::string& node) override;
    void stop(const std::string& node) override;
    void kill(const std::string& node) override;
    void pause(const std::string& node) override;
    void unpause(const std::string& node) override;
    void wipe(const std::string& node) override;

    /// There is one network, called `net`. Clients are on it too, but cannot be cut.
    void cut(const std::vector<Cut>& cuts) override;
    void restore(const std::vector<Cut>& cuts) override;
    void restore_all() override;
    std::vector<ActiveCut> active_cuts() override;
    std::optional<std::string> why_not_cut() override;

    void step_clock(const std::string& node, Duration by) override;
    void set_drift(const std::string& node, double share) override;
    void correct_clock(const std::string& node) override;
    std::optional<std::string> why_not_set_clock() override;
    /// A disk is slow, full, or loses something; it has no system calls.
    void fail_disk(const std::string& node, const DiskFault& fault) override;
    void heal_disk(const std::string& node) override;
    std::vector<ActiveDiskFault> failing_disks() override;
    std::optional<std::string> why_not_fail_disk(const DiskFault& fault) override;
    void slow(const std::string& node, Duration each) override;
    /// Each packet by the same time, whose own latency varies.
    void delay(const std::vector<Link>& links, const Delay& delay) override;
    std::optional<std::string> why_not_delay(const std::vector<Link>& links,
                                             const Delay& delay) override;
    void clog(const std::vector<Link>& links) override;
    void unclog(const std::vector<Link>& links) override;

    /// Injects faults into this cluster, by name.
    fault::Injector& injector();

    /// Ends all faults for a majority, drawn by the seed: its nodes run, their clocks are right,
    /// what they send arrives. The others are killed, and those whose disks have been damaged are
    /// among them. From here on a system that is live makes progress. The nodes of the core.
    virtual std::vector<std::string> heal_core();

    /// Runs tasks in the time of the simulation, while its replicas go on. Throws what a replica
    /// threw that is no DiskError: that is an error of the replica's, found.
    Scheduler& scheduler();
    /// The true time, which no node knows.
    Clock& clock();

    /// A digest of all events until now: the same for every run of the same program with the
    /// same seed, on any machine and in any build.
    std::uint64_t digest() const;
    /// Records all events, as the option does. Throws Misuse if time has passed already.
    void record();
    /// All of it, if it is recorded; empty otherwise.
    const Trace& trace() const;
    /// How many messages, timers and waits that was.
    std::uint64_t events() const;

    /// Another client on the network.
    detail::ClientEndpoint& add_client();

 protected:
    std::vector<NodeId> replicas() const;
    /// Of a replica or client; throws Misuse if there is none, naming who wanted `what`.
    detail::NetworkEndpoint& endpoint(NodeId id, const char* what);
    /// Throws Misuse for what cannot be on a side of a partition.
    void require_replica(NodeId id);

 private:
    void cut_link(const Cut& cut, double share);
    void for_each_link(const std::vector<Link>& links,
                       const std::function<void(NodeId, NodeId)>& task);

    std::unique_ptr<detail::World> world_;
    std::unique_ptr<fault::Injector> injector_;
};

}  // namespace sm::simulation
