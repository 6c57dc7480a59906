#include <sm/base/misuse.hpp>
#include <sm/cluster/backend.hpp>
#include <sm/cluster/docker/docker_cluster.hpp>
#include <sm/cluster/process/process_cluster.hpp>

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>

#include "cluster/net/nft.hpp"

namespace sm {

Backend backend_of(const std::string& name, const std::string& given_by) {
    if (name == "process") return Backend::process;
    if (name == "docker") return Backend::docker;
    if (name == "auto") return no_namespaces() ? Backend::docker : Backend::process;
    throw Misuse(fmt::format("{} is \"{}\"; it may be docker, process or auto", given_by, name));
}

Backend chosen_backend() {
    const char* set = std::getenv("SM_ON");  // NOLINT(concurrency-mt-unsafe): nobody sets it
    return backend_of(set != nullptr ? set : "auto", "SM_ON");
}

std::optional<std::string> why_not_usable(Backend backend) {
    return backend == Backend::docker ? Docker{}.unusable() : no_namespaces();
}

std::optional<std::string> why_not_usable(Backend backend, const ClusterSpec& spec) {
    if (auto why = why_not_usable(backend)) return why;
    for (const auto& node : spec.nodes) {
        const bool is_needed = backend == Backend::process || node.image.empty();
        const bool is_path = node.program.find('/') != std::string::npos;
        const bool is_there = is_path ? std::filesystem::exists(node.program)
                                      : !detail::find_program(node.program).empty();
        if (is_needed && !is_there)
            return fmt::format(
                "there is no program \"{}\" for node \"{}\" here; install or build it",
                node.program, node.name);
    }
    if (backend == Backend::process && detail::find_program("nft").empty())
        return "there is no program nft to cut nodes off with; apt-get install nftables";
    return std::nullopt;
}

std::unique_ptr<NodeCluster> make_cluster(Backend backend, const ClusterSpec& spec) {
    if (backend == Backend::docker) return std::make_unique<DockerCluster>(spec);
    auto isolated = spec;
    if (isolated.isolation == Isolation::best) isolated.isolation = Isolation::namespaces;
    return std::make_unique<ProcessCluster>(std::move(isolated));
}

}  // namespace sm
