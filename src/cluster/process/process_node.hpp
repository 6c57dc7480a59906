#pragma once
/// One node of a process cluster: its program, its directory, its namespace, its logs.

#include <sm/cluster/process/process_cluster.hpp>

#include <initializer_list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "cluster/process/control_group.hpp"
#include "cluster/process/fabric.hpp"
#include "cluster/process/namespaces.hpp"
#include "cluster/process/process_group.hpp"
#include "cluster/process/process_log.hpp"
#include "cluster/process/tracer.hpp"
#include "os/child.hpp"

namespace sm::detail::inline cluster {

/// What all nodes of a process cluster share.
struct ProcessSurroundings {
    std::string mark{};  // of all their processes
    std::filesystem::path folder{};
    std::filesystem::path logs{};
    std::size_t log_limit = 0;
    std::unique_ptr<Fabric> fabric{};
    int processes = -1;  // the process namespace that they are started in
};

/// Calls on one node take turns.
class ProcessNode {
 public:
    /// `number` is that of its address within each network.
    ProcessNode(ProcessSurroundings& around, ProcessSpec spec, std::uint32_t number);

    void recreate(const ProcessSpec& spec);
    void start();
    void stop();
    void kill();
    void pause();
    void unpause();
    void wipe();
    void disconnect(const std::string& network);
    void connect(const std::string& network);
    void delay(const Delay& wanted);
    void harm_disk(const DiskFault& fault);
    void heal_disk();
    std::optional<ActiveDiskFault> disk_fault() const;

    NodeState state();
    CommandResult exec(const std::vector<std::string>& words, Duration limit);
    /// Runs a program in its network namespace, whether the node runs or not.
    CommandResult beside(const CommandLine& command) const;

    const std::vector<std::string>& networks() const { return networks_; }
    const std::filesystem::path& directory() const { return directory_; }
    std::filesystem::path log() const;
    std::string last_lines(std::size_t count) const;
    /// Why the node does not run, if it has ended.
    std::optional<std::string> death();
    /// The error of a node that was waited for in vain.
    ProcessError not_ready(const Waited& waited);
    /// Ends it for good, whatever it does.
    void end() noexcept;

 private:
    void adopt(ProcessSpec spec);
    std::vector<std::string> words(bool held_back) const;
    /// The environment by which its processes are known.
    std::map<std::string, std::string> marks() const;
    void launch(bool held_back);
    void finish(NodeState after);
    void refresh();
    void need(const char* verb, std::initializer_list<NodeState> allowed, const char* instead);
    ProcessError not_stopped() const;
    void need_network(const char* verb, const std::string& network, bool connected) const;
    std::string tail() const;
    std::string described() const;

    ProcessSurroundings& around_;
    ProcessSpec spec_;
    const std::uint32_t number_;
    std::vector<std::string> networks_;
    std::filesystem::path directory_;
    Descriptor namespace_;
    ProcessGroup process_group_;
    mutable std::recursive_mutex mutex_;  // errors are put together under it
    NodeState state_ = NodeState::created;
    Exit exit_{};
    std::map<std::string, bool> connected_;
    int starts_ = 0;
    std::unique_ptr<ControlGroup> group_;
    std::unique_ptr<ProcessLog> log_;
    std::optional<Child> child_;
    std::optional<DiskFault> fault_;
    std::unique_ptr<Tracer> tracer_;
};

}  // namespace sm::detail::inline cluster
