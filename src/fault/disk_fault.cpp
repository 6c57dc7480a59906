#include <sm/base/misuse.hpp>
#include <sm/cluster/disk_fault.hpp>
#include <sm/cluster/hardware.hpp>
#include <sm/value/to_string.hpp>

#include <fmt/format.h>

#include "fault/arguments.hpp"
#include "fault/kinds.hpp"

namespace sm::detail::inline fault {
namespace {

constexpr auto example =
    "{nodes: [n1], latency: 50ms} or `full: true`, `unreadable: 0.1`, `misdirected: 0.1`";

/// Shares out of range are left to the cluster to refuse, as what harms something.
DiskHarm harm_of(const Tree& arguments) {
    const DiskHarm harm{.latency = given<Duration>(arguments, "latency").value_or(Duration{}),
                        .full = given<bool>(arguments, "full").value_or(false),
                        .unreadable = given<double>(arguments, "unreadable").value_or(0),
                        .misdirected = given<double>(arguments, "misdirected").value_or(0)};
    if (harm.latency == Duration{} && !harm.full && harm.unreadable == 0 && harm.misdirected == 0)
        throw Misuse(
            fmt::format("disk {}: it harms nothing; write {}", to_string(arguments), example));
    return harm;
}

/// What a full disk fails are the calls that may need room on it. Of those only such are taken as
/// files alone know: `write` and `writev` also go to sockets, pipes and the node's log, which
/// cannot be told apart without the names of the files, and would cut the node off. What was
/// written by them is lost when it is synced, as on a file system that gives out its blocks late.
DiskFault call_fault_of(const DiskHarm& harm) {
    if (harm.unreadable != 0 || harm.misdirected != 0)
        throw_lacking("disk",
                      "damage what is on a disk (`unreadable`, `misdirected`): only simulated "
                      "disks can be damaged (sm::CanHarmDisk); `latency` and `full` can be had");
    DiskFault fault{.delay = harm.latency};
    if (!harm.full) return fault;  // syncing takes longer
    fault.calls = {"pwrite64",        "pwritev", "pwritev2", "fallocate",
                   "copy_file_range", "fsync",   "fdatasync"};
    fault.failure = DiskFailure::no_space;
    return fault;
}

}  // namespace

Tree harm_disk(Setting& setting, const Tree& arguments, Undo& undo) {
    auto* const disks = capability<CanHarmDisk>(setting.cluster);
    auto* const calls = capability<CanFailCalls>(setting.cluster);
    if (disks == nullptr && calls == nullptr)
        throw_lacking("disk", "harm disks (sm::CanHarmDisk or sm::CanFailCalls)");
    expect_keys("disk", arguments, {"nodes", "latency", "full", "unreadable", "misdirected"});
    const auto nodes = nodes_of("disk", arguments, setting.resolve, example);
    const auto harm = harm_of(arguments);
    const auto fault = disks == nullptr ? call_fault_of(harm) : DiskFault{};
    for (const auto& node : nodes)
        if (disks != nullptr)
            hold(
                setting, undo, "harm to the disk of " + node, Effect::of_latest,
                [disks, node, harm] { disks->harm_disk(node, harm); },
                [disks, node] { disks->harm_disk(node, {}); });
        else
            hold(
                setting, undo, "harm to the disk of " + node, Effect::of_latest,
                [calls, node, fault] { calls->harm_disk(node, fault); },
                [calls, node] { calls->heal_disk(node); });
    return to_tree(nodes);
}

}  // namespace sm::detail::inline fault
