#pragma once
/// One node of a process cluster: its program, its directory, its namespace.

#include <sm/cluster/process/process_cluster.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cluster/node.hpp"
#include "cluster/process/control_group.hpp"
#include "cluster/process/fabric.hpp"
#include "cluster/process/namespaces.hpp"
#include "cluster/process/process_group.hpp"
#include "cluster/process/tracer.hpp"
#include "os/account.hpp"
#include "os/child.hpp"

namespace sm::detail::inline cluster {

/// What all nodes of a process cluster share.
struct ProcessContext {
    std::string mark{};  // of all their processes
    std::filesystem::path folder{};
    std::unique_ptr<Fabric> fabric{};
    int processes = -1;  // the process namespace that they are started in
};

class ProcessNode final : public Node {
 public:
    ProcessNode(const NodeBackend& backend, ProcessContext& around, const NodeSpec& spec,
                std::uint32_t number);

    void delay(const std::string& network, const Delay& delay);
    void fail_disk(const DiskFault& fault);
    void heal_disk();
    std::optional<ActiveDiskFault> disk_fault() const;

    std::filesystem::path directory() const override { return directory_; }
    /// Ends it for good, whatever it does.
    void end_for_good() noexcept;

 private:
    NodeSpec checked(NodeSpec spec) const override;
    void make() override;
    void remake(const NodeSpec& before) override;
    void empty() override;
    void launch() override;
    void finish(Ending how) override;
    void freeze() override;
    void thaw() override;
    void plug(const std::string& network) override;
    void unplug(const std::string& network) override;
    CommandResult run(const std::vector<std::string>& words, Duration limit) override;
    bool seems_alive() const override { return child_ && !child_->ended(); }
    NodeState observed() override;
    std::string how_it_ended() const override;
    std::string last_lines_now(std::size_t count) const override;
    std::optional<CommandResult> nft(const std::vector<std::string>& words,
                                     const std::string& script) override;

    void use_spec();
    void let_in() const;
    void lay_down_files();
    void set_up();
    std::vector<std::string> words(bool held_back) const;
    /// The environment by which its processes are known.
    std::map<std::string, std::string> marks() const;
    std::map<std::string, std::string> environment() const;
    Confinement confinement() const;
    void start_child(bool held_back);
    void collect();
    [[noreturn]] void raise_not_stopped() const;
    /// Runs a program in its network namespace, whether the node runs or not.
    CommandResult beside(const CommandLine& command) const;

    ProcessContext& around_;
    const std::filesystem::path directory_;
    std::string program_;  // a path that means the same in any directory
    std::optional<Account> account_;
    Descriptor namespace_;
    ProcessGroup process_group_;
    Exit exit_{};
    bool is_set_up_ = false;
    std::unique_ptr<ControlGroup> group_;
    std::optional<Child> child_;
    std::optional<DiskFault> fault_;
    std::unique_ptr<Tracer> tracer_;
};

}  // namespace sm::detail::inline cluster
