#include "cluster/docker/docker_filters.hpp"

#include <sm/cluster/unsupported.hpp>

#include <fmt/format.h>

namespace sm::detail::inline cluster {
namespace {

DockerError failed(const std::string& node, const CommandResult& result) {
    return {result.timed_out ? DockerTrouble::too_slow : DockerTrouble::other,
            fmt::format("the packet filter of node \"{}\" cannot be changed: {}", node,
                        result.timed_out ? "nft did not end in time" : result.err)};
}

}  // namespace

std::vector<std::string> DockerFilters::networks(const std::string& node) {
    return names_.node(node).networks();
}

std::string DockerFilters::address(const std::string& node, const std::string& network) {
    return names_.address(node, network);
}

void DockerFilters::install(const std::string& node, const PacketFilter& before,
                            const PacketFilter& after) {
    const auto result =
        nft_.run(names_.node(node).engine_name(), {"-f", "-"}, filter_script(before, after));
    if (result && !*result) throw failed(node, *result);
}

std::map<std::string, std::uint64_t> DockerFilters::counters(const std::string& node) {
    const auto result = nft_.run(names_.node(node).engine_name(),
                                 {"list", "counters", "table", "inet", std::string(filter_table)});
    if (!result) return {};
    if (!*result) throw failed(node, *result);
    return parse_counters(result->out);
}

std::optional<std::string> DockerFilters::trouble(const std::string& node) {
    try {
        nft_.run(names_.node(node).engine_name(), {"list", "tables"});
        return std::nullopt;
    } catch (const Unsupported& lacking) {
        return lacking.what();
    }
}

}  // namespace sm::detail::inline cluster
