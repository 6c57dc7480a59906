#pragma once
/// A cluster of local processes: each a child of this one, with addresses and a directory of its
/// own, and the capabilities.

#include <sm/cluster/delay.hpp>
#include <sm/cluster/disk_fault.hpp>
#include <sm/cluster/node_cluster.hpp>
#include <sm/cluster/process/process_error.hpp>
#include <sm/cluster/system.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sm {

/// Why nodes cannot have network namespaces here; nothing if they can.
std::optional<std::string> no_namespaces();

/// A cluster of processes, which end with their owner: all are removed by the destructor, and by
/// the kernel and a supervisor process if this process is killed.
///
/// The working directory of a node's program is the node's own; what is in it is its data. What it
/// has started is stopped and ended with it, also in sessions of its own. Without a network
/// namespace such processes are known by their environment: one that clears it is not stopped with
/// its node, and where there can be no process namespace either, nothing ends it.
class ProcessCluster final : public NodeCluster, public CanDelay, public CanFailDisk {
 public:
    /// Creates networks and nodes. Throws Misuse for a wrong spec, Unsupported for what cannot be
    /// done here, ProcessError for the rest; nothing is left then.
    explicit ProcessCluster(ClusterSpec spec);

    /// By netem in the network namespace of the sender, where the kernel has it: what a node sends
    /// is delayed to all others or to none.
    void delay(const std::vector<Link>& links, const Delay& delay) override;
    std::optional<std::string> why_not_delay(const std::vector<Link>& links,
                                             const Delay& delay) override;

    /// By strace, which the node's program is traced with for as long as its disk fails: this slows
    /// its other system calls down too. Such a disk never damages data.
    void fail_disk(const std::string& node, const DiskFault& fault) override;
    void heal_disk(const std::string& node) override;
    std::vector<ActiveDiskFault> failing_disks() override;
    std::optional<std::string> why_not_fail_disk(const DiskFault& fault) override;

    /// Namespaces or loopback: which of them it became.
    Isolation isolation() const;
};

template <class Client, class Shared = detail::shared_of<Client>>
using ProcessSystem = ClusterSystem<Client, ProcessCluster, Shared>;

/// How `sm::check` makes systems of local processes; the next one is made while one is in use, and
/// where programs are done sooner than that several at a time: to make one is mostly to wait.
///
///     sm::check<Cmd>(sm::processes<Client>({.nodes = sm::nodes(3, {.program = "./server"})}));
template <class Client, class Shared = detail::shared_of<Client>>
auto processes(ClusterSpec spec, PrefetchOptions prefetch = {.makers = 3}) {
    return clusters<Client, Shared>(
        [spec = std::move(spec)] { return std::make_unique<ProcessCluster>(spec); }, prefetch);
}

}  // namespace sm
