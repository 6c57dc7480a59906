#pragma once
/// Subnets of IPv4: parsing, overlap, and which ones this host already routes.

#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <vector>

namespace sm::detail::inline cluster {

struct Subnet {
    std::uint32_t base = 0;
    int prefix = 0;

    std::uint64_t size() const { return std::uint64_t{1} << (32 - prefix); }
    bool overlaps(const Subnet& other) const;
    std::string text() const;
    /// The address of the host of this number.
    std::string host(std::uint32_t number) const;
    bool operator==(const Subnet&) const = default;
};

/// "10.7.0.0/24"; nothing if it is not one, or has bits beyond its prefix.
std::optional<Subnet> parse_subnet(const std::string& text);

struct Route {
    std::string device;
    Subnet subnet;
};

/// The routes in the format of /proc/net/route, the default one left out.
std::vector<Route> parse_routes(std::istream& table);

/// The host's.
std::vector<Route> routes();

}  // namespace sm::detail::inline cluster
