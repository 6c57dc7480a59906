#include <sm/base/misuse.hpp>
#include <sm/cluster/http.hpp>
#include <sm/cluster/node_cluster.hpp>

#include <fmt/format.h>

#include <fstream>
#include <iterator>

namespace sm {

const std::string& NodeContext::address_of(const std::string& node, const std::string& on) const {
    const auto& wanted = on.empty() ? network : on;
    for (const auto& one : all) {
        if (one.name != node) continue;
        const auto at = one.addresses.find(wanted);
        if (at != one.addresses.end()) return at->second;
        throw Misuse(fmt::format("node \"{}\" is not on network \"{}\"", node, wanted));
    }
    throw Misuse(fmt::format("there is no node \"{}\" in the cluster", node));
}

std::vector<NodeSpec> nodes(int count, const NodeSpec& alike) {
    if (count < 1)
        throw Misuse(fmt::format("sm::nodes({}, ...): ask for at least one node", count));
    std::vector<std::string> names;
    const auto prefix = alike.name.empty() ? "n" : alike.name;
    for (int number = 1; number <= count; ++number)
        names.push_back(prefix + std::to_string(number));
    return nodes(names, alike);
}

std::vector<NodeSpec> nodes(const std::vector<std::string>& names, const NodeSpec& alike) {
    std::vector<NodeSpec> all;
    for (const auto& name : names) {
        all.push_back(alike);
        all.back().name = name;
    }
    return all;
}

Readiness ready_on_port(std::uint16_t port, const std::string& network) {
    return [port, network](NodeCluster& cluster, const std::string& node) {
        return accepts(cluster.endpoint(node, port, network));
    };
}

Readiness ready_on_http(std::uint16_t port, const std::string& path, const std::string& network) {
    return [port, path, network](NodeCluster& cluster, const std::string& node) {
        HttpConnection connection(cluster.endpoint(node, port, network));
        const auto status = connection.ask({.method = "GET", .target = path}).status;
        if (status >= 200 && status < 300) return true;
        throw std::runtime_error(fmt::format("GET {} is answered with status {}", path, status));
    };
}

Readiness ready_on_log(const std::string& text) {
    return [text](NodeCluster& cluster, const std::string& node) {
        std::ifstream file(cluster.log(node), std::ios::binary);
        const std::string written{std::istreambuf_iterator<char>(file), {}};
        return written.find(text) != std::string::npos;
    };
}

}  // namespace sm
