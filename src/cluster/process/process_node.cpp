#include "cluster/process/process_node.hpp"

#include <sm/base/misuse.hpp>
#include <sm/cluster/docker/docker.hpp>
#include <sm/cluster/unsupported.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <csignal>
#include <fstream>

#include "cluster/net/candidates.hpp"
#include "cluster/net/nft.hpp"
#include "cluster/process/supervisor.hpp"

#include <poll.h>

namespace sm::detail::inline cluster {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Words = std::vector<std::string>;
using Guard = std::lock_guard<std::recursive_mutex>;

/// A program as a path that means the same in any directory.
std::string resolved(const ProcessSpec& spec) {
    if (spec.program.empty())
        throw Misuse(fmt::format("node \"{}\" has no program; set ProcessSpec.program", spec.name));
    const bool path = spec.program.find('/') != std::string::npos;
    auto file = path ? fs::absolute(spec.program).string() : find_program(spec.program);
    std::error_code error;
    if (!file.empty() && fs::is_regular_file(file, error) && ::access(file.c_str(), X_OK) == 0)
        return file;
    throw ProcessError(
        ProcessTrouble::no_program,
        fmt::format("node \"{}\" cannot run the program \"{}\": {}", spec.name, spec.program,
                    path && fs::exists(file, error) ? "it is not an executable file"
                    : path                          ? "there is no such file"
                                                    : "it is not found in PATH"));
}

/// The states in which a thread is stopped, by a signal or by its tracer, or has ended.
constexpr std::string_view stopped = "TtZX";

}  // namespace

ProcessNode::ProcessNode(ProcessSurroundings& around, ProcessSpec spec, std::uint32_t number)
    : around_(around),
      number_(number),
      networks_(spec.networks),
      process_group_(
          ProcessGroup::marked(fmt::format("{}={}/{}", node_variable, around.mark, spec.name))) {
    const auto& subnets = around_.fabric->subnets();
    if (networks_.empty())
        for (const auto& [name, subnet] : subnets) networks_.push_back(name);
    for (const auto& network : networks_)
        if (!subnets.contains(network))
            throw Misuse(
                fmt::format("node \"{}\" is on network \"{}\", which is not one of "
                            "ProcessClusterSpec.networks",
                            spec.name, network));
    adopt(std::move(spec));
    directory_ = around_.folder / ("node-" + spec_.name);
    fs::create_directory(directory_);
    namespace_ = around_.fabric->add(number_, networks_);
    if (namespace_) process_group_ = ProcessGroup::in(namespace_.get(), around_.processes);
    for (const auto& network : networks_) connected_[network] = true;
}

void ProcessNode::adopt(ProcessSpec spec) {
    spec.program = resolved(spec);
    group_.reset();  // of the same name
    group_ = std::make_unique<ControlGroup>(around_.mark + "-" + spec.name, spec.limits);
    spec_ = std::move(spec);
}

void ProcessNode::recreate(const ProcessSpec& spec) {
    const Guard guard(mutex_);
    need("recreate", {NodeState::created, NodeState::stopped, NodeState::dead}, "stop it first");
    adopt(spec);
    state_ = NodeState::created;
}

void ProcessNode::wipe() {
    const Guard guard(mutex_);
    need("wipe", {NodeState::created, NodeState::stopped, NodeState::dead},
         "stop or kill it first");
    fs::remove_all(directory_);
    fs::create_directory(directory_);
    state_ = NodeState::created;
}

/// A program whose disk is harmed from the start waits, stopped, until it is traced.
Words ProcessNode::words(bool held_back) const {
    Words all;
    if (held_back) all = {"/bin/sh", "-c", "kill -STOP $$; exec \"$@\"", "sm"};
    all.push_back(spec_.program);
    all.insert(all.end(), spec_.arguments.begin(), spec_.arguments.end());
    return all;
}

std::map<std::string, std::string> ProcessNode::marks() const {
    return {{mark_variable, around_.mark}, {node_variable, around_.mark + "/" + spec_.name}};
}

void ProcessNode::launch(bool held_back) {
    auto environment = marks();
    environment.insert(spec_.environment.begin(), spec_.environment.end());
    const Bounds bounds{group_->entrances(), spec_.limits.open_files};
    const int out = log_->entrance().get();
    try {
        inside({namespace_.get(), around_.processes, directory_}, [&] {
            child_.emplace(Child::start(words(held_back), environment, {.out = out, .err = out},
                                        Session::group, bounds));
        });
    } catch (const CommandNotStarted& error) {
        throw ProcessError(ProcessTrouble::no_program,
                           fmt::format("node \"{}\": {}", spec_.name, error.what()));
    }
    log_->entrance().reset();
}

