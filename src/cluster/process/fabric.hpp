#pragma once
/// The networks of a process cluster: where its nodes have their addresses, and what their packets
/// go through.

#include <sm/cluster/network.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cluster/net/subnet.hpp"
#include "os/descriptor.hpp"

namespace sm::detail::inline cluster {

using Subnets = std::map<std::string, Subnet>;  // by the test's name of the network

/// Nodes go by the number of their address in each network. Calls for one node take turns.
class Fabric {
 public:
    virtual ~Fabric() = default;

    virtual const Subnets& subnets() const = 0;

    /// Gives a node its addresses on these networks, plugged in; returns the network namespace that
    /// its programs belong in, none if that of this process is right.
    virtual Descriptor add(std::uint32_t node, const std::vector<std::string>& networks) = 0;
    virtual void unplug(std::uint32_t node, const std::string& network) = 0;
    virtual void plug(std::uint32_t node, const std::string& network) = 0;

    /// What a network is called at its nodes.
    virtual std::string device(const std::string& network) const = 0;

    /// Why packets cannot be kept from a node, or held back; nothing if they can.
    virtual std::optional<std::string> why_not_cut() const = 0;
    virtual std::optional<std::string> why_not_delay() const = 0;
};

/// Every node in a network namespace of its own, with a cable to a bridge for each network. The
/// bridges are in a namespace too, and one cable of each leads to this process's.
///
/// No namespace has a name, and this process alone holds them: with it, and the programs in them,
/// they go, and with them the bridges and all cables. Throws ProcessError, and Unsupported.
std::unique_ptr<Fabric> make_bridges(const std::vector<NetworkSpec>& networks,
                                     const SubnetPool& pool, const std::string& cluster);

/// Every node at addresses 127.x.y.z of this host. `why` says why there is nothing better.
std::unique_ptr<Fabric> make_loopback(const std::vector<NetworkSpec>& networks, std::string why);

/// Why there can be no bridges here; nothing if there can.
std::optional<std::string> no_bridges();

}  // namespace sm::detail::inline cluster
