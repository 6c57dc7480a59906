#include "cluster/net/packet_filter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <sstream>

namespace sm::detail::inline cluster {
namespace {

constexpr std::string_view counter_prefix = "from_";
constexpr std::uint32_t whole = 1'000'000;

std::string counter_of(const std::string& address) { return std::string(counter_prefix) + address; }

/// Before conntrack and all else, so that the host's stack never sees the packet.
std::string chain(std::string_view name, std::string_view hook) {
    return fmt::format(
        "add chain inet {0} {1} {{ type filter hook {2} priority raw; policy accept; }}\n"
        "flush chain inet {0} {1}\n",
        filter_table, name, hook);
}

/// nft draws a number below `whole` for each packet.
std::string chance(double share) {
    const auto of_whole = static_cast<std::uint32_t>(std::lround(share * whole));
    if (of_whole >= whole) return "";
    return fmt::format("numgen random mod {} < {} ", whole, std::max(of_whole, 1U));
}

}  // namespace

std::string filter_script(const PacketFilter& before, const PacketFilter& after) {
    std::string script = fmt::format("add table inet {}\n", filter_table);
    if (after.empty()) return script + fmt::format("delete table inet {}\n", filter_table);
    script += chain("arriving", "prerouting");
    script += chain("leaving", "output");
    for (const auto& [address, share] : before.arriving) {
        if (after.arriving.contains(address)) continue;
        // What is not there cannot be deleted: a node that was started anew has no counters.
        script += fmt::format("add counter inet {0} {1}\ndelete counter inet {0} {1}\n",
                              filter_table, counter_of(address));
    }
    for (const auto& [address, share] : after.arriving)
        script += fmt::format(
            "add counter inet {0} {1}\n"
            "add rule inet {0} arriving ip saddr {2} {3}counter name \"{1}\" drop\n",
            filter_table, counter_of(address), address, chance(share));
    for (const auto& address : after.leaving)
        script += fmt::format("add rule inet {} leaving ip daddr {} drop\n", filter_table, address);
    return script;
}

std::map<std::string, std::uint64_t> parse_counters(const std::string& listed) {
    std::map<std::string, std::uint64_t> packets;
    std::istringstream words(listed);
    std::string word, address;
    while (words >> word) {
        if (word == "counter" && words >> word)
            address = word.starts_with(counter_prefix) ? word.substr(counter_prefix.size()) : "";
        else if (word == "packets" && !address.empty())
            words >> packets[address];
    }
    return packets;
}

}  // namespace sm::detail::inline cluster
