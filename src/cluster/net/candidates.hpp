#pragma once
/// The subnets of a pool that are free, one after the other.

#include <sm/cluster/network.hpp>

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "cluster/net/subnet.hpp"

namespace sm::detail::inline cluster {

/// Hands out the subnets of a pool, each once, leaving out those that this host routes. Where it
/// begins is this process's own, and moves on with each cluster.
class Candidates {
 public:
    /// Throws Misuse for a pool that makes no sense.
    explicit Candidates(const SubnetPool& pool);

    /// Nothing when all have been handed out.
    std::optional<Subnet> next();

    /// That none is free, for a person.
    std::string exhausted() const;

 private:
    std::mutex mutex_;
    std::vector<Route> taken_;
    Subnet range_;
    int prefix_ = 0;
    std::uint64_t count_ = 0;
    std::uint64_t at_ = 0;
    std::uint64_t given_ = 0;
};

/// Throws Misuse for networks without sense, or none at all.
void check_networks(const std::vector<NetworkSpec>& networks);

/// Throws Misuse for a name that is none: `what` says whose.
void check_name(const char* what, const std::string& name);

}  // namespace sm::detail::inline cluster
