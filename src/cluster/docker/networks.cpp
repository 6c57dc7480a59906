#include "cluster/docker/networks.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <future>
#include <sstream>

#include "cluster/net/candidates.hpp"
#include "os/lock.hpp"

namespace sm::detail::inline cluster {
namespace {

/// The engine's network that overlaps with the subnet, in words; empty if there is none.
std::string holder(const Docker& docker, const Subnet& wanted) {
    std::vector<std::string> words{"network", "inspect"};
    std::istringstream ids(docker.ask({"network", "ls", "-q"}));
    for (std::string id; ids >> id;) words.push_back(id);
    // One of them may be removed meanwhile: what is printed of the others is enough.
    const auto printed = docker.attempt({.words = words});
    const auto networks = nlohmann::json::parse(printed.out, nullptr, false);
    if (!networks.is_array()) return "";
    for (const auto& network : networks) {
        const auto configs = network.value("/IPAM/Config"_json_pointer, nlohmann::json::array());
        for (const auto& config : configs) {
            const auto subnet = parse_subnet(config.value("Subnet", ""));
            if (!subnet || !subnet->overlaps(wanted)) continue;
            const auto labels = network.value("Labels", nlohmann::json::object());
            const auto pid = labels.is_object() ? labels.value("sm.pid", "") : "";
            return fmt::format("by the network \"{}\" ({}{})", network.value("Name", "?"),
                               subnet->text(), pid.empty() ? "" : ", of the test process " + pid);
        }
    }
    return "";
}

DockerError taken_error(const Docker& docker, const NetworkSpec& spec, const Subnet& wanted) {
    auto by = holder(docker, wanted);
    for (const auto& route : routes())
        if (by.empty() && route.subnet.overlaps(wanted))
            by = fmt::format("by this host's route {} on {}", route.subnet.text(), route.device);
    return {DockerErrorKind::subnet_taken,
            fmt::format("subnet {} of network \"{}\" is taken {}; choose another, or leave "
                        "NetworkSpec.subnet empty to get a free one",
                        spec.subnet, spec.name, by.empty() ? "(the engine says)" : by)};
}

CommandResult create(const Docker& docker, const std::string& name, const Subnet& subnet,
                     const std::vector<std::string>& labels, std::vector<std::string>& words) {
    words = {"network",  "create",      "--driver",  "bridge",
             "--subnet", subnet.text(), "--gateway", subnet.host(1)};
    words.insert(words.end(), labels.begin(), labels.end());
    words.push_back(name);
    return docker.attempt({.words = words});
}

Network create_network(const Docker& docker, const NetworkSpec& spec, const std::string& name,
                       const std::vector<std::string>& labels, Candidates& candidates) {
    std::vector<std::string> words;
    const bool fixed = !spec.subnet.empty();
    for (;;) {
        const auto free = fixed ? parse_subnet(spec.subnet) : candidates.next();
        if (!free) throw DockerError(DockerErrorKind::subnet_taken, candidates.exhausted());
        const auto subnet = *free;
        const auto known = fixed ? routes() : std::vector<Route>();
        for (const auto& route : known)
            if (route.subnet.overlaps(subnet)) throw taken_error(docker, spec, subnet);
        const auto result = create(docker, name, subnet, labels, words);
        if (result) return {name, subnet};
        const auto error = docker.error_of(words, result);
        if (error.kind != DockerErrorKind::subnet_taken) throw error;
        if (fixed) throw taken_error(docker, spec, subnet);
    }
}

}  // namespace

Networks create_networks(const Docker& docker, const ClusterSpec& spec, const std::string& prefix,
                         const std::vector<std::string>& labels) {
    Candidates candidates(spec.pool);
    // Other processes would find the same ones free, be refused and try on: right, but slower.
    const Lock lock("subnets");
    std::map<std::string, std::future<Network>> coming;
    for (const auto& one : spec.networks)
        coming[one.name] = std::async(std::launch::async, [&, name = prefix + one.name] {
            return create_network(docker, one, name, labels, candidates);
        });
    Networks networks;
    std::exception_ptr error;
    for (auto& [name, network] : coming) try {
            networks[name] = network.get();
        } catch (...) {
            error = std::current_exception();
        }
    if (error) std::rethrow_exception(error);
    return networks;
}

}  // namespace sm::detail::inline cluster
