#pragma once
/// Containers as what a cluster's nodes are.

#include <memory>
#include <optional>
#include <string>

#include "cluster/core.hpp"
#include "cluster/docker/docker_node.hpp"
#include "cluster/net/nft.hpp"
#include "cluster/node_backend.hpp"

namespace sm::detail::inline cluster {

class DockerBackend final : public NodeBackend {
 public:
    explicit DockerBackend(ClusterSpec spec);

    const Context& around() const { return around_; }

    void build() override;
    const Subnets& subnets() const override { return subnets_; }
    std::unique_ptr<Node> make(const NodeSpec& spec, std::uint32_t number) override;
    std::exception_ptr error(NodeErrorKind kind, const std::string& text) const override;
    /// They are the container's network namespace's, which each start makes anew.
    bool keeps_filters() const override { return false; }
    std::optional<std::string> why_no_filters() const override { return std::nullopt; }
    std::optional<std::string> why_no_filters_in(Node& node) override;
    void interrupt(const Nodes& nodes) noexcept override;
    void remove(Nodes& nodes, Activity before) noexcept override;

 private:
    bool remove_by_name(const Nodes& nodes);
    void remove_by_label();
    void report_left(const char* why);

    const std::string name_;
    Context around_;
    Nft nft_;
    Subnets subnets_;
    bool is_guarded_ = false;
    bool is_clean_ = false;  // all that is known by name is certainly gone
};

inline DockerBackend& docker_backend(const ClusterCore& core) {
    return static_cast<DockerBackend&>(core.backend());
}

}  // namespace sm::detail::inline cluster
