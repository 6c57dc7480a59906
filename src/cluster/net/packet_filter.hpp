#pragma once
/// What one node does not receive: the rules of its network namespace, in the language of nft(8).

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace sm::detail::inline cluster {

struct PacketFilter {
    std::map<std::string, double> arriving{};  // which share vanishes, by the sender's address
    // Addresses that nothing is sent to. Unlike a cable that is cut this is seen by the sender of
    // a datagram (EPERM), so it is for short whiles only.
    std::set<std::string> leaving{};

    bool empty() const { return arriving.empty() && leaving.empty(); }
    bool operator==(const PacketFilter&) const = default;
};

/// The table that we make, and own alone.
inline constexpr std::string_view filter_table = "sm_cuts";

/// One transaction after which `after` is what is filtered, whatever was before; counters of
/// senders that `before` has as well go on counting.
std::string filter_script(const PacketFilter& before, const PacketFilter& after);

/// Packets dropped, by the sender's address, from what `nft list counters` printed.
std::map<std::string, std::uint64_t> parse_counters(const std::string& listed);

}  // namespace sm::detail::inline cluster
