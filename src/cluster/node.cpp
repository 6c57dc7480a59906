#include "cluster/node.hpp"

#include <sm/base/misuse.hpp>
#include <sm/cluster/docker/docker.hpp>
#include <sm/history/outcome.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "cluster/node_backend.hpp"

namespace sm::detail::inline cluster {
namespace {

using namespace std::chrono_literals;

bool runs(NodeState state) { return state == NodeState::running || state == NodeState::paused; }

constexpr auto down = {NodeState::created, NodeState::stopped, NodeState::dead};
constexpr auto up = {NodeState::running, NodeState::paused};

}  // namespace

Node::Node(const NodeBackend& backend, NodeSpec spec, std::uint32_t number)
    : backend_(backend), number_(number), networks_(spec.networks), spec_(std::move(spec)) {
    for (const auto& network : networks_) connected_[network] = true;
}

void Node::adopt(NodeSpec spec, const NodeContext& context) {
    spec.networks = networks_;
    given_ = {spec.arguments(context), spec.environment(context), spec.files(context),
              spec.setup(context)};
    spec_ = std::move(spec);
}

void Node::create(const NodeContext& context) {
    const Guard guard(mutex_);
    adopt(checked(spec_), context);
    make();
    state_ = NodeState::created;
}

void Node::recreate(const NodeSpec& spec, const NodeContext& context) {
    const Guard guard(mutex_);
    need("recreate", down, "stop it first");
    const auto before = spec_;
    adopt(checked(spec), context);
    remake(before);
    state_ = NodeState::created;
}

void Node::wipe(const NodeContext& context) {
    const Guard guard(mutex_);
    need("wipe", down, "stop or kill it first");
    adopt(spec_, context);
    empty();
    state_ = NodeState::created;
}

void Node::start() {
    const Guard guard(mutex_);
    need("start", down, "start is for a node that does not run");
    launch();
    state_ = NodeState::running;
}

void Node::end(Ending how) {
    const Guard guard(mutex_);
    need(how == Ending::stop ? "stop" : "kill", up, "start it first");
    finish(how);
    state_ = NodeState::stopped;
    if (log_) log_->wait_ended(2s);
}

void Node::pause() {
    const Guard guard(mutex_);
    need("pause", {NodeState::running}, "only a running node can be paused");
    freeze();
    state_ = NodeState::paused;
}

void Node::unpause() {
    const Guard guard(mutex_);
    need("unpause", {NodeState::paused}, "only a paused node can be unpaused");
    thaw();
    state_ = NodeState::running;
}

void Node::need_network(const char* verb, const std::string& network, bool connected) const {
    const auto at = connected_.find(network);
    if (at != connected_.end() && at->second == connected) return;
    throw Misuse(fmt::format("cannot {} node \"{}\" and network \"{}\": {}; its networks are {}",
                             verb, spec_.name, network,
                             at == connected_.end() ? "it was not created on it"
                             : connected            ? "it is not connected"
                                                    : "it is connected already",
                             fmt::join(networks_, ", ")));
}

void Node::disconnect(const std::string& network) {
    const Guard guard(mutex_);
    need_network("disconnect", network, true);
    unplug(network);
    connected_[network] = false;
}

void Node::connect(const std::string& network) {
    const Guard guard(mutex_);
    need_network("connect", network, false);
    plug(network);
    connected_[network] = true;
}

NodeState Node::state() {
    const Guard guard(mutex_);
    refresh();
    return state_;
}

/// The state believed in is enough for what it allows; before a complaint the node is looked at.
void Node::need(const char* verb, std::initializer_list<NodeState> allowed, const char* instead) {
    const auto fits = [&] {
        return std::find(allowed.begin(), allowed.end(), state_) != allowed.end();
    };
    if (fits() && (!runs(state_) || seems_alive())) return;
    refresh();
    if (fits()) return;
    if (state_ == NodeState::dead)  // no fault of the caller's
        backend_.raise(NodeErrorKind::node_died,
                       fmt::format("cannot {} it: {}", verb, described()));
    throw Refused(fmt::format("cannot {} node \"{}\": it is {}; {}", verb, spec_.name,
                              sm::to_string(state_), instead));
}

CommandResult Node::exec(const std::vector<std::string>& words, Duration limit) {
    {
        const Guard guard(mutex_);
        need("exec in", {NodeState::running}, "start or unpause it first");
    }
    return run(words, limit);
}

NodeSpec Node::spec() const {
    const Guard guard(mutex_);
    return spec_;
}

std::filesystem::path Node::log() const {
    const Guard guard(mutex_);
    return log_ ? log_->path() : std::filesystem::path();
}

std::string Node::last_lines(std::size_t count) const {
    const Guard guard(mutex_);
    return log_ ? last_lines_now(count) : "";
}

std::optional<std::string> Node::death() {
    const Guard guard(mutex_);
    if (runs(state_) && seems_alive()) return std::nullopt;
    refresh();
    if (runs(state_)) return std::nullopt;
    return described();
}

std::string Node::tail() const {
    const auto lines = masked(last_lines(20));
    if (lines.empty()) return "it wrote nothing";
    return fmt::format("the last lines of its log ({}):\n{}", log_->path().string(), lines);
}

std::string Node::described() const {
    if (state_ == NodeState::created)
        return fmt::format("node \"{}\" was never started", spec_.name);
    if (state_ == NodeState::stopped)
        return fmt::format("node \"{}\" was stopped; {}", spec_.name, tail());
    if (log_) log_->wait_ended(1s);
    return fmt::format("node \"{}\" ended by itself {}; {}", spec_.name, how_it_ended(), tail());
}

void Node::raise_not_ready(const Waited& waited) {
    const Guard guard(mutex_);
    refresh();
    if (!runs(state_)) backend_.raise(NodeErrorKind::node_died, described());
    const auto seconds = std::chrono::duration<double>(waited.took).count();
    backend_.raise(NodeErrorKind::too_slow,
                   fmt::format("node \"{}\" ({}) is not ready after {:.1f} s and {} looks{}{}; {}",
                               spec_.name, sm::to_string(state_), seconds, waited.looks,
                               waited.last_error.empty() ? "" : "; the last error: ",
                               masked(waited.last_error), tail()));
}

void Node::fail_if(bool failed, const CommandResult& result) const {
    if (!failed) return;
    backend_.raise(result.timed_out ? NodeErrorKind::too_slow : NodeErrorKind::other,
                   fmt::format("the packet filter of node \"{}\" cannot be changed: {}", spec_.name,
                               result.timed_out ? "nft did not end in time" : result.err));
}

void Node::install(const PacketFilter& before, const PacketFilter& after) {
    const auto result = nft({"-f", "-"}, filter_script(before, after));
    if (result) fail_if(!*result, *result);
}

std::map<std::string, std::uint64_t> Node::dropped() {
    const auto result = nft({"list", "counters", "table", "inet", std::string(filter_table)}, "");
    if (!result) return {};
    fail_if(!*result, *result);
    return parse_counters(result->out);
}

}  // namespace sm::detail::inline cluster
