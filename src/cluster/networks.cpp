#include "cluster/networks.hpp"

#include <sm/cluster/owner.hpp>
#include <sm/value/misuse.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <future>
#include <mutex>
#include <sstream>

#include "cluster/lock.hpp"

namespace sm::detail {
namespace {

/// Hands out the subnets of a pool, each once, leaving out those that this host routes. Those that
/// only the engine knows of, as on another host, it refuses, and the next is tried.
class Candidates {
 public:
    Candidates(const SubnetPool& pool, const std::string& seed) : taken_(routes()) {
        const auto range = parse_subnet(pool.range);
        if (!range)
            throw Misuse(fmt::format("SubnetPool.range \"{}\" is no subnet such as 10.213.0.0/16",
                                     pool.range));
        if (pool.prefix < range->prefix || pool.prefix > 29)
            throw Misuse(fmt::format("SubnetPool.prefix {} must be between that of range {} and 29",
                                     pool.prefix, pool.range));
        range_ = *range;
        prefix_ = pool.prefix;
        count_ = std::uint64_t{1} << (prefix_ - range_.prefix);
        // Processes start at different places, and go on rather than take again what they have
        // just given back, which may still be on its way out.
        static std::atomic<std::uint64_t> used = 0;
        at_ = std::stoull(seed.substr(0, 8), nullptr, 16) + used.fetch_add(4);
    }

    Subnet next() {
        const std::lock_guard lock(mutex_);
        while (given_++ < count_) {
            const auto index = at_++ % count_;
            const Subnet one{range_.base + static_cast<std::uint32_t>(index << (32 - prefix_)),
                             prefix_};
            if (std::none_of(taken_.begin(), taken_.end(),
                             [&](const Route& route) { return route.subnet.overlaps(one); }))
                return one;
        }
        throw DockerError(
            DockerTrouble::subnet_taken,
            fmt::format("none of the {} subnets /{} of the pool {} is free; run `sm reap`, remove "
                        "unused networks (docker network prune), or set ClusterSpec.pool",
                        count_, prefix_, range_.text()));
    }

 private:
    std::mutex mutex_;
    std::vector<Route> taken_;
    Subnet range_;
    int prefix_ = 0;
    std::uint64_t count_ = 0;
    std::uint64_t at_ = 0;
    std::uint64_t given_ = 0;
};

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
    return {DockerTrouble::subnet_taken,
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
        const auto subnet = fixed ? *parse_subnet(spec.subnet) : candidates.next();
        const auto known = fixed ? routes() : std::vector<Route>();
        for (const auto& route : known)
            if (route.subnet.overlaps(subnet)) throw taken_error(docker, spec, subnet);
        const auto result = create(docker, name, subnet, labels, words);
        if (result) return {name, subnet};
        const auto error = docker.error_of(words, result);
        if (error.trouble != DockerTrouble::subnet_taken) throw error;
        if (fixed) throw taken_error(docker, spec, subnet);
    }
}

void check(const ClusterSpec& spec) {
    if (spec.networks.empty()) throw Misuse("a cluster needs at least one network");
    for (std::size_t i = 0; i < spec.networks.size(); ++i) {
        const auto& one = spec.networks[i];
        if (!one.subnet.empty() && !parse_subnet(one.subnet))
            throw Misuse(
                fmt::format("network \"{}\": \"{}\" is no subnet such as 10.7.0.0/24, "
                            "with zeros behind its prefix",
                            one.name, one.subnet));
        for (std::size_t j = 0; j < i; ++j)
            if (spec.networks[j].name == one.name)
                throw Misuse(fmt::format("two networks are called \"{}\"", one.name));
    }
}

}  // namespace

Networks create_networks(const Docker& docker, const ClusterSpec& spec, const std::string& prefix,
                         const std::vector<std::string>& labels) {
    check(spec);
    Candidates candidates(spec.pool, Owner::self().digest());
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

}  // namespace sm::detail
