#include "cluster/process/process_filters.hpp"

#include <fmt/format.h>

#include "cluster/net/nft.hpp"
#include "os/in_memory.hpp"

namespace sm::detail::inline cluster {
namespace {

CommandResult nft(const ProcessNode& node, const std::string& name, std::vector<std::string> words,
                  int script) {
    words.insert(words.begin(), find_program("nft"));
    auto result = node.beside({.words = words, .input = script, .limit = std::chrono::seconds{30}});
    if (result) return result;
    throw ProcessError(ProcessTrouble::network,
                       fmt::format("the packet filter of node \"{}\" cannot be changed: {}", name,
                                   result.timed_out ? "nft did not end in time" : result.err));
}

}  // namespace

std::vector<std::string> ProcessFilters::networks(const std::string& node) {
    return names_.node(node).networks();
}

std::string ProcessFilters::address(const std::string& node, const std::string& network) {
    return names_.address(node, network);
}

void ProcessFilters::install(const std::string& node, const PacketFilter& before,
                             const PacketFilter& after) {
    const auto script = in_memory(filter_script(before, after), "the rules of a packet filter");
    nft(names_.node(node), node, {"-f", "-"}, script.get());
}

std::map<std::string, std::uint64_t> ProcessFilters::counters(const std::string& node) {
    const auto listed = nft(names_.node(node), node,
                            {"list", "counters", "table", "inet", std::string(filter_table)}, -1);
    return parse_counters(listed.out);
}

}  // namespace sm::detail::inline cluster
