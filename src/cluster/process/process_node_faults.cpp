#include <sm/base/misuse.hpp>
#include <sm/cluster/unsupported.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "cluster/net/nft.hpp"
#include "cluster/process/process_node.hpp"

namespace sm::detail::inline cluster {
namespace {

using namespace std::chrono_literals;
using Words = std::vector<std::string>;

}  // namespace

void ProcessNode::delay(const std::string& network, const Delay& delay) {
    const Guard guard(mutex_);
    if (std::find(networks_.begin(), networks_.end(), network) == networks_.end())
        throw Misuse(fmt::format("cannot delay node \"{}\" on network \"{}\": its networks are {}",
                                 spec_.name, network, fmt::join(networks_, ", ")));
    const auto microseconds = [](Duration time) {
        return fmt::format("{}us", std::chrono::ceil<std::chrono::microseconds>(time).count());
    };
    const auto device = around_.fabric->device(network);
    Words words{find_program("tc"), "qdisc", "replace", "dev", device, "root"};
    if (delay.latency > Duration{})
        words.insert(words.end(),
                     {"netem", "delay", microseconds(delay.latency), microseconds(delay.jitter)});
    else
        words.emplace_back("pfifo_fast");
    const auto result = beside({.words = words, .limit = 30s});
    if (result) return;
    throw ProcessError(ProcessErrorKind::network,
                       fmt::format("network \"{}\" of node \"{}\" cannot be "
                                   "delayed: {}",
                                   network, spec_.name, result.err));
}

void ProcessNode::fail_disk(const DiskFault& fault) {
    const Guard guard(mutex_);
    auto absolute = traceable(spec_.name, fault);
    if (const auto& why = why_not_trace()) throw Unsupported(*why);
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
    return ActiveDiskFault{spec_.name, *fault_, tracer_ ? tracer_->hits() : 0};
}

}  // namespace sm::detail::inline cluster
