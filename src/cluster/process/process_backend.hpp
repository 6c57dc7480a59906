#pragma once
/// Local processes as what a cluster's nodes are.

#include <optional>
#include <string>

#include "cluster/core.hpp"
#include "cluster/node_backend.hpp"
#include "cluster/process/process_node.hpp"
#include "cluster/process/supervisor.hpp"

namespace sm::detail::inline cluster {

class ProcessBackend final : public NodeBackend {
 public:
    using NodeBackend::NodeBackend;

    const Fabric& fabric() const { return *around_.fabric; }
    Isolation isolation() const { return isolation_; }

    void build() override;
    const Subnets& subnets() const override { return around_.fabric->subnets(); }
    std::unique_ptr<Node> make(const NodeSpec& spec, std::uint32_t number) override;
    std::exception_ptr error(NodeErrorKind kind, const std::string& text) const override;
    /// They are the network namespace's, which does not go with the program.
    bool keeps_filters() const override { return true; }
    std::optional<std::string> why_no_filters() const override { return fabric().why_not_cut(); }
    std::optional<std::string> why_no_filters_in(Node&) override { return std::nullopt; }
    void interrupt(const Nodes&) noexcept override {}
    void remove(Nodes& nodes, Activity before) noexcept override;

 private:
    ProcessContext around_;
    Isolation isolation_ = Isolation::best;
    std::optional<Supervisor> supervisor_;
};

inline ProcessBackend& process_backend(const ClusterCore& core) {
    return static_cast<ProcessBackend&>(core.backend());
}

}  // namespace sm::detail::inline cluster
