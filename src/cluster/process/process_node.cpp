#include "cluster/process/process_node.hpp"

#include <sm/base/misuse.hpp>
#include <sm/cluster/unsupported.hpp>
#include <sm/history/outcome.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <csignal>
#include <utility>

#include "cluster/net/nft.hpp"
#include "cluster/node_backend.hpp"
#include "cluster/process/supervisor.hpp"
#include "os/in_memory.hpp"

#include <poll.h>

namespace sm::detail::inline cluster {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Words = std::vector<std::string>;

/// A program as a path that means the same in any directory.
std::string resolved(const NodeSpec& spec) {
    const bool path = spec.program.find('/') != std::string::npos;
    auto file = path ? fs::absolute(spec.program).string() : find_program(spec.program);
    std::error_code error;
    if (!file.empty() && fs::is_regular_file(file, error) && ::access(file.c_str(), X_OK) == 0)
        return file;
    throw ProcessError(
        ProcessErrorKind::no_program,
        fmt::format("node \"{}\" cannot run the program \"{}\": {}", spec.name, spec.program,
                    path && fs::exists(file, error) ? "it is not an executable file"
                    : path                          ? "there is no such file"
                                                    : "it is not found in PATH"));
}

/// The states in which a thread is stopped, by a signal or by its tracer, or has ended.
constexpr std::string_view stopped = "TtZX";

}  // namespace

ProcessNode::ProcessNode(const NodeBackend& backend, ProcessContext& around, const NodeSpec& spec,
                         std::uint32_t number)
    : Node(backend, spec, number),
      around_(around),
      directory_(around.folder / ("node-" + spec.name)),
      process_group_(
          ProcessGroup::marked(fmt::format("{}={}/{}", node_variable, around.mark, spec.name))) {}

NodeSpec ProcessNode::checked(NodeSpec spec) const {
    if (spec.program.empty())
        throw Misuse(fmt::format("node \"{}\" has no program; set NodeSpec.program", spec.name));
    return spec;
}

void ProcessNode::use_spec() {
    program_ = resolved(spec_);
    try {
        account_ = account_of(spec_.user);
    } catch (const CommandNotStarted& error) {
        throw Unsupported(fmt::format("node \"{}\" cannot run: {}", spec_.name, error.what()));
    }
    group_.reset();  // of the same name
    group_ = std::make_unique<ControlGroup>(around_.mark + "-" + spec_.name, spec_.limits);
}

void ProcessNode::make() {
    use_spec();
    lay_down_files();
    namespace_ = around_.fabric->add(number_, networks_);
    if (namespace_) process_group_ = ProcessGroup::in(namespace_.get(), around_.processes);
}

void ProcessNode::remake(const NodeSpec&) {
    use_spec();
    lay_down_files();
}

void ProcessNode::empty() {
    fs::remove_all(directory_);
    is_set_up_ = false;
    lay_down_files();
}

/// A program whose disk is harmed from the start waits, stopped, until it is traced.
Words ProcessNode::words(bool held_back) const {
    Words all;
    if (held_back) all = {"/bin/sh", "-c", "kill -STOP $$; exec \"$@\"", "sm"};
    all.push_back(program_);
    all.insert(all.end(), given_.arguments.begin(), given_.arguments.end());
    return all;
}

std::map<std::string, std::string> ProcessNode::marks() const {
    return {{mark_variable, around_.mark}, {node_variable, around_.mark + "/" + spec_.name}};
}

std::map<std::string, std::string> ProcessNode::environment() const {
    auto all = marks();
    all.insert(given_.environment.begin(), given_.environment.end());
    if (account_) {
        all.try_emplace("USER", account_->name);
        all.try_emplace("LOGNAME", account_->name);
        all.try_emplace("HOME", directory_.string());
    }
    return all;
}

Confinement ProcessNode::confinement() const {
    return {
        .groups = group_->entrances(), .open_files = spec_.limits.open_files, .account = account_};
}

