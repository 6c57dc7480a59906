#include <sm/base/misuse.hpp>
#include <sm/cluster/docker/docker_cluster.hpp>
#include <sm/cluster/reap.hpp>
#include <sm/os/owner.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <atomic>
#include <cstdio>
#include <future>
#include <mutex>
#include <shared_mutex>

#include "cluster/docker/docker_filters.hpp"
#include "cluster/docker/node.hpp"
#include "cluster/docker/reaper.hpp"
#include "cluster/docker/resources.hpp"
#include "cluster/net/candidates.hpp"
#include "cluster/net/cuts.hpp"
#include "os/scratch.hpp"

#include <unistd.h>

namespace sm {
namespace {

/// Once in each process, a forked one too.
void reap_first(const Docker& docker) {
    static std::atomic<pid_t> done = 0;
    if (done.exchange(::getpid()) == ::getpid()) return;
    try {
        reap(docker, {.limit = std::chrono::seconds{10}});
    } catch (...) {
        done = 0;
        throw;
    }
}

std::string next_name() {
    static std::atomic<unsigned> count = 0;
    return fmt::format("sm-{}-{}", Owner::self().digest(), ++count);
}

std::vector<std::string> label_words(const std::string& run, const std::string& cluster) {
    auto labels = Owner::self().labels();
    labels["sm"] = "";
    labels["sm.run"] = run;
    labels["sm.cluster"] = cluster;
    std::vector<std::string> words;
    for (const auto& [name, value] : labels) {
        words.emplace_back("--label");
        words.push_back(name + ("=" + value));
    }
    return words;
}

}  // namespace

class DockerCluster::Impl {
 public:
    explicit Impl(ClusterSpec given)
        : spec(std::move(given)), name(next_name()), docker(spec.docker) {
        detail::check_name("ClusterSpec.name", spec.name);
        detail::check_networks(spec.networks);
    }

    void build() {
        reap_first(docker);
        detail::ensure_guardian(docker.program());
        detail::guard_one_more();
        guarded = true;
        const auto labels = label_words(spec.name, name);
        logs = spec.logs.empty() ? detail::make_scratch()
                                 : std::filesystem::absolute(spec.logs) / name;
        std::filesystem::create_directories(logs);
        around = {.docker = docker,
                  .prefix = name + "-",
                  .labels = labels,
                  .logs = logs,
                  .log_limit = spec.log_limit};
        around.networks = detail::create_networks(docker, spec, around.prefix, labels);
    }

    std::string address(const std::string& of, const std::string& network) {
        const auto at = around.networks.find(network);
        if (at == around.networks.end())
            throw Misuse(fmt::format("there is no network \"{}\" in the cluster", network));
        return at->second.subnet.host(number(of));
    }

    void start(const std::string& which) {
        auto& started = node(which);
        cuts.start(which, [&] { started.start(); });
    }

