#pragma once
/// The packet filters of containers.

#include <sm/cluster/docker/docker.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cluster/docker/node.hpp"
#include "cluster/net/cuts.hpp"
#include "cluster/net/nft.hpp"

namespace sm::detail::inline cluster {

class DockerFilters final : public FilteredNodes {
 public:
    struct Names {
        std::function<Node&(const std::string&)> node;
        std::function<std::string(const std::string& node, const std::string& network)> address;
    };

    DockerFilters(const Docker& docker, const std::vector<std::string>& labels, Names names)
        : names_(std::move(names)), nft_(docker, labels) {}

    std::vector<std::string> networks(const std::string& node) override;
    std::string address(const std::string& node, const std::string& network) override;
    void install(const std::string& node, const PacketFilter& before,
                 const PacketFilter& after) override;
    std::map<std::string, std::uint64_t> counters(const std::string& node) override;

    /// Why nothing can be filtered, found out in a node that runs.
    std::optional<std::string> trouble(const std::string& node);

 private:
    Names names_;
    Nft nft_;
};

}  // namespace sm::detail::inline cluster
