#include "cluster/docker/node.hpp"

#include <sm/base/misuse.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <sstream>

namespace sm::detail::inline cluster {
namespace {

using Words = std::vector<std::string>;
using Guard = std::lock_guard<std::recursive_mutex>;

void add(Words& words, std::initializer_list<std::string> more) {
    words.insert(words.end(), more.begin(), more.end());
}

std::string port_word(const PublishedPort& port) {
    return fmt::format("127.0.0.1:{}:{}", port.outside == 0 ? "" : std::to_string(port.outside),
                       port.inside);
}

}  // namespace

Node::Node(const Context& around, NodeSpec spec, std::uint32_t number)
    : around_(around),
      spec_(std::move(spec)),
      engine_name_(around.prefix + spec_.name),
      number_(number) {
    if (spec_.networks.empty())
        for (const auto& [name, network] : around_.networks) spec_.networks.push_back(name);
    check(spec_);
    for (const auto& network : spec_.networks) connected_[network] = true;
}

void Node::check(const NodeSpec& spec) const {
    if (spec.image.empty())
        throw Misuse(fmt::format("node \"{}\" has no image; sm::build_image makes one", spec.name));
    for (const auto& network : spec.networks)
        if (!around_.networks.contains(network))
            throw Misuse(
                fmt::format("node \"{}\" is on network \"{}\", which is not one of "
                            "ClusterSpec.networks",
                            spec.name, network));
    for (const auto& folder : spec.data)
        if (!folder.starts_with('/') || folder.find(',') != std::string::npos)
            throw Misuse(
                fmt::format("node \"{}\": data \"{}\" must be an absolute path without a "
                            "comma",
                            spec.name, folder));
}

std::string Node::volume_of(std::size_t index) const {
    return fmt::format("{}-data{}", engine_name_, index);
}

std::vector<std::string> Node::volumes() const {
    const Guard guard(mutex_);
    Words names;
    for (std::size_t i = 0; i < spec_.data.size(); ++i) names.push_back(volume_of(i));
    return names;
}

Words Node::create_words(std::map<std::string, std::string>& secrets) const {
    Words words{"create", "--name", engine_name_, "--hostname", spec_.name, "--pull", "never"};
    words.insert(words.end(), around_.labels.begin(), around_.labels.end());
    add(words, {"--log-driver", "json-file", "--log-opt",
                fmt::format("max-size={}", std::max<std::size_t>(around_.log_limit, 65536)),
                "--log-opt", "max-file=2"});
    const auto& first = spec_.networks.front();
    add(words, {"--network", around_.networks.at(first).engine_name, "--ip",
                around_.networks.at(first).subnet.host(number_), "--network-alias", spec_.name});
    for (const auto& port : spec_.ports) add(words, {"--publish", port_word(port)});
    for (const auto& [name, value] : spec_.environment) {
        // A secret goes by the environment of the command: its words are seen by every user.
        const bool secret = names_a_secret(name) && !name.starts_with("DOCKER_");
        if (secret) secrets[name] = value;
        add(words, {"--env", secret ? name : name + ("=" + value)});
    }
    for (std::size_t i = 0; i < spec_.data.size(); ++i) {
        auto mount = fmt::format("type=volume,src={},dst={}", volume_of(i), spec_.data[i]);
        for (const auto& label : around_.labels)
            if (label != "--label") mount += ",volume-label=" + label;
        add(words, {"--mount", mount});
    }
    words.push_back(spec_.image);
    words.insert(words.end(), spec_.arguments.begin(), spec_.arguments.end());
    return words;
}

/// In the one order that works: `create` takes a single network, and a program that is started
/// before it has its other addresses cannot bind to them.
void Node::make_container() {
    std::map<std::string, std::string> secrets;
    const auto words = create_words(secrets);
    around_.docker.ask(words, secrets);
    for (std::size_t i = 1; i < spec_.networks.size(); ++i) {
        const auto& network = around_.networks.at(spec_.networks[i]);
        around_.docker.ask({"network", "connect", "--ip", network.subnet.host(number_), "--alias",
                            spec_.name, network.engine_name, engine_name_});
    }
    for (const auto& [network, connected] : connected_)
        if (!connected)
            around_.docker.ask(
                {"network", "disconnect", around_.networks.at(network).engine_name, engine_name_});
    published_.clear();
    state_ = NodeState::created;
}

void Node::create() {
    const Guard guard(mutex_);
    make_container();
}

void Node::recreate(const NodeSpec& spec) {
    const Guard guard(mutex_);
    need("recreate", {NodeState::created, NodeState::stopped, NodeState::dead}, "stop it first");
    check(spec);
    auto changed = spec;
    changed.networks = spec_.networks;
    if (!spec.data.empty() && spec.data != spec_.data)
        throw Misuse(
            fmt::format("node \"{}\": recreate keeps the data directories it had", spec.name));
    changed.data = spec_.data;
    around_.docker.ask({"rm", "-f", engine_name_});
    spec_ = std::move(changed);
    make_container();
}

void Node::wipe() {
    const Guard guard(mutex_);
    need("wipe", {NodeState::created, NodeState::stopped, NodeState::dead},
         "stop or kill it first");
    around_.docker.ask({"rm", "-f", "-v", engine_name_});
    if (!spec_.data.empty()) {
        Words words{"volume", "rm", "-f"};
        for (const auto& volume : volumes()) words.push_back(volume);
        around_.docker.ask(words);
    }
    make_container();
}

/// Where the log of the next start begins: nothing before the end of the latest one.
std::string Node::finished_at() const {
    if (starts_ == 0 || state_ == NodeState::created) return "";
    return around_.docker.ask({"inspect", "--format", "{{.State.FinishedAt}}", engine_name_});
}

void Node::start() {
    const Guard guard(mutex_);
    need("start", {NodeState::created, NodeState::stopped, NodeState::dead},
         "start is for a node that does not run");
    const auto since = finished_at();
    published_.clear();
    act({"start", engine_name_}, NodeState::running);
    ++starts_;
    log_ = std::make_unique<LogFollower>(
        around_.docker, engine_name_, since,
        around_.logs / fmt::format("{}.{}.log", spec_.name, starts_), around_.log_limit);
}

void Node::stop() {
    const Guard guard(mutex_);
    need("stop", {NodeState::running, NodeState::paused}, "start it first");
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(spec_.stop_limit).count();
    act({"stop", "--time", std::to_string(std::max<decltype(seconds)>(seconds, 0)), engine_name_},
        NodeState::stopped, spec_.stop_limit);
    if (log_) log_->wait_ended(std::chrono::seconds{2});
}

void Node::kill() {
    const Guard guard(mutex_);
    need("kill", {NodeState::running, NodeState::paused}, "start it first");
    act({"kill", engine_name_}, NodeState::stopped);
    if (log_) log_->wait_ended(std::chrono::seconds{2});
}

void Node::pause() {
    const Guard guard(mutex_);
    need("pause", {NodeState::running}, "only a running node can be paused");
    act({"pause", engine_name_}, NodeState::paused);
}

void Node::unpause() {
    const Guard guard(mutex_);
    need("unpause", {NodeState::paused}, "only a paused node can be unpaused");
    act({"unpause", engine_name_}, NodeState::running);
}

void Node::disconnect(const std::string& network) {
    const Guard guard(mutex_);
    const auto at = connected_.find(network);
    if (at == connected_.end() || !at->second)
        throw Misuse(
            fmt::format("cannot disconnect node \"{}\" from \"{}\": it is not connected "
                        "to it; its networks are {}",
                        spec_.name, network, fmt::join(spec_.networks, ", ")));
    published_.clear();
    act({"network", "disconnect", around_.networks.at(network).engine_name, engine_name_}, state_);
    at->second = false;
}

void Node::connect(const std::string& network) {
    const Guard guard(mutex_);
    const auto at = connected_.find(network);
    if (at == connected_.end() || at->second)
        throw Misuse(fmt::format(
            "cannot connect node \"{}\" to \"{}\": {}", spec_.name, network,
            at == connected_.end() ? "it was not created on it" : "it is connected already"));
    published_.clear();
    const auto& there = around_.networks.at(network);
    act({"network", "connect", "--ip", there.subnet.host(number_), "--alias", spec_.name,
         there.engine_name, engine_name_},
        state_);
    at->second = true;
}

std::vector<std::string> Node::networks() const {
    const Guard guard(mutex_);
    return spec_.networks;
}

NodeState Node::state() {
    const Guard guard(mutex_);
    refresh();
    return state_;
}

void Node::refresh() {
    std::istringstream said(around_.docker.ask(
        {"inspect", "--format", "{{.State.Status}} {{.State.ExitCode}}", engine_name_}));
    std::string status;
    said >> status >> exit_code_;
    if (status == "running")
        state_ = NodeState::running;
    else if (status == "paused")
        state_ = NodeState::paused;
    else if (status == "created" || status == "configured" || status == "initialized")
        state_ = NodeState::created;
    else if (state_ != NodeState::stopped)
        state_ = NodeState::dead;
}

/// The state believed in is enough for what it allows; before a complaint the engine is asked.
void Node::need(const char* verb, std::initializer_list<NodeState> allowed, const char* instead) {
    const auto fits = [&] {
        return std::find(allowed.begin(), allowed.end(), state_) != allowed.end();
    };
    if (fits()) return;
    refresh();
    if (fits()) return;
    if (state_ == NodeState::dead)  // no fault of the caller's
        throw DockerError(DockerTrouble::node_died,
                          fmt::format("cannot {} it: {}", verb, described()));
    throw Misuse(fmt::format("cannot {} node \"{}\": it is {}; {}", verb, spec_.name,
                             sm::to_string(state_), instead));
}

void Node::act(const Words& words, NodeState after, Duration more) {
    const auto result =
        around_.docker.attempt({.words = words, .limit = std::chrono::seconds{120} + more});
    if (result) {
        state_ = after;
        return;
    }
    const auto error = around_.docker.error_of(words, result);
    const bool starting = words.front() == "start";
    if (!starting && !result.timed_out) refresh();
    if (state_ == NodeState::dead && !starting)
        throw DockerError(DockerTrouble::node_died, described());
    throw DockerError(error.trouble, fmt::format("node \"{}\": {}", spec_.name, error.what()));
}

Endpoint Node::published(std::uint16_t inside) {
    const Guard guard(mutex_);
    if (const auto known = published_.find(inside); known != published_.end()) return known->second;
    if (std::none_of(spec_.ports.begin(), spec_.ports.end(),
                     [&](const PublishedPort& port) { return port.inside == inside; }))
        throw Misuse(
            fmt::format("port {} of node \"{}\" is not published; add {{.inside = {}}} to "
                        "NodeSpec.ports",
                        inside, spec_.name, inside));
    need("ask for a published port of", {NodeState::running, NodeState::paused}, "start it first");
    const auto said = around_.docker.ask({"port", engine_name_, fmt::format("{}/tcp", inside)});
    const auto line = said.substr(0, said.find('\n'));
    const auto colon = line.rfind(':');
    Endpoint found{.host = "127.0.0.1"};
    if (colon != std::string::npos)
        std::from_chars(line.data() + colon + 1, line.data() + line.size(), found.port);
    if (found.port == 0)
        throw DockerError(DockerTrouble::other,
                          fmt::format("port {} of node \"{}\" is not to be reached now: {}", inside,
                                      spec_.name, said));
    return published_[inside] = found;
}

CommandResult Node::exec(const Words& words, Duration limit) {
    {
        const Guard guard(mutex_);
        need("exec in", {NodeState::running}, "start or unpause it first");
    }
    Words all{"exec", engine_name_};
    all.insert(all.end(), words.begin(), words.end());
    return around_.docker.attempt({.words = all, .limit = limit});
}

std::filesystem::path Node::log() const {
    const Guard guard(mutex_);
    return log_ ? log_->path() : std::filesystem::path();
}

std::string Node::last_lines(std::size_t count) const {
    const Guard guard(mutex_);
    if (!log_) return "";
    if (log_->ended() && !log_->cut()) return last_lines_of(log_->path(), count);
    auto result =
        around_.docker.attempt({.words = {"logs", "--tail", std::to_string(count), engine_name_}});
    std::istringstream lines(result.out + result.err);
    return last_lines_of(lines, count);
}

std::optional<std::string> Node::death() {
    const Guard guard(mutex_);
    if (log_ && !log_->ended() && (state_ == NodeState::running || state_ == NodeState::paused))
        return std::nullopt;
    refresh();
    if (state_ == NodeState::running || state_ == NodeState::paused) return std::nullopt;
    return described();
}

std::string Node::tail() const {
    const auto lines = masked(last_lines(20));
    if (lines.empty()) return "it wrote nothing";
    return fmt::format("the last lines of its log ({}):\n{}", log_ ? log_->path().string() : "",
                       lines);
}

std::string Node::described() const {
    if (state_ == NodeState::created)
        return fmt::format("node \"{}\" was never started", spec_.name);
    if (state_ == NodeState::stopped)
        return fmt::format("node \"{}\" was stopped; {}", spec_.name, tail());
    if (log_) log_->wait_ended(std::chrono::seconds{1});
    return fmt::format("node \"{}\" ended by itself with exit code {}; {}", spec_.name, exit_code_,
                       tail());
}

DockerError Node::not_ready(const Waited& waited) {
    const Guard guard(mutex_);
    refresh();
    if (state_ != NodeState::running && state_ != NodeState::paused)
        return {DockerTrouble::node_died, described()};
    const auto seconds = std::chrono::duration<double>(waited.took).count();
    return {DockerTrouble::too_slow,
            fmt::format("node \"{}\" ({}) is not ready after {:.1f} s and {} looks{}{}; {}",
                        spec_.name, sm::to_string(state_), seconds, waited.looks,
                        waited.last_error.empty() ? "" : "; the last error: ",
                        masked(waited.last_error), tail())};
}

}  // namespace sm::detail::inline cluster
