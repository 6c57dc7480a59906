#pragma once
/// The nodes of a cluster by name, and what may be done to it at once.

#include <sm/cluster/node_cluster.hpp>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <vector>

#include "cluster/net/cuts.hpp"
#include "cluster/node.hpp"
#include "cluster/node_backend.hpp"

#include <sys/types.h>

namespace sm::detail::inline cluster {

/// What is waited for at a node.
struct Awaited {
    std::string node{};
    std::function<bool()> look{};
};

class ClusterCore final : private FilteredNodes {
 public:
    explicit ClusterCore(std::unique_ptr<NodeBackend> backend);

    NodeBackend& backend() const { return *backend_; }
    Cuts& cuts() { return cuts_; }

    /// What may be under way while it is torn down, and must not begin afterwards: throws.
    std::shared_lock<std::shared_mutex> alive();
    void tear_down() noexcept;

    /// Throws Misuse for a node that is not there.
    Node& node(const std::string& name);
    std::vector<std::string> names() const;
    /// Empty: on the node's first network.
    std::string address(const std::string& node, const std::string& network) override;
    /// Creates a node without starting it.
    void create(const NodeSpec& spec);
    void start(const std::string& name);
    NodeContext context(const std::string& name, const std::filesystem::path& directory);
    /// Numbers nodes in this order, whichever is made first, and says where they will be.
    void plan(const std::vector<NodeSpec>& specs);

    /// Waits until each look was once true. Throws the backend's error as soon as one of the nodes
    /// ends, or when patience does. Nothing is held meanwhile: what is waited for may itself tear
    /// the cluster down.
    void await(std::vector<Awaited> nodes, Patience patience);

 private:
    /// A node's number, which its addresses end in, and the networks that it is, or will be, on.
    struct Planned {
        std::uint32_t number = 0;
        std::vector<std::string> networks{};
    };

    std::optional<std::string> death(const std::string& name);
    std::vector<std::string> networks_of(const NodeSpec& spec) const;
    std::uint32_t number(const std::string& name);
    void reserve(const NodeSpec& spec, std::uint32_t number);
    std::vector<std::string> in_order() const;
    const Subnet& subnet(const std::string& network) const;

    std::vector<std::string> networks(const std::string& name) override;
    void install(const std::string& name, const PacketFilter& before,
                 const PacketFilter& after) override;
    std::map<std::string, std::uint64_t> counters(const std::string& name) override;

    std::unique_ptr<NodeBackend> backend_;
    const pid_t pid_;
    Cuts cuts_{*this};
    std::atomic<bool> gone_ = false;
    std::shared_mutex life_;  // held shared by what is under way
    std::mutex ending_;
    mutable std::mutex mutex_;  // of what follows
    std::map<std::string, Planned> planned_;
    std::set<std::string> coming_;  // being created
    Nodes nodes_;
};

}  // namespace sm::detail::inline cluster
