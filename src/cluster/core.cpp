#include "cluster/core.hpp"

#include <sm/base/misuse.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "cluster/net/candidates.hpp"

#include <unistd.h>

namespace sm::detail::inline cluster {

ClusterCore::ClusterCore(std::unique_ptr<NodeBackend> backend)
    : backend_(std::move(backend)), pid_(::getpid()) {
    check_name("ClusterSpec.name", backend_->spec().name);
    check_networks(backend_->spec().networks);
}

std::shared_lock<std::shared_mutex> ClusterCore::alive() {
    std::shared_lock lock(life_);
    if (gone_)
        backend_->raise(NodeErrorKind::other,
                        fmt::format("cluster \"{}\" has been torn down", backend_->spec().name));
    return lock;
}

void ClusterCore::tear_down() noexcept {
    if (::getpid() != pid_) return;  // a forked child's copy: the cluster is its parent's
    const std::lock_guard once(ending_);
    if (gone_.exchange(true)) return;
    const auto before = life_.try_lock() ? Activity::none : Activity::some;
    if (before == Activity::none) life_.unlock();
    {
        const std::lock_guard lock(mutex_);
        backend_->interrupt(nodes_);
    }
    life_.lock();  // no operation is under way from here on
    life_.unlock();
    backend_->remove(nodes_, before);
    nodes_.clear();
}

Node& ClusterCore::node(const std::string& name) {
    const std::lock_guard lock(mutex_);
    const auto at = nodes_.find(name);
    if (at == nodes_.end())
        throw Misuse(fmt::format("there is no node \"{}\" in the cluster; its nodes are: {}", name,
                                 fmt::join(in_order(), ", ")));
    return *at->second;
}

std::vector<std::string> ClusterCore::names() const {
    const std::lock_guard lock(mutex_);
    return in_order();
}

/// The nodes by their numbers: as they were given, whichever was made first. Under the mutex.
std::vector<std::string> ClusterCore::in_order() const {
    std::vector<std::string> names;
    for (const auto& [name, node] : nodes_) names.push_back(name);
    std::sort(names.begin(), names.end(), [&](const std::string& a, const std::string& b) {
        return planned_.at(a).number < planned_.at(b).number;
    });
    return names;
}

std::uint32_t ClusterCore::number(const std::string& name) {
    const std::lock_guard lock(mutex_);
    // 0 is the network's own, 1 the gateway or this process.
    const auto next = static_cast<std::uint32_t>(planned_.size()) + 2;
    return planned_.try_emplace(name, Planned{next, {}}).first->second.number;
}

const Subnet& ClusterCore::subnet(const std::string& network) const {
    const auto& subnets = backend_->subnets();
    const auto at = subnets.find(network);
    if (at == subnets.end())
        throw Misuse(fmt::format("there is no network \"{}\" in the cluster", network));
    return at->second;
}

std::string ClusterCore::address(const std::string& node, const std::string& network) {
    const auto at = number(node);
    if (!network.empty()) return subnet(network).host(at);
    const std::lock_guard lock(mutex_);
    const auto& own = planned_.at(node).networks;
    return subnet(own.empty() ? backend_->spec().networks.front().name : own.front()).host(at);
}

std::vector<std::string> ClusterCore::networks_of(const NodeSpec& spec) const {
    const auto& subnets = backend_->subnets();
    for (const auto& network : spec.networks)
        if (!subnets.contains(network))
            throw Misuse(
                fmt::format("node \"{}\" is on network \"{}\", which is not one of "
                            "ClusterSpec.networks",
                            spec.name, network));
    if (!spec.networks.empty()) return spec.networks;
    std::vector<std::string> all;
    for (const auto& network : backend_->spec().networks) all.push_back(network.name);
    return all;
}

void ClusterCore::plan(const std::vector<NodeSpec>& specs) {
    for (const auto& spec : specs) {
        check_name("the name of node", spec.name);
        auto networks = networks_of(spec);
        number(spec.name);
        const std::lock_guard lock(mutex_);
        if (!nodes_.contains(spec.name)) planned_[spec.name].networks = std::move(networks);
    }
}

/// From here on nobody else can make a node of that name.
void ClusterCore::reserve(const NodeSpec& spec, std::uint32_t number) {
    for (const auto& [network, subnet] : backend_->subnets())
        if (number + 1 >= subnet.size())
            throw Misuse(fmt::format("node \"{}\" is one too many for network \"{}\" ({})",
                                     spec.name, network, subnet.text()));
    const std::lock_guard lock(mutex_);
    if (nodes_.contains(spec.name) || !coming_.insert(spec.name).second)
        throw Misuse(
            fmt::format("there is a node \"{}\" already; start, wipe or recreate it, "
                        "or choose another name",
                        spec.name));
}

/// A node that could not be created is not there.
void ClusterCore::create(const NodeSpec& spec) {
    plan({spec});
    const auto at = number(spec.name);
    reserve(spec, at);
    auto known = spec;
    known.networks = networks_of(spec);
    std::unique_ptr<Node> made;
    const auto arrived = [&] {
        const std::lock_guard lock(mutex_);
        coming_.erase(spec.name);
        if (made) nodes_[spec.name] = std::move(made);
    };
    try {
        made = backend_->make(known, at);
        made->create(context(spec.name, made->directory()));
    } catch (...) {
        made.reset();
        arrived();
        throw;
    }
    arrived();
}

void ClusterCore::start(const std::string& name) {
    auto& started = node(name);
    if (backend_->keeps_filters())
        started.start();
    else
        cuts_.start(name, [&] { started.start(); });
}

NodeContext ClusterCore::context(const std::string& name, const std::filesystem::path& directory) {
    NodeContext context{.name = name, .directory = directory};
    std::map<std::uint32_t, NodeAddresses> all;
    const std::lock_guard lock(mutex_);
    for (const auto& [one, planned] : planned_) {
        NodeAddresses known{.name = one};
        for (const auto& network : planned.networks)
            known.addresses[network] = subnet(network).host(planned.number);
        // One of which only the address was asked for is no node.
        if (!known.addresses.empty()) all[planned.number] = std::move(known);
    }
    for (auto& [number, known] : all) context.all.push_back(std::move(known));
    const auto& own = planned_.at(name);
    context.number = static_cast<int>(own.number) - 1;
    context.network = own.networks.front();
    return context;
}

/// Why a node will never be ready; nothing while it may be.
std::optional<std::string> ClusterCore::death(const std::string& name) {
    if (gone_) return "the cluster has been torn down";
    const auto lock = alive();
    return node(name).death();
}

void ClusterCore::await(std::vector<Awaited> nodes, Patience patience) {
    std::optional<std::string> dead;
    const auto look = [&] {
        std::exception_ptr error;
        std::vector<Awaited> left;
        for (auto& one : nodes) {
            dead = death(one.node);
            if (dead) return true;
            try {
                if (one.look()) continue;
            } catch (...) {
                error = std::current_exception();
            }
            left.push_back(one);
        }
        nodes = std::move(left);
        if (error) std::rethrow_exception(error);
        return nodes.empty();
    };
    const auto waited = eventually(look, patience);
    if (dead) backend_->raise(NodeErrorKind::node_died, *dead);
    if (waited) return;
    const auto lock = alive();
    node(nodes.front().node).raise_not_ready(waited);
}

std::vector<std::string> ClusterCore::networks(const std::string& name) {
    return node(name).networks();
}

void ClusterCore::install(const std::string& name, const PacketFilter& before,
                          const PacketFilter& after) {
    node(name).install(before, after);
}

std::map<std::string, std::uint64_t> ClusterCore::counters(const std::string& name) {
    return node(name).dropped();
}

}  // namespace sm::detail::inline cluster
