#include <sm/base/misuse.hpp>
#include <sm/cluster/disk_fault.hpp>
#include <sm/cluster/hardware.hpp>
#include <sm/fault/faults.hpp>
#include <sm/fault/injection.hpp>
#include <sm/value/to_string.hpp>

#include <fmt/format.h>

namespace sm::fault {
namespace {

/// Has clocks wrong until the fault is healed. Steps come on top of each other; of drifts the
/// latest counts.
template <class Value>
Tree set_clocks(Injection& injection, const std::map<std::string, Value>& by_name,
                void (CanSetClock::*set)(const std::string&, Value)) {
    auto& clocks = injection.need<CanSetClock>();
    injection.need_no(clocks.why_not_set_clock());
    const auto by_node = injection.by_node(by_name);
    for (const auto& [node, value] : by_node)
        injection.hold(
            "clock of " + node, Effect::of_all,
            [&clocks, set, node = node, value = value] { (clocks.*set)(node, value); },
            [&clocks, node = node] { clocks.correct_clock(node); });
    return to_tree(by_node);
}

}  // namespace

Tree StepClocks::inject(Injection& injection) const {
    injection.need<CanSetClock>();
    if (by.empty()) throw Misuse("clock: say which clocks by how much, as in {n1: 2s, n2: -150ms}");
    return set_clocks<Duration>(injection, by, &CanSetClock::step_clock);
}

Tree DriftClocks::inject(Injection& injection) const {
    injection.need<CanSetClock>();
    if (by.empty())
        throw Misuse("drift: say which clocks run fast or slow by what share, as in {n1: 0.1}");
    return set_clocks<double>(injection, by, &CanSetClock::set_drift);
}

Tree SlowNodes::inject(Injection& injection) const {
    auto& slow = injection.need<CanSlow>();
    if (by <= Duration::zero())
        throw Misuse(fmt::format("{}: say by how much, above zero, as in {{nodes: [n1], by: 5ms}}",
                                 to_string(Fault(*this))));
    const auto slowed = injection.nodes(nodes);
    for (const auto& node : slowed)
        injection.hold(
            "slowness of " + node, Effect::of_latest,
            [&slow, node, by = by] { slow.slow(node, by); },
            [&slow, node] { slow.slow(node, {}); });
    return to_tree(slowed);
}

Tree FailDisks::inject(Injection& injection) const {
    auto& disks = injection.need<CanFailDisk>();
    DiskFault fault{.latency = latency, .unreadable = unreadable, .misdirected = misdirected};
    if (full) fault.failure = DiskFailure::no_space;
    // Shares out of range are left to the cluster to refuse.
    if (latency == Duration{} && !full && unreadable == 0 && misdirected == 0)
        throw Misuse(
            fmt::format("{}: it does nothing; write {{nodes: [n1], latency: 50ms}} or "
                        "`full: true`, `unreadable: 0.1`, `misdirected: 0.1`",
                        to_string(Fault(*this))));
    injection.need_no(disks.why_not_fail_disk(fault));
    const auto failing = injection.nodes(nodes);
    for (const auto& node : failing)
        injection.hold(
            "failure of the disk of " + node, Effect::of_latest,
            [&disks, node, fault] { disks.fail_disk(node, fault); },
            [&disks, node] { disks.heal_disk(node); });
    return to_tree(failing);
}

}  // namespace sm::fault