void ProcessNode::start() {
    const Guard guard(mutex_);
    need("start", {NodeState::created, NodeState::stopped, NodeState::dead},
         "start is for a node that does not run");
    log_ = std::make_unique<ProcessLog>(
        around_.logs / fmt::format("{}.{}.log", spec_.name, ++starts_), around_.log_limit);
    launch(fault_.has_value());
    state_ = NodeState::running;
    if (!fault_) return;
    try {
        const auto held_back = [&] { return child_->ended() || all_are(child_->pid(), stopped); };
        if (!eventually(held_back, {5s, 1ms})) throw not_stopped();
        tracer_ = std::make_unique<Tracer>(child_->pid(), *fault_);
        process_group_.go_on();
    } catch (...) {
        finish(NodeState::stopped);
        throw;
    }
}

/// As a container ends with its first process: what the program has started ends with it.
void ProcessNode::finish(NodeState after) {
    child_->kill();
    exit_ = child_->collect();
    child_.reset();
    process_group_.kill();
    tracer_.reset();
    log_->wait_ended(2s);
    state_ = after;
}

void ProcessNode::end() noexcept {
    const Guard guard(mutex_);
    if (child_) child_->kill();
    child_.reset();
    if (starts_ > 0) process_group_.kill();
    tracer_.reset();
    log_.reset();
    state_ = NodeState::stopped;
}

void ProcessNode::stop() {
    const Guard guard(mutex_);
    need("stop", {NodeState::running, NodeState::paused}, "start it first");
    ::kill(child_->pid(), SIGTERM);
    process_group_.go_on();
    pollfd watched{child_->descriptor(), POLLIN, 0};
    const auto limit = std::chrono::ceil<std::chrono::milliseconds>(spec_.stop_limit).count();
    ::poll(&watched, 1, static_cast<int>(std::clamp<decltype(limit)>(limit, 0, 3'600'000)));
    finish(NodeState::stopped);
}

void ProcessNode::kill() {
    const Guard guard(mutex_);
    need("kill", {NodeState::running, NodeState::paused}, "start it first");
    finish(NodeState::stopped);
}

void ProcessNode::pause() {
    const Guard guard(mutex_);
    need("pause", {NodeState::running}, "only a running node can be paused");
    if (!process_group_.stop()) throw not_stopped();
    state_ = NodeState::paused;
}

void ProcessNode::unpause() {
    const Guard guard(mutex_);
    need("unpause", {NodeState::paused}, "only a paused node can be unpaused");
    process_group_.go_on();
    state_ = NodeState::running;
}

ProcessError ProcessNode::not_stopped() const {
    return {ProcessTrouble::too_slow,
            fmt::format("node \"{}\" was not stopped by SIGSTOP within 5 s", spec_.name)};
}

void ProcessNode::need_network(const char* verb, const std::string& network, bool connected) const {
    const auto at = connected_.find(network);
    if (at != connected_.end() && at->second == connected) return;
    throw Misuse(fmt::format("cannot {} node \"{}\" and network \"{}\": {}; its networks are {}",
                             verb, spec_.name, network,
                             at == connected_.end() ? "it was not created on it"
                             : connected            ? "it is not connected"
                                                    : "it is connected already",
                             fmt::join(networks_, ", ")));
}

void ProcessNode::disconnect(const std::string& network) {
    const Guard guard(mutex_);
    need_network("disconnect", network, true);
    around_.fabric->unplug(number_, network);
    connected_[network] = false;
}

void ProcessNode::connect(const std::string& network) {
    const Guard guard(mutex_);
    need_network("connect", network, false);
    around_.fabric->plug(number_, network);
    connected_[network] = true;
}

void ProcessNode::delay(const Delay& wanted) {
    const Guard guard(mutex_);
    if (!connected_.contains(wanted.network)) need_network("delay", wanted.network, true);
    const auto microseconds = [](Duration time) {
        return fmt::format("{}us", std::chrono::ceil<std::chrono::microseconds>(time).count());
    };
    const auto device = around_.fabric->device(wanted.network);
    Words words{find_program("tc"), "qdisc", "replace", "dev", device, "root"};
    if (wanted.latency > Duration{})
        words.insert(words.end(),
                     {"netem", "delay", microseconds(wanted.latency), microseconds(wanted.jitter)});
    else
        words.emplace_back("pfifo_fast");
    const auto result = beside({.words = words, .limit = 30s});
    if (result) return;
    throw ProcessError(ProcessTrouble::network,
                       fmt::format("network \"{}\" of node \"{}\" cannot be "
                                   "delayed: {}",
                                   wanted.network, spec_.name, result.err));
}