void ProcessNode::start_child(bool held_back) {
    const int out = log_->entrance().get();
    try {
        inside({namespace_.get(), around_.processes, directory_}, [&] {
            child_.emplace(Child::start(words(held_back), environment(), {.out = out, .err = out},
                                        Session::group, confinement()));
        });
    } catch (const CommandNotStarted& error) {
        throw ProcessError(ProcessErrorKind::no_program,
                           fmt::format("node \"{}\": {}", spec_.name, error.what()));
    }
    log_->entrance().reset();
}

void ProcessNode::launch() {
    if (!is_set_up_) set_up();
    log_ =
        std::make_unique<LogCopy>(backend_.logs() / fmt::format("{}.{}.log", spec_.name, ++starts_),
                                  backend_.spec().log_limit);
    start_child(fault_.has_value());
    if (!fault_) return;
    try {
        const auto held_back = [&] { return child_->ended() || all_are(child_->pid(), stopped); };
        if (!eventually(held_back, {5s, 1ms})) raise_not_stopped();
        tracer_ = std::make_unique<Tracer>(child_->pid(), *fault_);
        process_group_.go_on();
    } catch (...) {
        collect();
        state_ = NodeState::stopped;
        throw;
    }
}

/// As a container ends with its first process: what the program has started ends with it.
void ProcessNode::collect() {
    child_->kill();
    exit_ = child_->collect();
    child_.reset();
    process_group_.kill();
    tracer_.reset();
}

void ProcessNode::finish(Ending how) {
    if (how == Ending::stop) {
        ::kill(child_->pid(), SIGTERM);
        process_group_.go_on();
        pollfd watched{child_->descriptor(), POLLIN, 0};
        const auto limit = std::chrono::ceil<std::chrono::milliseconds>(spec_.stop_limit).count();
        ::poll(&watched, 1, static_cast<int>(std::clamp<decltype(limit)>(limit, 0, 3'600'000)));
    }
    collect();
}

void ProcessNode::end_for_good() noexcept {
    const Guard guard(mutex_);
    if (child_) child_->kill();
    child_.reset();
    if (starts_ > 0) process_group_.kill();
    tracer_.reset();
    log_.reset();
    state_ = NodeState::stopped;
}

void ProcessNode::freeze() {
    if (!process_group_.stop()) raise_not_stopped();
}

void ProcessNode::thaw() { process_group_.go_on(); }

void ProcessNode::raise_not_stopped() const {
    throw ProcessError(
        ProcessErrorKind::too_slow,
        fmt::format("node \"{}\" was not stopped by SIGSTOP within 5 s", spec_.name));
}

void ProcessNode::unplug(const std::string& network) { around_.fabric->unplug(number_, network); }
void ProcessNode::plug(const std::string& network) { around_.fabric->plug(number_, network); }

NodeState ProcessNode::observed() {
    if (!child_ || !child_->ended()) return state_;
    collect();
    log_->wait_ended(2s);
    return NodeState::dead;
}

std::string ProcessNode::how_it_ended() const {
    return exit_.signal != 0 ? fmt::format("by signal {}", exit_.signal)
                             : fmt::format("with exit code {}", exit_.code);
}

std::string ProcessNode::last_lines_now(std::size_t count) const {
    return last_lines_of(log_->path(), count);
}

CommandResult ProcessNode::run(const Words& words, Duration limit) {
    CommandResult result;
    inside({namespace_.get(), around_.processes, directory_}, [&] {
        result = run_command(
            {.words = words, .environment = marks(), .limit = limit, .user = spec_.user});
    });
    return result;
}

/// Not in the cluster's process namespace: it is no process of the node's, to be stopped with it.
CommandResult ProcessNode::beside(const CommandLine& command) const {
    CommandResult result;
    inside({.network = namespace_.get()}, [&] { result = run_command(command); });
    return result;
}

std::optional<CommandResult> ProcessNode::nft(const Words& words, const std::string& script) {
    const auto rules = in_memory(script, "the rules of a packet filter");
    Words all{find_program("nft")};
    all.insert(all.end(), words.begin(), words.end());
    return beside({.words = all, .input = rules.get(), .limit = 30s});
}

}  // namespace sm::detail::inline cluster
