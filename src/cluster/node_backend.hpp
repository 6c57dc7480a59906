#pragma once
/// What a cluster's nodes are in: the only thing that differs between kinds of clusters.

#include <sm/cluster/node_cluster.hpp>

#include <cstdint>
#include <exception>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "cluster/net/subnet.hpp"
#include "cluster/node.hpp"

namespace sm::detail::inline cluster {

using Subnets = std::map<std::string, Subnet>;  // by the test's name of the network
using Nodes = std::map<std::string, std::unique_ptr<Node>>;

/// What is told of a node or a cluster, for a backend to throw as its error.
enum class NodeErrorKind { node_died, too_slow, other };

/// Whether operations are under way.
enum class Activity { none, some };

class NodeBackend {
 public:
    explicit NodeBackend(ClusterSpec given) : spec_(std::move(given)) {}
    NodeBackend(const NodeBackend&) = delete;
    NodeBackend& operator=(const NodeBackend&) = delete;
    virtual ~NodeBackend() = default;

    const ClusterSpec& spec() const { return spec_; }
    /// Where the log of a start is.
    const std::filesystem::path& logs() const { return logs_; }

    /// Makes the networks, and sets `logs_`.
    virtual void build() = 0;
    virtual const Subnets& subnets() const = 0;
    /// A node that is not created yet.
    virtual std::unique_ptr<Node> make(const NodeSpec& spec, std::uint32_t number) = 0;
    [[noreturn]] void raise(NodeErrorKind kind, const std::string& text) const {
        std::rethrow_exception(error(kind, text));
    }
    virtual std::exception_ptr error(NodeErrorKind kind, const std::string& text) const = 0;

    /// Whether a node has the packet filter of before when it is started again.
    virtual bool keeps_filters() const = 0;
    /// Why no packet can be dropped here, as far as is known without a node.
    virtual std::optional<std::string> why_no_filters() const = 0;
    /// Likewise, found out in a node that runs.
    virtual std::optional<std::string> why_no_filters_in(Node& node) = 0;

    /// Has what is under way with nodes fail, if it can; it may begin no more.
    virtual void interrupt(const Nodes& nodes) noexcept = 0;
    /// Removes all, once nothing is under way; something may have been when it was interrupted.
    virtual void remove(Nodes& nodes, Activity before) noexcept = 0;

 protected:
    ClusterSpec spec_;
    std::filesystem::path logs_;
};

}  // namespace sm::detail::inline cluster