void ProcessNode::harm_disk(const DiskFault& fault) {
    const Guard guard(mutex_);
    check_fault(spec_.name, fault);
    if (const auto& why = untraceable()) throw Unsupported(*why);
    auto absolute = fault;
    for (auto& file : absolute.files) file = directory_ / file;  // which an absolute one replaces
    refresh();
    tracer_.reset();
    fault_.reset();
    if (child_) tracer_ = std::make_unique<Tracer>(child_->pid(), absolute);
    fault_ = std::move(absolute);
}

void ProcessNode::heal_disk() {
    const Guard guard(mutex_);
    tracer_.reset();
    fault_.reset();
}

std::optional<ActiveDiskFault> ProcessNode::disk_fault() const {
    const Guard guard(mutex_);
    if (!fault_) return std::nullopt;
    return ActiveDiskFault{spec_.name, *fault_, tracer_ ? tracer_->struck() : 0};
}

NodeState ProcessNode::state() {
    const Guard guard(mutex_);
    refresh();
    return state_;
}

void ProcessNode::refresh() {
    if (child_ && child_->ended()) finish(NodeState::dead);
}

void ProcessNode::need(const char* verb, std::initializer_list<NodeState> allowed,
                       const char* instead) {
    refresh();
    if (std::find(allowed.begin(), allowed.end(), state_) != allowed.end()) return;
    if (state_ == NodeState::dead)  // no fault of the caller's
        throw ProcessError(ProcessTrouble::node_died,
                           fmt::format("cannot {} it: {}", verb, described()));
    throw Misuse(fmt::format("cannot {} node \"{}\": it is {}; {}", verb, spec_.name,
                             sm::to_string(state_), instead));
}

CommandResult ProcessNode::exec(const Words& words, Duration limit) {
    {
        const Guard guard(mutex_);
        need("exec in", {NodeState::running}, "start or unpause it first");
    }
    const CommandLine command{.words = words, .environment = marks(), .limit = limit};
    CommandResult result;
    inside({namespace_.get(), around_.processes, directory_},
           [&] { result = run_command(command); });
    return result;
}

/// Not in the cluster's process namespace: it is no process of the node's, to be stopped with it.
CommandResult ProcessNode::beside(const CommandLine& command) const {
    CommandResult result;
    inside({.network = namespace_.get()}, [&] { result = run_command(command); });
    return result;
}

fs::path ProcessNode::log() const {
    const Guard guard(mutex_);
    return log_ ? log_->path() : fs::path();
}

std::string ProcessNode::last_lines(std::size_t count) const {
    const Guard guard(mutex_);
    return log_ ? last_lines_of(log_->path(), count) : "";
}

std::optional<std::string> ProcessNode::death() {
    const Guard guard(mutex_);
    refresh();
    if (state_ == NodeState::running || state_ == NodeState::paused) return std::nullopt;
    return described();
}

std::string ProcessNode::tail() const {
    const auto lines = masked(last_lines(20));
    if (lines.empty()) return "it wrote nothing";
    return fmt::format("the last lines of its log ({}):\n{}", log_->path().string(), lines);
}

std::string ProcessNode::described() const {
    if (state_ == NodeState::created)
        return fmt::format("node \"{}\" was never started", spec_.name);
    if (state_ == NodeState::stopped)
        return fmt::format("node \"{}\" was stopped; {}", spec_.name, tail());
    const auto how = exit_.signal != 0 ? fmt::format("by signal {}", exit_.signal)
                                       : fmt::format("with exit code {}", exit_.code);
    return fmt::format("node \"{}\" ended by itself {}; {}", spec_.name, how, tail());
}

ProcessError ProcessNode::not_ready(const Waited& waited) {
    const Guard guard(mutex_);
    const auto seconds = std::chrono::duration<double>(waited.took).count();
    return {ProcessTrouble::too_slow,
            fmt::format("node \"{}\" was not ready after {:.1f} s ({} looks{}); {}", spec_.name,
                        seconds, waited.looks,
                        waited.last_error.empty() ? "" : ", the last threw: " + waited.last_error,
                        tail())};
}

}  // namespace sm::detail::inline cluster
