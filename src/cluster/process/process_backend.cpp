#include "cluster/process/process_backend.hpp"

#include <sm/cluster/reap.hpp>
#include <sm/cluster/unsupported.hpp>

#include <atomic>
#include <cstdio>
#include <system_error>

#include "os/scratch.hpp"

#include <unistd.h>

namespace sm::detail::inline cluster {
namespace {

namespace fs = std::filesystem;

/// Once in each process, a forked one too.
void reap_first() {
    static std::atomic<pid_t> done = 0;
    if (done.exchange(::getpid()) != ::getpid()) reap_processes();
}

/// Why the nodes have loopback addresses; nothing if each has a network namespace.
std::optional<std::string> why_loopback(const ClusterSpec& spec) {
    if (spec.isolation == Isolation::loopback) return "ClusterSpec.isolation asks for it";
    auto why = no_bridges();
    if (why && spec.isolation == Isolation::namespaces) throw Unsupported(*why);
    return why;
}

}  // namespace

void ProcessBackend::build() {
    reap_first();
    around_.folder = fs::canonical(make_scratch());
    around_.mark = around_.folder.filename().string();
    logs_ = spec_.logs.empty() ? around_.folder / "logs" : fs::absolute(spec_.logs) / around_.mark;
    fs::create_directories(logs_);
    supervisor_.emplace(Supervised{around_.mark, around_.folder, control_group_folders()},
                        !detail::no_namespaces().has_value());
    around_.processes = supervisor_->processes();
    const auto why = why_loopback(spec_);
    around_.fabric = why ? make_loopback(spec_.networks, *why)
                         : make_bridges(spec_.networks, spec_.pool, around_.mark);
    isolation_ = why ? Isolation::loopback : Isolation::namespaces;
}

std::unique_ptr<Node> ProcessBackend::make(const NodeSpec& spec, std::uint32_t number) {
    return std::make_unique<ProcessNode>(*this, around_, spec, number);
}

std::exception_ptr ProcessBackend::error(NodeErrorKind kind, const std::string& text) const {
    const auto ours = kind == NodeErrorKind::node_died  ? ProcessErrorKind::node_died
                      : kind == NodeErrorKind::too_slow ? ProcessErrorKind::too_slow
                                                        : ProcessErrorKind::other;
    return std::make_exception_ptr(ProcessError(ours, text));
}

/// Nodes first: their processes have to be collected before their namespace can end.
void ProcessBackend::remove(Nodes& nodes, Activity) noexcept {
    for (const auto& [name, node] : nodes) static_cast<ProcessNode&>(*node).end_for_good();
    supervisor_.reset();
    nodes.clear();
    around_.fabric.reset();
    std::error_code error;
    if (!around_.folder.empty()) fs::remove_all(around_.folder, error);
    if (error)
        std::fprintf(stderr, "sm: cannot remove %s: %s; the next run or `sm reap` will\n",
                     around_.folder.c_str(), error.message().c_str());
}

}  // namespace sm::detail::inline cluster
