#include <sm/base/misuse.hpp>
#include <sm/cluster/node_cluster.hpp>
#include <sm/cluster/unsupported.hpp>

#include <exception>
#include <future>
#include <utility>

#include "cluster/core.hpp"

namespace sm {

NodeCluster::NodeCluster(std::unique_ptr<detail::NodeBackend> backend)
    : core_(std::make_unique<detail::ClusterCore>(std::move(backend))) {}

NodeCluster::~NodeCluster() { core_->tear_down(); }

void NodeCluster::build() {
    try {
        core_->backend().build();
        const auto& spec = core_->backend().spec();
        spawn(spec.nodes);
        if (spec.prepare) spec.prepare(*this);
    } catch (...) {
        core_->tear_down();
        throw;
    }
}

void NodeCluster::tear_down() noexcept { core_->tear_down(); }

void NodeCluster::create(const NodeSpec& spec) {
    const auto alive = core_->alive();
    core_->create(spec);
}

void NodeCluster::spawn(const NodeSpec& spec) { spawn(std::vector{spec}); }

void NodeCluster::spawn(const std::vector<NodeSpec>& specs) {
    std::vector<std::future<void>> coming;
    std::vector<std::string> names;
    {
        const auto alive = core_->alive();
        core_->plan(specs);
    }
    for (const auto& spec : specs) {
        names.push_back(spec.name);
        coming.push_back(std::async(std::launch::async, [this, &spec] {
            const auto alive = core_->alive();
            core_->create(spec);
            core_->start(spec.name);
        }));
    }
    std::exception_ptr error;
    for (auto& one : coming) try {
            one.get();
        } catch (...) {
            if (!error) error = std::current_exception();
        }
    if (error) std::rethrow_exception(error);
    await_ready(names);
}

void NodeCluster::recreate(const NodeSpec& spec) {
    const auto alive = core_->alive();
    auto& node = core_->node(spec.name);
    node.recreate(spec, core_->context(spec.name, node.directory()));
}

void NodeCluster::start(const std::string& node) {
    const auto alive = core_->alive();
    core_->start(node);
}

void NodeCluster::stop(const std::string& node) {
    const auto alive = core_->alive();
    core_->node(node).end(detail::Ending::stop);
}

void NodeCluster::kill(const std::string& node) {
    const auto alive = core_->alive();
    core_->node(node).end(detail::Ending::kill);
}

void NodeCluster::pause(const std::string& node) {
    const auto alive = core_->alive();
    core_->node(node).pause();
}

void NodeCluster::unpause(const std::string& node) {
    const auto alive = core_->alive();
    core_->node(node).unpause();
}

void NodeCluster::wipe(const std::string& node) {
    const auto alive = core_->alive();
    auto& wiped = core_->node(node);
    wiped.wipe(core_->context(node, wiped.directory()));
}

std::vector<std::string> NodeCluster::networks(const std::string& node) const {
    const auto alive = core_->alive();
    return core_->node(node).networks();
}

void NodeCluster::disconnect(const std::string& node, const std::string& network) {
    const auto alive = core_->alive();
    core_->node(node).disconnect(network);
}

void NodeCluster::connect(const std::string& node, const std::string& network) {
    const auto alive = core_->alive();
    core_->node(node).connect(network);
}

void NodeCluster::cut(const std::vector<Cut>& cuts) {
    const auto alive = core_->alive();
    if (const auto why = core_->backend().why_no_filters()) throw Unsupported(*why);
    core_->cuts().cut(cuts);
}

void NodeCluster::restore(const std::vector<Cut>& cuts) {
    const auto alive = core_->alive();
    core_->cuts().restore(cuts);
}

void NodeCluster::restore_all() {
    const auto alive = core_->alive();
    core_->cuts().restore_all();
}

std::vector<ActiveCut> NodeCluster::active_cuts() {
    const auto alive = core_->alive();
    return core_->cuts().active();
}

std::optional<std::string> NodeCluster::why_not_cut() {
    const auto alive = core_->alive();
    if (const auto why = core_->backend().why_no_filters()) return why;
    for (const auto& name : core_->names()) {
        auto& node = core_->node(name);
        const auto state = node.state();
        if (state == NodeState::running || state == NodeState::paused)
            return core_->backend().why_no_filters_in(node);
    }
    return std::nullopt;
}

std::vector<std::string> NodeCluster::nodes() const { return core_->names(); }

NodeState NodeCluster::state(const std::string& node) {
    const auto alive = core_->alive();
    return core_->node(node).state();
}

std::string NodeCluster::address(const std::string& node, const std::string& network) {
    const auto alive = core_->alive();
    return core_->address(node, network);
}

Endpoint NodeCluster::endpoint(const std::string& node, std::uint16_t port,
                               const std::string& network) {
    return {address(node, network), port};
}

std::filesystem::path NodeCluster::directory(const std::string& node) const {
    const auto alive = core_->alive();
    return core_->node(node).directory();
}

void NodeCluster::await(const std::string& node, const std::function<bool()>& look,
                        Patience patience) {
    core_->await({{node, look}}, patience);
}

void NodeCluster::await_ready(const std::string& node) { await_ready(std::vector{node}); }

void NodeCluster::await_ready(const std::vector<std::string>& nodes) {
    std::vector<detail::Awaited> all;
    Patience longest{.limit = Duration{}};
    for (const auto& node : nodes) {
        const auto alive = core_->alive();
        const auto spec = core_->node(node).spec();
        if (!spec.ready) continue;
        all.push_back({node, [this, node, ready = spec.ready] { return ready(*this, node); }});
        if (spec.patience.limit > longest.limit) longest = spec.patience;
    }
    if (!all.empty()) core_->await(std::move(all), longest);
}

void NodeCluster::crash_and_restart(const std::string& node) {
    kill(node);
    start(node);
    await_ready(node);
}

CommandResult NodeCluster::exec(const std::string& node, const std::vector<std::string>& words,
                                Duration limit) {
    const auto alive = core_->alive();
    return core_->node(node).exec(words, limit);
}

std::filesystem::path NodeCluster::log(const std::string& node) const {
    const auto alive = core_->alive();
    return core_->node(node).log();
}

std::string NodeCluster::last_lines(const std::string& node, std::size_t count) const {
    const auto alive = core_->alive();
    return core_->node(node).last_lines(count);
}

}  // namespace sm
