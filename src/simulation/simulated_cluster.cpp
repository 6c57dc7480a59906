#include <sm/base/misuse.hpp>
#include <sm/cluster/unsupported.hpp>
#include <sm/history/outcome.hpp>
#include <sm/simulation/simulated_cluster.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "simulation/world.hpp"

namespace sm::simulation {
namespace {

constexpr const char* network = "net";

void require_network(const std::string& what, const std::vector<std::string>& networks) {
    for (const auto& name : networks)
        if (name != network)
            throw Misuse(
                fmt::format("{}: there is no network \"{}\"; the one there is in a simulation is "
                            "called {}",
                            what, name, network));
}

void require_right(const Cut& cut) {
    if (cut.from == cut.to)
        throw Misuse(fmt::format("cut: {} cannot be cut off from itself", cut.from));
    if (!(cut.share > 0 && cut.share <= 1))
        throw Misuse(fmt::format("cut from {} to {}: the share is {}; it is above 0 and at most 1",
                                 cut.from, cut.to, cut.share));
    require_network(fmt::format("cut from {} to {}", cut.from, cut.to), cut.networks);
}

void require_right(const std::string& node, const DiskFault& fault) {
    if (fault.latency < Duration::zero())
        throw Misuse(fmt::format("fail_disk of {}: the latency is {} s; it must not be below zero",
                                 node, std::chrono::duration<double>(fault.latency).count()));
    const auto require_share = [&](const char* name, double share) {
        if (!(share >= 0 && share <= 1))
            throw Misuse(fmt::format("fail_disk of {}: {} is {}; a share is from 0 to 1", node,
                                     name, share));
    };
    require_share("unreadable", fault.unreadable);
    require_share("misdirected", fault.misdirected);
    if (!fault.fails())
        throw Misuse(
            fmt::format("fail_disk of {}: the fault does nothing; give a latency, a "
                        "failure or damage, or call heal_disk",
                        node));
}

}  // namespace

SimulatedCluster::SimulatedCluster(const ClusterOptions& options, Seed seed,
                                   detail::Messages& messages, const MakeProcess& make)
    : world_(std::make_unique<detail::World>(options, seed, messages)) {
    for (const auto& node : world_->nodes) node->house(make(*node));
    for (const auto& node : world_->nodes) node->start();
    injector_ = std::make_unique<fault::Injector>(*this);
}

SimulatedCluster::~SimulatedCluster() {
    static_cast<void>(injector_->heal_all());
    for (const auto& node : world_->nodes)
        if (node->is_up()) node->kill();
}

std::vector<std::string> SimulatedCluster::nodes() const {
    std::vector<std::string> names;
    for (const auto& node : world_->nodes) names.push_back(node->name());
    return names;
}

NodeState SimulatedCluster::state(const std::string& node) { return world_->node(node).state(); }
void SimulatedCluster::start(const std::string& node) { world_->node(node).start(); }
void SimulatedCluster::stop(const std::string& node) { world_->node(node).stop(); }
void SimulatedCluster::kill(const std::string& node) { world_->node(node).kill(); }
void SimulatedCluster::pause(const std::string& node) { world_->node(node).pause(); }
void SimulatedCluster::unpause(const std::string& node) { world_->node(node).unpause(); }
void SimulatedCluster::wipe(const std::string& node) { world_->node(node).wipe(); }

void SimulatedCluster::cut(const std::vector<Cut>& cuts) {
    for (const auto& one : cuts) {
        require_right(one);
        static_cast<void>(world_->node(one.from));
        static_cast<void>(world_->node(one.to));
    }
    for (const auto& one : cuts) cut_link(one, one.share);
}

void SimulatedCluster::cut_link(const Cut& cut, double share) {
    auto& from = world_->node(cut.from);
    world_->network.cut(from.id(), world_->node(cut.to).id(), share);
    from.note_cut(cut.to, share);
}

void SimulatedCluster::restore(const std::vector<Cut>& cuts) {
    for (const auto& one : cuts) cut_link(one, 0);
}

void SimulatedCluster::restore_all() {
    std::vector<Cut> cuts;
    for (const auto& one : active_cuts()) cuts.push_back({one.from, one.to});
    restore(cuts);
}

std::vector<ActiveCut> SimulatedCluster::active_cuts() {
    std::vector<ActiveCut> all;
    const auto name = [](NodeId id) { return fmt::format("n{}", id); };
    for (const auto& one : world_->network.cuts())
        all.push_back({name(one.from), name(one.to), network, one.share, one.dropped});
    return all;
}

std::optional<std::string> SimulatedCluster::why_not_cut() { return std::nullopt; }

void SimulatedCluster::step_clock(const std::string& node, Duration by) {
    world_->node(node).step_clock(by);
}

void SimulatedCluster::set_drift(const std::string& node, double share) {
    if (!(share >= -0.5 && share <= 1))
        throw Misuse(
            fmt::format("set_drift of {}: {} is out of range; from -0.5 to 1", node, share));
    world_->node(node).set_drift(share);
}

void SimulatedCluster::correct_clock(const std::string& node) {
    world_->node(node).correct_clock();
}

std::optional<std::string> SimulatedCluster::why_not_set_clock() { return std::nullopt; }

std::optional<std::string> SimulatedCluster::why_not_fail_disk(const DiskFault& fault) {
    if (!fault.calls.empty() || !fault.files.empty())
        return "a simulated disk fails as a whole: it has no system calls to name, and no files "
               "that are left alone; leave `calls` and `files` empty";
    if (fault.failure == DiskFailure::io_error)
        return "a simulated disk does not answer io_error: have it full (no_space), or lose what "
               "is read (unreadable)";
    return std::nullopt;
}

void SimulatedCluster::fail_disk(const std::string& node, const DiskFault& fault) {
    auto& found = world_->node(node);
    if (const auto why = why_not_fail_disk(fault)) throw Unsupported(*why);
    require_right(node, fault);
    auto& damaged = world_->damaged;
    if (fault.damages() && !damaged.contains(found.id())) {
        if (2 * (damaged.size() + 1) >= world_->nodes.size())
            throw Refused(
                fmt::format("damage to the disk of {}: with it no majority of {} nodes "
                            "would have kept what was synced",
                            node, world_->nodes.size()));
        damaged.insert(found.id());
    }
    found.fail_disk(fault);
}

void SimulatedCluster::heal_disk(const std::string& node) { world_->node(node).fail_disk({}); }

std::vector<ActiveDiskFault> SimulatedCluster::failing_disks() {
    std::vector<ActiveDiskFault> all;
    for (const auto& node : std::as_const(world_->nodes))
        if (const auto& disk = std::as_const(*node).disk(); disk.fault().fails())
            all.push_back({node->name(), disk.fault(), disk.hits()});
    return all;
}

void SimulatedCluster::slow(const std::string& node, Duration each) {
    if (each < Duration::zero())
        throw Misuse(fmt::format("slow {}: the time must not be below zero", node));
    world_->node(node).slow(each);
}

void SimulatedCluster::for_each_link(const std::vector<Link>& links,
                                     const std::function<void(NodeId, NodeId)>& task) {
    for (const auto& [from, to] : links)
        if (world_->node(from).id() == world_->node(to).id())
            throw Misuse(fmt::format("{} has no link to itself", from));
    for (const auto& [from, to] : links) task(world_->node(from).id(), world_->node(to).id());
}

void SimulatedCluster::delay(const std::vector<Link>& links, const Delay& delay) {
    if (const auto why = why_not_delay(links, delay)) throw Unsupported(*why);
    if (delay.latency < Duration::zero()) throw Misuse("delay: the time must not be below zero");
    require_network("delay", delay.networks);
    for_each_link(links,
                  [&](NodeId from, NodeId to) { world_->network.delay(from, to, delay.latency); });
}

std::optional<std::string> SimulatedCluster::why_not_delay(const std::vector<Link>&,
                                                           const Delay& delay) {
    if (delay.jitter == Duration{}) return std::nullopt;
    return "a simulated link has no jitter of a delay: its own latency varies, as "
           "ClusterOptions.network.latency says; leave `jitter` zero";
}

void SimulatedCluster::clog(const std::vector<Link>& links) {
    for_each_link(links, [&](NodeId from, NodeId to) { world_->network.clog(from, to); });
}

void SimulatedCluster::unclog(const std::vector<Link>& links) {
    for_each_link(links, [&](NodeId from, NodeId to) { world_->network.unclog(from, to); });
}

fault::Injector& SimulatedCluster::injector() { return *injector_; }

std::vector<std::string> SimulatedCluster::heal_core() {
    static_cast<void>(injector_->heal_all());
    world_->network.mend();
    world_->network.calm();
    world_->buggify.stop();
    std::vector<detail::Node*> sound;
    for (const auto& node : world_->nodes)
        if (!world_->damaged.contains(node->id())) sound.push_back(node.get());
    Random random(world_->seed.child("core"));
    while (sound.size() > world_->nodes.size() / 2 + 1)
        sound.erase(sound.begin() + static_cast<std::ptrdiff_t>(random.below(sound.size())));
    std::vector<std::string> core;
    for (const auto& node : world_->nodes) {
        const bool in_core = std::find(sound.begin(), sound.end(), node.get()) != sound.end();
        if (in_core) core.push_back(node->name());
        in_core ? node->heal() : node->retire();
    }
    return core;
}

Scheduler& SimulatedCluster::scheduler() { return world_->tasks; }
Clock& SimulatedCluster::clock() { return world_->clock; }
std::uint64_t SimulatedCluster::digest() const { return world_->log.digest(); }
void SimulatedCluster::record() { world_->log.record(); }
const Trace& SimulatedCluster::trace() const { return world_->log.trace(); }
std::uint64_t SimulatedCluster::events() const { return world_->loop.happened(); }

detail::ClientEndpoint& SimulatedCluster::add_client() {
    const auto id = first_client + static_cast<NodeId>(world_->clients.size());
    auto& client = *world_->clients.emplace_back(std::make_unique<detail::Client>(*world_, id));
    world_->network.join(client);
    return client;
}

std::vector<NodeId> SimulatedCluster::replicas() const { return world_->replicas; }

void SimulatedCluster::require_replica(NodeId id) {
    if (id >= first_client)
        throw Misuse(fmt::format(
            "partition: {} is a client, and clients are on no side; give it a filter of its own",
            id));
    endpoint(id, "partition");
}

detail::NetworkEndpoint& SimulatedCluster::endpoint(NodeId id, const char* what) {
    const bool is_client = id >= first_client;
    const auto index = static_cast<std::size_t>(is_client ? id - first_client : id - 1);
    if (is_client && index < world_->clients.size()) return *world_->clients[index];
    if (!is_client && id >= 1 && index < world_->nodes.size()) return *world_->nodes[index];
    throw Misuse(fmt::format(
        "{}: there is no node {}; nodes are 1 to {}{}", what, id, world_->nodes.size(),
        world_->clients.empty() ? std::string()
                                : fmt::format(", clients {} to {}", first_client,
                                              first_client + world_->clients.size() - 1)));
}

}  // namespace sm::simulation
