#include <sm/base/misuse.hpp>
#include <sm/cluster/process/process_cluster.hpp>
#include <sm/cluster/reap.hpp>
#include <sm/cluster/unsupported.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <mutex>
#include <shared_mutex>

#include "cluster/net/candidates.hpp"
#include "cluster/process/process_filters.hpp"
#include "cluster/process/supervisor.hpp"
#include "os/scratch.hpp"

#include <unistd.h>

namespace sm {
namespace {

/// Once in each process, a forked one too.
void reap_first() {
    static std::atomic<pid_t> done = 0;
    if (done.exchange(::getpid()) != ::getpid()) reap_processes();
}

/// Why the nodes have loopback addresses; nothing if each has a network namespace.
std::optional<std::string> why_loopback(const ProcessClusterSpec& spec) {
    if (spec.isolation == Isolation::loopback) return "ProcessClusterSpec.isolation asks for it";
    auto why = detail::no_bridges();
    if (why && spec.isolation == Isolation::namespaces) throw Unsupported(*why);
    return why;
}

void check(const ProcessClusterSpec& spec) {
    detail::check_name("ProcessClusterSpec.name", spec.name);
    detail::check_networks(spec.networks);
}

}  // namespace

std::optional<std::string> no_namespaces() { return detail::no_bridges(); }

class ProcessCluster::Impl {
 public:
    explicit Impl(ProcessClusterSpec given) : spec(std::move(given)) { check(spec); }

    void build() {
        reap_first();
        around.folder = std::filesystem::canonical(detail::make_scratch());
        around.mark = around.folder.filename().string();
        around.logs = spec.logs.empty() ? around.folder / "logs"
                                        : std::filesystem::absolute(spec.logs) / around.mark;
        around.log_limit = spec.log_limit;
        std::filesystem::create_directories(around.logs);
        supervisor.emplace(
            detail::Wards{around.mark, around.folder, detail::control_group_folders()},
            !detail::no_namespaces().has_value());
        around.processes = supervisor->processes();
        const auto why = why_loopback(spec);
        around.fabric = why ? detail::make_loopback(spec.networks, *why)
                            : detail::make_bridges(spec.networks, spec.pool, around.mark);
        isolation = why ? Isolation::loopback : Isolation::namespaces;
    }

    std::string address(const std::string& of, const std::string& network) {
        const auto& subnets = around.fabric->subnets();
        const auto at = subnets.find(network);
        if (at == subnets.end())
            throw Misuse(fmt::format("there is no network \"{}\" in the cluster", network));
        return at->second.host(number(of));
    }

    /// What may be under way while it is torn down, and must not begin afterwards.
    std::shared_lock<std::shared_mutex> alive() {
        std::shared_lock lock(life);
        if (gone)
            throw ProcessError(ProcessTrouble::other,
                               fmt::format("cluster \"{}\" has been torn down", spec.name));
        return lock;
    }

    /// Why a node will never be ready; nothing while it may be. Nothing is held meanwhile: what is
    /// waited for may itself tear the cluster down.
    std::optional<std::string> death(const std::string& of) {
        if (gone) return "the cluster has been torn down";
        const auto lock = alive();
        return node(of).death();
    }
    ProcessError not_ready(const std::string& of, const Waited& waited) {
        const auto lock = alive();
        return node(of).not_ready(waited);
    }

    /// The nodes by their numbers. Under the mutex.
    std::vector<std::string> in_order() const {
        std::vector<std::string> names;
        for (const auto& [key, made] : nodes) names.push_back(key);
        std::sort(names.begin(), names.end(), [&](const std::string& a, const std::string& b) {
            return numbers.at(a) < numbers.at(b);
        });
        return names;
    }

    detail::ProcessNode& node(const std::string& wanted) {
        const std::lock_guard lock(mutex);
        const auto at = nodes.find(wanted);
        if (at == nodes.end())
            throw Misuse(fmt::format("there is no node \"{}\" in the cluster; its nodes are: {}",
                                     wanted, fmt::join(in_order(), ", ")));
        return *at->second;
    }

    std::uint32_t number(const std::string& of) {
        const std::lock_guard lock(mutex);
        // 0 is the network's own, 1 this process's.
        return numbers.try_emplace(of, static_cast<std::uint32_t>(numbers.size()) + 2)
            .first->second;
    }

