#pragma once
/// The packet filters of local processes.

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "cluster/net/cuts.hpp"
#include "cluster/process/process_node.hpp"

namespace sm::detail::inline cluster {

/// A node's namespace is there whether its program runs or not, and its filter with it.
class ProcessFilters final : public FilteredNodes {
 public:
    struct Names {
        std::function<ProcessNode&(const std::string&)> node;
        std::function<std::string(const std::string& node, const std::string& network)> address;
    };

    explicit ProcessFilters(Names names) : names_(std::move(names)) {}

    std::vector<std::string> networks(const std::string& node) override;
    std::string address(const std::string& node, const std::string& network) override;
    void install(const std::string& node, const PacketFilter& before,
                 const PacketFilter& after) override;
    std::map<std::string, std::uint64_t> counters(const std::string& node) override;

 private:
    Names names_;
};

}  // namespace sm::detail::inline cluster
