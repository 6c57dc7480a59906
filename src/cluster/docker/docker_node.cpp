#include "cluster/docker/docker_node.hpp"

#include <sm/base/misuse.hpp>
#include <sm/cluster/unsupported.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <sstream>

#include "cluster/docker/program_image.hpp"
#include "cluster/docker/tar.hpp"
#include "cluster/node_backend.hpp"
#include "os/in_memory.hpp"

namespace sm::detail::inline cluster {
namespace {

using Words = std::vector<std::string>;

void add(Words& words, std::initializer_list<std::string> more) {
    words.insert(words.end(), more.begin(), more.end());
}

std::string port_word(const PublishedPort& port) {
    return fmt::format("127.0.0.1:{}:{}", port.outside == 0 ? "" : std::to_string(port.outside),
                       port.inside);
}

void add_limits(Words& words, const ResourceLimits& limits) {
    if (limits.memory != 0) add(words, {"--memory", std::to_string(limits.memory)});
    if (limits.processors > 0) add(words, {"--cpus", fmt::format("{:.3f}", limits.processors)});
    if (limits.open_files != 0)
        add(words, {"--ulimit", fmt::format("nofile={0}:{0}", limits.open_files)});
}

}  // namespace

DockerNode::DockerNode(const NodeBackend& backend, const Context& around, Nft& filters,
                       const NodeSpec& spec, std::uint32_t number)
    : Node(backend, spec, number),
      around_(around),
      filters_(filters),
      engine_name_(around.prefix + spec.name) {}

DockerNode::~DockerNode() {
    if (is_made_) return;
    try {
        around_.docker.attempt({.words = {"rm", "-f", "-v", engine_name_}});
    } catch (const std::exception&) {
        // An engine that cannot be reached has made nothing.
    }
}

NodeSpec DockerNode::checked(NodeSpec given) const {
    auto spec = with_image(around_.docker, std::move(given));
    if (spec.image.empty())
        throw Misuse(
            fmt::format("node \"{}\" has no image, nor a program to make one of; sm::build_image "
                        "makes one",
                        spec.name));
    for (const auto& folder : spec.data)
        if (!folder.starts_with('/') || folder.find(',') != std::string::npos)
            throw Misuse(
                fmt::format("node \"{}\": data \"{}\" must be an absolute path without a "
                            "comma",
                            spec.name, folder));
    return spec;
}

std::filesystem::path DockerNode::directory() const {
    const Guard guard(mutex_);
    return spec_.data.empty() ? "/" : spec_.data.front();
}

std::string DockerNode::volume_of(std::size_t index) const {
    return fmt::format("{}-data{}", engine_name_, index);
}

std::vector<std::string> DockerNode::volumes() const {
    const Guard guard(mutex_);
    Words names;
    for (std::size_t i = 0; i < spec_.data.size(); ++i) names.push_back(volume_of(i));
    return names;
}

Words DockerNode::create_words(std::map<std::string, std::string>& secrets) const {
    Words words{"create", "--name", engine_name_, "--hostname", spec_.name, "--pull", "never"};
    words.insert(words.end(), around_.labels.begin(), around_.labels.end());
    add(words, {"--log-driver", "json-file", "--log-opt",
                fmt::format("max-size={}", std::max<std::size_t>(backend_.spec().log_limit, 65536)),
                "--log-opt", "max-file=2"});
    const auto& first = networks_.front();
    add(words, {"--network", around_.networks.at(first).engine_name, "--ip",
                around_.networks.at(first).subnet.host(number_), "--network-alias", spec_.name});
    if (!spec_.user.empty()) add(words, {"--user", spec_.user});
    add_limits(words, spec_.limits);
    for (const auto& port : spec_.ports) add(words, {"--publish", port_word(port)});
    for (const auto& [name, value] : given_.environment) {
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
    words.insert(words.end(), given_.arguments.begin(), given_.arguments.end());
    return words;
}

Words DockerNode::plug_words(const std::string& network) const {
    const auto& there = around_.networks.at(network);
    return {"network",  "connect",         "--ip",      there.subnet.host(number_), "--alias",
            spec_.name, there.engine_name, engine_name_};
}

Words DockerNode::unplug_words(const std::string& network) const {
    return {"network", "disconnect", around_.networks.at(network).engine_name, engine_name_};
}

/// In the one order that works: `create` takes a single network, and a program that is started
/// before it has its other addresses cannot bind to them.
void DockerNode::make_container() {
    std::map<std::string, std::string> secrets;
    const auto words = create_words(secrets);
    around_.docker.ask(words, secrets);
    for (std::size_t i = 1; i < networks_.size(); ++i) around_.docker.ask(plug_words(networks_[i]));
    for (const auto& network : networks_)
        if (!is_connected(network)) around_.docker.ask(unplug_words(network));
    published_.clear();
    lay_down_files();
}

void DockerNode::lay_down_files() const {
    if (given_.files.empty()) return;
    Tar tar;
    for (const auto& [name, text] : given_.files)
        tar.add_file((directory() / name).lexically_normal().string().substr(1), 0644, text);
    const auto archive = in_memory(tar.finish(), "the files of a node");
    const Words words{"cp", "-", engine_name_ + ":/"};
    const auto result = around_.docker.attempt({.words = words, .input = archive.get()});
    if (!result) throw around_.docker.error_of(words, result);
}

void DockerNode::make() {
    if (!given_.setup.empty())
        throw Misuse(
            fmt::format("node \"{}\": NodeSpec.setup is for local processes; have the entry point "
                        "of the image do it",
                        spec_.name));
    make_container();
    is_made_ = true;
}

void DockerNode::remake(const NodeSpec& before) {
    if (!spec_.data.empty() && spec_.data != before.data)
        throw Misuse(
            fmt::format("node \"{}\": recreate keeps the data directories it had", spec_.name));
    spec_.data = before.data;
    around_.docker.ask({"rm", "-f", engine_name_});
    make_container();
}

void DockerNode::empty() {
    around_.docker.ask({"rm", "-f", "-v", engine_name_});
    if (!spec_.data.empty()) {
        Words words{"volume", "rm", "-f"};
        for (const auto& volume : volumes()) words.push_back(volume);
        around_.docker.ask(words);
    }
    make_container();
}

/// Where the log of the next start begins: nothing before the end of the latest one.
std::string DockerNode::finished_at() const {
    if (starts_ == 0 || state_ == NodeState::created) return "";
    return around_.docker.ask({"inspect", "--format", "{{.State.FinishedAt}}", engine_name_});
}

void DockerNode::launch() {
    const auto since = finished_at();
    published_.clear();
    act({"start", engine_name_});
    follow_log(since);
}

/// From a time on, as the engine tells it; empty: all.
void DockerNode::follow_log(const std::string& since) {
    follower_.reset();
    log_ =
        std::make_unique<LogCopy>(backend_.logs() / fmt::format("{}.{}.log", spec_.name, ++starts_),
                                  backend_.spec().log_limit);
    Words words{around_.docker.program(), "logs", "--follow"};
    if (!since.empty()) add(words, {"--since", since});
    words.push_back(engine_name_);
    const int to = log_->entrance().get();
    follower_.emplace(Child::start(words, {}, {-1, to, to}));
    log_->entrance().reset();
}

void DockerNode::finish(Ending how) {
    if (how == Ending::kill) return act({"kill", engine_name_});
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(spec_.stop_limit).count();
    act({"stop", "--time", std::to_string(std::max<decltype(seconds)>(seconds, 0)), engine_name_},
        spec_.stop_limit);
}

void DockerNode::unplug(const std::string& network) {
    published_.clear();
    act(unplug_words(network));
}

void DockerNode::plug(const std::string& network) {
    published_.clear();
    act(plug_words(network));
}

NodeState DockerNode::observed() {
    std::istringstream said(around_.docker.ask(
        {"inspect", "--format", "{{.State.Status}} {{.State.ExitCode}}", engine_name_}));
    std::string status;
    said >> status >> exit_code_;
    if (status == "running") return NodeState::running;
    if (status == "paused") return NodeState::paused;
    if (status == "created" || status == "configured" || status == "initialized")
        return NodeState::created;
    return state_ == NodeState::stopped ? NodeState::stopped : NodeState::dead;
}

std::string DockerNode::how_it_ended() const {
    return fmt::format("with exit code {}", exit_code_);
}

void DockerNode::act(const Words& words, Duration more) {
    const auto result =
        around_.docker.attempt({.words = words, .limit = std::chrono::seconds{120} + more});
    if (result) return;
    const auto error = around_.docker.error_of(words, result);
    const bool starting = words.front() == "start";
    if (!starting && !result.timed_out) refresh();
    if (state_ == NodeState::dead && !starting)
        throw DockerError(DockerErrorKind::node_died, described());
    throw DockerError(error.kind, fmt::format("node \"{}\": {}", spec_.name, error.what()));
}

Endpoint DockerNode::published(std::uint16_t inside) {
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
        throw DockerError(DockerErrorKind::other,
                          fmt::format("port {} of node \"{}\" is not to be reached now: {}", inside,
                                      spec_.name, said));
    return published_[inside] = found;
}

CommandResult DockerNode::run(const Words& words, Duration limit) {
    Words all{"exec", engine_name_};
    all.insert(all.end(), words.begin(), words.end());
    return around_.docker.attempt({.words = all, .limit = limit});
}

std::string DockerNode::last_lines_now(std::size_t count) const {
    if (!log_->cut()) return last_lines_of(log_->path(), count);
    auto result =
        around_.docker.attempt({.words = {"logs", "--tail", std::to_string(count), engine_name_}});
    std::istringstream lines(result.out + result.err);
    return last_lines_of(lines, count);
}

std::optional<CommandResult> DockerNode::nft(const Words& words, const std::string& script) {
    return filters_.run(engine_name_, words, script);
}

std::optional<std::string> DockerNode::why_no_filters() {
    try {
        filters_.run(engine_name_, {"list", "tables"});
        return std::nullopt;
    } catch (const Unsupported& unsupported) {
        return unsupported.what();
    }
}

}  // namespace sm::detail::inline cluster
