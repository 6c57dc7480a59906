#include "cluster/docker/docker_backend.hpp"

#include <sm/cluster/reap.hpp>
#include <sm/os/owner.hpp>

#include <fmt/format.h>

#include <atomic>
#include <cstdio>
#include <exception>
#include <future>
#include <system_error>

#include "cluster/docker/program_image.hpp"
#include "cluster/docker/reaper.hpp"
#include "cluster/docker/resources.hpp"
#include "os/scratch.hpp"

#include <unistd.h>

namespace sm::detail::inline cluster {
namespace {

/// Once in each process, a forked one too.
void reap_first(const Docker& docker) {
    static std::atomic<pid_t> done = 0;
    if (done.exchange(::getpid()) == ::getpid()) return;
    try {
        sm::reap(docker, {.limit = std::chrono::seconds{10}});
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

DockerBackend::DockerBackend(ClusterSpec spec)
    : NodeBackend(std::move(spec)),
      name_(next_name()),
      around_{.docker = Docker(spec_.docker),
              .prefix = name_ + "-",
              .labels = label_words(spec_.name, name_)},
      nft_(around_.docker, around_.labels) {}

void DockerBackend::build() {
    reap_first(around_.docker);
    ensure_reaper(around_.docker.program());
    guard_one_more();
    is_guarded_ = true;
    logs_ = spec_.logs.empty() ? make_scratch() : std::filesystem::absolute(spec_.logs) / name_;
    std::filesystem::create_directories(logs_);
    around_.networks = create_networks(around_.docker, spec_, around_.prefix, around_.labels);
    for (const auto& [name, network] : around_.networks) subnets_[name] = network.subnet;
}

std::unique_ptr<Node> DockerBackend::make(const NodeSpec& spec, std::uint32_t number) {
    return std::make_unique<DockerNode>(*this, around_, nft_, with_image(around_.docker, spec),
                                        number);
}

std::exception_ptr DockerBackend::error(NodeErrorKind kind, const std::string& text) const {
    const auto ours = kind == NodeErrorKind::node_died  ? DockerErrorKind::node_died
                      : kind == NodeErrorKind::too_slow ? DockerErrorKind::too_slow
                                                        : DockerErrorKind::other;
    return std::make_exception_ptr(DockerError(ours, text));
}

std::optional<std::string> DockerBackend::why_no_filters_in(Node& node) {
    return static_cast<DockerNode&>(node).why_no_filters();
}

bool DockerBackend::remove_by_name(const Nodes& nodes) {
    std::vector<std::string> containers{"rm", "-f", "-v"}, volumes{"volume", "rm", "-f"};
    for (const auto& [key, node] : nodes) {
        const auto& one = static_cast<const DockerNode&>(*node);
        containers.push_back(one.engine_name());
        for (const auto& volume : one.volumes()) volumes.push_back(volume);
    }
    bool clean = containers.size() == 3 || around_.docker.attempt({.words = containers});
    std::vector<std::future<bool>> rest;
    const auto also = [&](const std::vector<std::string>& words) {
        rest.push_back(std::async(std::launch::async, [this, words] {
            return static_cast<bool>(around_.docker.attempt({.words = words}));
        }));
    };
    if (volumes.size() > 3) also(volumes);
    // The command removes one network after the other, a quarter of a second each.
    for (const auto& [key, network] : around_.networks)
        also({"network", "rm", network.engine_name});
    for (auto& one : rest) clean = one.get() && clean;
    return clean;
}

void DockerBackend::remove_by_label() {
    const auto removal = detail::remove(
        around_.docker, [&](const Resource& one) { return one.cluster == name_; },
        std::chrono::seconds{20});
    for (const auto& left : removal.left)
        std::fprintf(stderr, "sm: cannot remove %s; the next run or `sm reap` will\n",
                     left.c_str());
    if (!removal.left.empty()) is_guarded_ = false;  // the reaper goes on trying
}

/// What is under way fails once its node is gone.
void DockerBackend::interrupt(const Nodes& nodes) noexcept {
    if (!is_guarded_) return;  // nothing was made
    try {
        is_clean_ = remove_by_name(nodes);
    } catch (const std::exception& error) {
        report_left(error.what());
    }
}

void DockerBackend::remove(Nodes& nodes, Activity before) noexcept {
    try {
        const bool all_by_name = is_clean_ && before == Activity::none && !subnets_.empty();
        if (is_guarded_ && !all_by_name) remove_by_label();
    } catch (const std::exception& error) {
        report_left(error.what());
    }
    nodes.clear();
    std::error_code none;
    if (spec_.logs.empty() && !logs_.empty()) std::filesystem::remove_all(logs_, none);
    if (is_guarded_) guard_one_less();
}

void DockerBackend::report_left(const char* why) {
    // Without a network nothing else was made, and why is in the error on its way out.
    if (!around_.networks.empty())
        std::fprintf(stderr, "sm: cannot remove cluster %s: %s; the next run or `sm reap` will\n",
                     name_.c_str(), why);
    is_guarded_ = false;  // the reaper goes on trying
}

}  // namespace sm::detail::inline cluster
