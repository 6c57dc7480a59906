#include <sm/base/misuse.hpp>
#include <sm/cluster/process/process_cluster.hpp>
#include <sm/cluster/unsupported.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cluster/net/senders.hpp"
#include "cluster/process/process_backend.hpp"

namespace sm {
namespace {

detail::ProcessNode& node_of(detail::ClusterCore& core, const std::string& name) {
    return static_cast<detail::ProcessNode&>(core.node(name));
}

const detail::Fabric& fabric_of(detail::ClusterCore& core) {
    return detail::process_backend(core).fabric();
}

}  // namespace

std::optional<std::string> no_namespaces() { return detail::no_bridges(); }

ProcessCluster::ProcessCluster(ClusterSpec spec)
    : NodeCluster(std::make_unique<detail::ProcessBackend>(std::move(spec))) {
    build();
}

Isolation ProcessCluster::isolation() const { return detail::process_backend(core()).isolation(); }

void ProcessCluster::delay(const std::vector<Link>& links, const Delay& delay) {
    if (const auto why = why_not_delay(links, delay)) throw Unsupported(*why);
    const auto alive = core().alive();
    detail::check_delay(delay);
    for (const auto& [sender, receivers] : detail::by_sender(links)) {
        auto& node = node_of(core(), sender);
        for (const auto& network : delay.networks.empty() ? node.networks() : delay.networks)
            node.delay(network, delay);
    }
}

std::optional<std::string> ProcessCluster::why_not_delay(const std::vector<Link>& links,
                                                         const Delay&) {
    const auto alive = core().alive();
    if (auto why = detail::why_not_by_sender(links, nodes())) return why;
    return fabric_of(core()).why_not_delay();
}

void ProcessCluster::fail_disk(const std::string& node, const DiskFault& fault) {
    const auto alive = core().alive();
    if (fault.damages()) throw Unsupported(*why_not_fail_disk(fault));
    node_of(core(), node).fail_disk(fault);
}

void ProcessCluster::heal_disk(const std::string& node) {
    const auto alive = core().alive();
    node_of(core(), node).heal_disk();
}

std::vector<ActiveDiskFault> ProcessCluster::failing_disks() {
    const auto alive = core().alive();
    auto names = core().names();
    std::sort(names.begin(), names.end());
    std::vector<ActiveDiskFault> all;
    for (const auto& name : names)
        if (auto fault = node_of(core(), name).disk_fault()) all.push_back(std::move(*fault));
    return all;
}

std::optional<std::string> ProcessCluster::why_not_fail_disk(const DiskFault& fault) {
    if (fault.damages())
        return "the data on the disk of a local process cannot be damaged (`unreadable`, "
               "`misdirected`): only simulated disks support that; use `latency` or `failure`";
    return detail::why_not_trace();
}

}  // namespace sm