    /// What may be under way while it is torn down, and must not begin afterwards.
    std::shared_lock<std::shared_mutex> alive() {
        std::shared_lock lock(life);
        if (gone)
            throw DockerError(DockerTrouble::other,
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
    DockerError not_ready(const std::string& of, const Waited& waited) {
        const auto lock = alive();
        return node(of).not_ready(waited);
    }

    /// The nodes by their numbers: as they were given, whichever was made first. Under the mutex.
    std::vector<std::string> in_order() const {
        std::vector<std::string> names;
        for (const auto& [key, made] : nodes) names.push_back(key);
        std::sort(names.begin(), names.end(), [&](const std::string& a, const std::string& b) {
            return numbers.at(a) < numbers.at(b);
        });
        return names;
    }

    detail::Node& node(const std::string& wanted) {
        const std::lock_guard lock(mutex);
        const auto at = nodes.find(wanted);
        if (at == nodes.end())
            throw Misuse(fmt::format("there is no node \"{}\" in the cluster; its nodes are: {}",
                                     wanted, fmt::join(in_order(), ", ")));
        return *at->second;
    }

    std::uint32_t number(const std::string& of) {
        const std::lock_guard lock(mutex);
        // 0 is the network's own, 1 the gateway.
        return numbers.try_emplace(of, static_cast<std::uint32_t>(numbers.size()) + 2)
            .first->second;
    }

    detail::Node& add(const NodeSpec& made) {
        detail::check_name("the name of node", made.name);
        const auto at = number(made.name);
        for (const auto& [network, there] : around.networks)
            if (at + 1 >= there.subnet.size())
                throw Misuse(fmt::format("node \"{}\" is one too many for network \"{}\" ({})",
                                         made.name, network, there.subnet.text()));
        const std::lock_guard lock(mutex);
        if (nodes.contains(made.name))
            throw Misuse(
                fmt::format("there is a node \"{}\" already; start, wipe or recreate it, "
                            "or choose another name",
                            made.name));
        auto& place = nodes[made.name] = std::make_unique<detail::Node>(around, made, at);
        return *place;
    }

    /// A node that could not be created is not there; what the engine may have of it is removed.
    void create(const NodeSpec& made) {
        auto& fresh = add(made);
        try {
            fresh.create();
        } catch (...) {
            docker.attempt({.words = {"rm", "-f", "-v", fresh.engine_name()}});
            const std::lock_guard lock(mutex);
            nodes.erase(made.name);
            throw;
        }
    }

    void tear_down() noexcept;
    bool remove_by_name();
    void remove_by_label();

    ClusterSpec spec;
    std::string name;
    Docker docker;
    std::filesystem::path logs;
    detail::Context around;
    detail::DockerFilters filters{
        docker,
        label_words(spec.name, name),
        {.node = [this](const auto& of) -> detail::Node& { return node(of); },
         .address = [this](const auto& of, const auto& network) { return address(of, network); }}};
    detail::Cuts cuts{filters};
    const pid_t pid = ::getpid();
    std::atomic<bool> gone = false;
    bool guarded = false;
    std::shared_mutex life;  // held shared by what is under way
    std::mutex ending;
    std::mutex mutex;  // of what follows
    std::map<std::string, std::uint32_t> numbers;
    std::map<std::string, std::unique_ptr<detail::Node>> nodes;
};

/// True if all that is known by name is certainly gone.
bool DockerCluster::Impl::remove_by_name() {
    std::vector<std::string> containers{"rm", "-f", "-v"}, volumes{"volume", "rm", "-f"};
    {
        const std::lock_guard lock(mutex);
        for (const auto& [key, node] : nodes) {
            containers.push_back(node->engine_name());
            for (const auto& volume : node->volumes()) volumes.push_back(volume);
        }
    }
    bool clean = containers.size() == 3 || docker.attempt({.words = containers});
    std::vector<std::future<bool>> rest;
    const auto also = [&](const std::vector<std::string>& words) {
        rest.push_back(std::async(std::launch::async, [this, words] {
            return static_cast<bool>(docker.attempt({.words = words}));
        }));
    };
    if (volumes.size() > 3) also(volumes);
    // The command removes one network after the other, a quarter of a second each.
    for (const auto& [key, network] : around.networks) also({"network", "rm", network.engine_name});
    for (auto& one : rest) clean = one.get() && clean;
    return clean;
}

void DockerCluster::Impl::remove_by_label() {
    const auto removal = detail::remove(
        docker, [&](const detail::Belonging& one) { return one.cluster == name; },
        std::chrono::seconds{20});
    for (const auto& left : removal.left)
        std::fprintf(stderr, "sm: cannot remove %s; the next run or `sm reap` will\n",
                     left.c_str());
    if (!removal.left.empty()) guarded = false;  // the reaper goes on trying
}

void DockerCluster::Impl::tear_down() noexcept {
    if (::getpid() != pid) return;  // a forked child's copy: the cluster is its parent's
    const std::lock_guard once(ending);
    if (gone.exchange(true) || !guarded) return;
    try {
        const bool idle = life.try_lock();
        if (idle) life.unlock();
        const bool built = !around.networks.empty();
        const bool clean = remove_by_name();
        life.lock();  // what was under way fails, now that its node is gone
        life.unlock();
        if (!clean || !idle || !built) remove_by_label();
        nodes.clear();
    } catch (const std::exception& error) {
        // Without a network nothing else was made, and why is in the error on its way out.
        if (!around.networks.empty())
            std::fprintf(stderr,
                         "sm: cannot remove cluster %s: %s; the next run or `sm reap` will\n",
                         name.c_str(), error.what());
        guarded = false;
    }
    std::error_code none;
    if (spec.logs.empty()) std::filesystem::remove_all(logs, none);
    if (guarded) detail::guard_one_less();
}

DockerCluster::DockerCluster(ClusterSpec spec) : impl_(std::make_unique<Impl>(std::move(spec))) {
    try {
        impl_->build();
        spawn(impl_->spec.nodes);
        if (impl_->spec.prepare) impl_->spec.prepare(*this);
    } catch (...) {
        impl_->tear_down();
        throw;
    }
}

DockerCluster::~DockerCluster() { impl_->tear_down(); }

void DockerCluster::tear_down() noexcept { impl_->tear_down(); }

void DockerCluster::create(const NodeSpec& spec) {
    const auto alive = impl_->alive();
    impl_->create(spec);
}

void DockerCluster::spawn(const NodeSpec& spec) {
    const auto alive = impl_->alive();
    impl_->create(spec);
    impl_->start(spec.name);
}

void DockerCluster::spawn(const std::vector<NodeSpec>& specs) {
    std::vector<std::future<void>> coming;
    for (const auto& spec : specs) {
        impl_->number(spec.name);  // addresses in the order given, whichever is made first
        coming.push_back(std::async(std::launch::async, [this, &spec] { spawn(spec); }));
    }
    std::exception_ptr error;
    for (auto& one : coming) try {
            one.get();
        } catch (...) {
            if (!error) error = std::current_exception();
        }
    if (error) std::rethrow_exception(error);
}

void DockerCluster::recreate(const NodeSpec& spec) {
    const auto alive = impl_->alive();
    impl_->node(spec.name).recreate(spec);
}

void DockerCluster::start(const std::string& node) {
    const auto alive = impl_->alive();
    impl_->start(node);
}

void DockerCluster::stop(const std::string& node) {
    const auto alive = impl_->alive();
    impl_->node(node).stop();
}

void DockerCluster::kill(const std::string& node) {
    const auto alive = impl_->alive();
    impl_->node(node).kill();
}

void DockerCluster::pause(const std::string& node) {
    const auto alive = impl_->alive();
    impl_->node(node).pause();
}

void DockerCluster::unpause(const std::string& node) {
    const auto alive = impl_->alive();
    impl_->node(node).unpause();
}

void DockerCluster::wipe(const std::string& node) {
    const auto alive = impl_->alive();
    impl_->node(node).wipe();
}

std::vector<std::string> DockerCluster::networks(const std::string& node) const {
    const auto alive = impl_->alive();
    return impl_->node(node).networks();
}

void DockerCluster::disconnect(const std::string& node, const std::string& network) {
    const auto alive = impl_->alive();
    impl_->node(node).disconnect(network);
}

void DockerCluster::connect(const std::string& node, const std::string& network) {
    const auto alive = impl_->alive();
    impl_->node(node).connect(network);
}

void DockerCluster::cut(const std::vector<Cut>& cuts) {
    const auto alive = impl_->alive();
    impl_->cuts.cut(cuts);
}

void DockerCluster::restore(const std::vector<Cut>& cuts) {
    const auto alive = impl_->alive();
    impl_->cuts.restore(cuts);
}

void DockerCluster::restore_all() {
    const auto alive = impl_->alive();
    impl_->cuts.restore_all();
}

std::vector<ActiveCut> DockerCluster::active_cuts() {
    const auto alive = impl_->alive();
    return impl_->cuts.active();
}

std::optional<std::string> DockerCluster::uncuttable() {
    const auto alive = impl_->alive();
    for (const auto& node : nodes()) {
        const auto state = impl_->node(node).state();
        if (state == NodeState::running || state == NodeState::paused)
            return impl_->filters.trouble(node);
    }
    return std::nullopt;
}

std::vector<std::string> DockerCluster::nodes() const {
    const std::lock_guard lock(impl_->mutex);
    return impl_->in_order();
}

NodeState DockerCluster::state(const std::string& node) {
    const auto alive = impl_->alive();
    return impl_->node(node).state();
}

std::string DockerCluster::address(const std::string& node, const std::string& network) {
    return impl_->address(node, network);
}

Endpoint DockerCluster::published(const std::string& node, std::uint16_t inside) {
    const auto alive = impl_->alive();
    return impl_->node(node).published(inside);
}

void DockerCluster::await(const std::string& node, const std::function<bool()>& look,
                          Patience patience) {
    std::optional<std::string> death;
    const auto waited = eventually(
        [&] {
            death = impl_->death(node);
            return death || look();
        },
        patience);
    if (death) throw DockerError(DockerTrouble::node_died, *death);
    if (!waited) throw impl_->not_ready(node, waited);
}

CommandResult DockerCluster::exec(const std::string& node, const std::vector<std::string>& words,
                                  Duration limit) {
    const auto alive = impl_->alive();
    return impl_->node(node).exec(words, limit);
}

std::filesystem::path DockerCluster::log(const std::string& node) const {
    const auto alive = impl_->alive();
    return impl_->node(node).log();
}

std::string DockerCluster::last_lines(const std::string& node, std::size_t count) const {
    const auto alive = impl_->alive();
    return impl_->node(node).last_lines(count);
}

const Docker& DockerCluster::docker() const { return impl_->docker; }

std::string DockerCluster::engine_name(const std::string& network_or_node) const {
    return impl_->around.prefix + network_or_node;
}

}  // namespace sm
