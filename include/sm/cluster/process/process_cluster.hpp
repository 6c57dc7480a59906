#pragma once
/// A cluster of local processes: each a child of this one, with addresses and a directory of its
/// own, and what can be done to them.

#include <sm/cluster/delay.hpp>
#include <sm/cluster/disk_fault.hpp>
#include <sm/cluster/network.hpp>
#include <sm/cluster/prefetch.hpp>
#include <sm/cluster/process/process_error.hpp>
#include <sm/cluster/program_cluster.hpp>
#include <sm/os/endpoint.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sm {

/// Of a node's program with all that it starts; 0 is no limit. Where a control group is needed and
/// cannot be had, starting the node throws Unsupported.
struct ResourceLimits {
    std::uint64_t memory = 0;      // bytes; who wants more is killed
    double processors = 0;         // so many at a time, also less than one
    std::uint64_t open_files = 0;  // of one process
};

struct ProcessSpec {
    std::string name{};
    std::string program{};  // a path, or found in PATH
    std::vector<std::string> arguments{};
    std::vector<std::string> networks{};               // in this order; empty: all of the cluster's
    std::map<std::string, std::string> environment{};  // added to this process's own
    ResourceLimits limits{};
    Duration stop_limit = std::chrono::seconds{10};  // then `stop` kills
};

/// What keeps the nodes apart.
enum class Isolation {
    best,        // namespaces where this process may make them, else loopback
    namespaces,  // each node in its own network namespace; else Unsupported
    loopback,    // addresses 127.x.y.z; nothing can be cut, unplugged or delayed
};

/// Why nodes cannot have network namespaces here; nothing if they can.
std::optional<std::string> no_namespaces();

class ProcessCluster;

struct ProcessClusterSpec {
    std::string name = "test";
    std::vector<NetworkSpec> networks{{"net"}};
    std::vector<ProcessSpec> nodes{};                // created and started together
    std::function<void(ProcessCluster&)> prepare{};  // then called; may spawn, and wait
    std::filesystem::path logs{};                    // kept there; empty: gone with the cluster
    std::size_t log_limit = std::size_t{16} << 20;   // bytes, of one start of one node
    SubnetPool pool{};
    Isolation isolation = Isolation::best;
};

/// A cluster of processes, which end with their owner: all are removed by the destructor, and by
/// the kernel and a supervisor process if this process is killed.
///
/// The working directory of a node's program is the node's own; what is in it is its data. What it
/// has started is stopped and ended with it, also in sessions of its own. Without a network
/// namespace such processes are known by their environment: one that clears it is not stopped with
/// its node, and where there can be no process namespace either, it is nobody's.
class ProcessCluster final : public ProgramCluster, public CanDelaySending, public CanFailCalls {
 public:
    /// Creates networks and nodes. Throws Misuse for a wrong spec, Unsupported for what cannot be
    /// done here, ProcessError for the rest; nothing is left then.
    explicit ProcessCluster(ProcessClusterSpec spec);
    ProcessCluster(const ProcessCluster&) = delete;
    ProcessCluster& operator=(const ProcessCluster&) = delete;
    ~ProcessCluster() override;

    void tear_down() noexcept override;

    /// Creates a node without starting it. Its name must be new.
    void create(const ProcessSpec& spec);
    /// Creates and starts a node.
    void spawn(const ProcessSpec& spec);
    /// Creates and starts several.
    void spawn(const std::vector<ProcessSpec>& specs);
    /// Gives a node that does not run another program, arguments, environment or limits. Its
    /// directory and its networks stay as they are.
    void recreate(const ProcessSpec& spec);

    void start(const std::string& node) override;
    void stop(const std::string& node) override;
    void kill(const std::string& node) override;
    void pause(const std::string& node) override;
    void unpause(const std::string& node) override;
    void wipe(const std::string& node) override;
    std::vector<std::string> networks(const std::string& node) const override;
    /// As a cable that is pulled: the node keeps its address, and nothing comes or goes.
    void disconnect(const std::string& node, const std::string& network) override;
    void connect(const std::string& node, const std::string& network) override;

    /// By rules of nftables in the network namespace of who would receive.
    void cut(const std::vector<Cut>& cuts) override;
    void restore(const std::vector<Cut>& cuts) override;
    void restore_all() override;
    std::vector<ActiveCut> active_cuts() override;
    std::optional<std::string> uncuttable() override;

    /// By netem in the network namespace of the sender, where the kernel has it.
    void delay(const Delay& wanted) override;
    std::optional<std::string> undelayable() override;

    /// By strace, which the node's program is traced with for as long as its disk is harmed.
    void harm_disk(const std::string& node, const DiskFault& fault) override;
    void heal_disk(const std::string& node) override;
    std::vector<ActiveDiskFault> harmed_disks() override;
    std::optional<std::string> unharmable() override;

    std::vector<std::string> nodes() const override;
    NodeState state(const std::string& node) override;
    /// Namespaces or loopback: which of them it became.
    Isolation isolation() const;

    std::string address(const std::string& node, const std::string& network) override;
    /// Where its program runs, and its data is.
    std::filesystem::path directory(const std::string& node) const;

    void await(const std::string& node, const std::function<bool()>& look,
               Patience patience = {}) override;
    /// Runs a program in the node's directory and network namespace.
    CommandResult exec(const std::string& node, const std::vector<std::string>& words,
                       Duration limit = std::chrono::seconds{30}) override;

    std::filesystem::path log(const std::string& node) const override;
    std::string last_lines(const std::string& node, std::size_t count = 20) const override;

 private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

template <class Client>
using ProcessSystem = ClusterSystem<Client, ProcessCluster>;

/// How `sm::check` makes systems of local processes; the next one is made while one is in use.
///
///     sm::check<Cmd>(sm::processes<Client>({.nodes = {{.name = "n1", .program = "./server"}}}));
template <class Client>
auto processes(ProcessClusterSpec spec, PrefetchOptions ahead = {}) {
    auto clusters = std::make_shared<Prefetch<ProcessCluster>>(
        [spec = std::move(spec)] { return std::make_unique<ProcessCluster>(spec); }, ahead);
    return [clusters] {
        return ProcessSystem<Client>(std::shared_ptr<ProcessCluster>(clusters->take()));
    };
}

}  // namespace sm