    void create(const ProcessSpec& made) {
        detail::check_name("the name of node", made.name);
        const auto at = number(made.name);
        for (const auto& [network, subnet] : around.fabric->subnets())
            if (at + 1 >= subnet.size())
                throw Misuse(fmt::format("node \"{}\" is one too many for network \"{}\" ({})",
                                         made.name, network, subnet.text()));
        const std::lock_guard making(creating);
        if (has(made.name))
            throw Misuse(
                fmt::format("there is a node \"{}\" already; start, wipe or recreate it, "
                            "or choose another name",
                            made.name));
        auto fresh = std::make_unique<detail::ProcessNode>(around, made, at);
        const std::lock_guard lock(mutex);
        nodes[made.name] = std::move(fresh);
    }

    bool has(const std::string& wanted) const {
        const std::lock_guard lock(mutex);
        return nodes.contains(wanted);
    }

    void need_filters() const {
        if (const auto why = around.fabric->uncuttable()) throw Unsupported(*why);
    }

    void tear_down() noexcept;

    ProcessClusterSpec spec;
    const pid_t pid = ::getpid();
    detail::ProcessSurroundings around;
    Isolation isolation = Isolation::best;
    std::mutex creating;
    mutable std::mutex mutex;  // of what follows
    std::map<std::string, std::uint32_t> numbers;
    std::map<std::string, std::unique_ptr<detail::ProcessNode>> nodes;
    std::optional<detail::Supervisor> supervisor;
    detail::ProcessFilters filters{
        {.node = [this](const std::string& name) -> detail::ProcessNode& { return node(name); },
         .address = [this](const std::string& name,
                           const std::string& network) { return address(name, network); }}};
    detail::Cuts cuts{filters};
    std::shared_mutex life;
    std::mutex ending;
    std::atomic<bool> gone = false;
};

/// Nodes first: their processes have to be collected before their namespace can end.
void ProcessCluster::Impl::tear_down() noexcept {
    if (::getpid() != pid) return;  // a forked child's copy: the cluster is its parent's
    const std::lock_guard once(ending);
    if (gone.exchange(true)) return;
    life.lock();  // no operation is under way from here on
    life.unlock();
    for (const auto& [name, node] : nodes) node->end();
    supervisor.reset();
    nodes.clear();
    around.fabric.reset();
    std::error_code trouble;
    if (!around.folder.empty()) std::filesystem::remove_all(around.folder, trouble);
    if (trouble)
        std::fprintf(stderr, "sm: cannot remove %s: %s; the next run or `sm reap` will\n",
                     around.folder.c_str(), trouble.message().c_str());
}

ProcessCluster::ProcessCluster(ProcessClusterSpec spec)
    : impl_(std::make_unique<Impl>(std::move(spec))) {
    try {
        impl_->build();
        spawn(impl_->spec.nodes);
        if (impl_->spec.prepare) impl_->spec.prepare(*this);
    } catch (...) {
        impl_->tear_down();
        throw;
    }
}

ProcessCluster::~ProcessCluster() { impl_->tear_down(); }

void ProcessCluster::tear_down() noexcept { impl_->tear_down(); }

void ProcessCluster::create(const ProcessSpec& spec) {
    const auto alive = impl_->alive();
    impl_->create(spec);
}

void ProcessCluster::spawn(const ProcessSpec& spec) {
    const auto alive = impl_->alive();
    impl_->create(spec);
    impl_->node(spec.name).start();
}

void ProcessCluster::spawn(const std::vector<ProcessSpec>& specs) {
    for (const auto& spec : specs) spawn(spec);
}

void ProcessCluster::recreate(const ProcessSpec& spec) {
    const auto alive = impl_->alive();
    impl_->node(spec.name).recreate(spec);
}

void ProcessCluster::start(const std::string& node) {
    const auto alive = impl_->alive();
    impl_->node(node).start();
}

void ProcessCluster::stop(const std::string& node) {
    const auto alive = impl_->alive();
    impl_->node(node).stop();
}

void ProcessCluster::kill(const std::string& node) {
    const auto alive = impl_->alive();
    impl_->node(node).kill();
}

void ProcessCluster::pause(const std::string& node) {
    const auto alive = impl_->alive();
    impl_->node(node).pause();
}

void ProcessCluster::unpause(const std::string& node) {
    const auto alive = impl_->alive();
    impl_->node(node).unpause();
}

void ProcessCluster::wipe(const std::string& node) {
    const auto alive = impl_->alive();
    impl_->node(node).wipe();
}

std::vector<std::string> ProcessCluster::networks(const std::string& node) const {
    const auto alive = impl_->alive();
    return impl_->node(node).networks();
}

void ProcessCluster::disconnect(const std::string& node, const std::string& network) {
    const auto alive = impl_->alive();
    impl_->node(node).disconnect(network);
}

void ProcessCluster::connect(const std::string& node, const std::string& network) {
    const auto alive = impl_->alive();
    impl_->node(node).connect(network);
}

void ProcessCluster::cut(const std::vector<Cut>& cuts) {
    const auto alive = impl_->alive();
    impl_->need_filters();
    impl_->cuts.cut(cuts);
}

void ProcessCluster::restore(const std::vector<Cut>& cuts) {
    const auto alive = impl_->alive();
    impl_->cuts.restore(cuts);
}

void ProcessCluster::restore_all() {
    const auto alive = impl_->alive();
    impl_->cuts.restore_all();
}

std::vector<ActiveCut> ProcessCluster::active_cuts() {
    const auto alive = impl_->alive();
    return impl_->cuts.active();
}

std::optional<std::string> ProcessCluster::uncuttable() {
    const auto alive = impl_->alive();
    return impl_->around.fabric->uncuttable();
}

void ProcessCluster::delay(const Delay& wanted) {
    const auto alive = impl_->alive();
    auto& node = impl_->node(wanted.node);
    if (wanted.jitter < Duration{} || wanted.jitter > wanted.latency)
        throw Misuse(fmt::format(
            "the delay of node \"{}\": jitter must be from zero to the latency", wanted.node));
    if (const auto why = impl_->around.fabric->undelayable()) throw Unsupported(*why);
    node.delay(wanted);
}

std::optional<std::string> ProcessCluster::undelayable() {
    const auto alive = impl_->alive();
    return impl_->around.fabric->undelayable();
}

void ProcessCluster::harm_disk(const std::string& node, const DiskFault& fault) {
    const auto alive = impl_->alive();
    impl_->node(node).harm_disk(fault);
}

void ProcessCluster::heal_disk(const std::string& node) {
    const auto alive = impl_->alive();
    impl_->node(node).heal_disk();
}

std::vector<ActiveDiskFault> ProcessCluster::harmed_disks() {
    const auto alive = impl_->alive();
    const std::lock_guard lock(impl_->mutex);
    std::vector<ActiveDiskFault> all;
    for (const auto& [name, node] : impl_->nodes)
        if (auto fault = node->disk_fault()) all.push_back(std::move(*fault));
    return all;
}

std::optional<std::string> ProcessCluster::unharmable() { return detail::untraceable(); }

std::vector<std::string> ProcessCluster::nodes() const {
    const std::lock_guard lock(impl_->mutex);
    return impl_->in_order();
}

NodeState ProcessCluster::state(const std::string& node) {
    const auto alive = impl_->alive();
    return impl_->node(node).state();
}

Isolation ProcessCluster::isolation() const { return impl_->isolation; }

std::string ProcessCluster::address(const std::string& node, const std::string& network) {
    const auto alive = impl_->alive();
    return impl_->address(node, network);
}

std::filesystem::path ProcessCluster::directory(const std::string& node) const {
    const auto alive = impl_->alive();
    return impl_->node(node).directory();
}

void ProcessCluster::await(const std::string& node, const std::function<bool()>& look,
                           Patience patience) {
    std::optional<std::string> death;
    const auto waited = eventually(
        [&] {
            death = impl_->death(node);
            return death || look();
        },
        patience);
    if (death) throw ProcessError(ProcessTrouble::node_died, *death);
    if (!waited) throw impl_->not_ready(node, waited);
}

CommandResult ProcessCluster::exec(const std::string& node, const std::vector<std::string>& words,
                                   Duration limit) {
    const auto alive = impl_->alive();
    return impl_->node(node).exec(words, limit);
}

std::filesystem::path ProcessCluster::log(const std::string& node) const {
    const auto alive = impl_->alive();
    return impl_->node(node).log();
}

std::string ProcessCluster::last_lines(const std::string& node, std::size_t count) const {
    const auto alive = impl_->alive();
    return impl_->node(node).last_lines(count);
}

}  // namespace sm
