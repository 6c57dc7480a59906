#include <sm/cluster/hardware.hpp>
#include <sm/value/misuse.hpp>
#include <sm/value/show.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "fault/arguments.hpp"
#include "fault/kinds.hpp"

namespace sm::fault::detail {
namespace {

/// The entry of this name, as a `T`; none if there is none.
template <class T>
std::optional<T> given(const Tree& arguments, const char* name) {
    const auto* found = entry(arguments, name);
    if (found == nullptr) return std::nullopt;
    return from_tree<T>(*found);
}

template <class T>
T wanted(const char* fault, const Tree& arguments, const char* name, const char* example) {
    if (const auto found = given<T>(arguments, name)) return *found;
    throw Misuse(
        fmt::format("{} {}: `{}` is missing; write {}", fault, show(arguments), name, example));
}

Nodes nodes_of(const Setting& setting, const char* fault, const Tree& arguments,
               const char* example) {
    const auto* nodes = entry(arguments, "nodes");
    if (nodes == nullptr)
        throw Misuse(
            fmt::format("{} {}: `nodes` is missing; write {}", fault, show(arguments), example));
    return named(*nodes, setting.resolve);
}

/// Does it to each of them, so that it can be undone.
template <class Deed, class Undoing>
Tree on_each(const char* fault, const Nodes& nodes, Undo& undo, const Deed& deed,
             const Undoing& undoing) {
    for (const auto& node : nodes) {
        undo.add(fmt::format("undo {} of {}", fault, node), [undoing, node] { undoing(node); });
        deed(node);
    }
    return to_tree(nodes);
}

Tree set_clock(Setting& setting, const Tree& arguments, Undo& undo) {
    constexpr auto example = "{nodes: [n1], step: 2s} or {nodes: [n1], drift: 0.1}";
    auto& clocks = need<CanSetClock>(
        setting.cluster, "clock",
        "set a node's clock (sm::CanSetClock): that of a container cannot be set from outside, for "
        "time namespaces leave CLOCK_REALTIME alone, and libfaketime reaches only programs that "
        "are linked dynamically; where your image has it, inject the fault yourself: "
        "Injector::add(\"clock\", ...)");
    const auto step = given<Duration>(arguments, "step");
    const auto drift = given<double>(arguments, "drift");
    if (!step && !drift)
        throw Misuse(fmt::format("clock {}: neither `step` nor `drift` is there; write {}",
                                 show(arguments), example));
    return on_each(
        "clock", nodes_of(setting, "clock", arguments, example), undo,
        [&](const std::string& node) {
            if (step) clocks.step_clock(node, *step);
            if (drift) clocks.set_drift(node, *drift);
        },
        [&clocks](const std::string& node) { clocks.correct_clock(node); });
}

Tree harm_disk(Setting& setting, const Tree& arguments, Undo& undo) {
    auto& disks = need<CanHarmDisk>(setting.cluster, "disk", "harm disks (sm::CanHarmDisk)");
    const DiskHarm harm{.latency = given<Duration>(arguments, "latency").value_or(Duration{}),
                        .full = given<bool>(arguments, "full").value_or(false),
                        .unreadable = given<double>(arguments, "unreadable").value_or(0),
                        .misdirected = given<double>(arguments, "misdirected").value_or(0)};
    return on_each(
        "disk",
        nodes_of(setting, "disk", arguments,
                 "{nodes: [n1], latency: 50ms} or `full: true`, `unreadable: 0.1`, "
                 "`misdirected: 0.1`"),
        undo, [&](const std::string& node) { disks.harm_disk(node, harm); },
        [&disks](const std::string& node) { disks.harm_disk(node, {}); });
}

Tree slow_down(Setting& setting, const Tree& arguments, Undo& undo) {
    constexpr auto example = "{nodes: [n1], by: 5ms}";
    auto& slow = need<CanSlow>(setting.cluster, "slow", "slow nodes down (sm::CanSlow)");
    const auto by = wanted<Duration>("slow", arguments, "by", example);
    return on_each(
        "slow", nodes_of(setting, "slow", arguments, example), undo,
        [&](const std::string& node) { slow.slow(node, by); },
        [&slow](const std::string& node) { slow.slow(node, {}); });
}

/// Those named, or those between all nodes.
std::vector<Link> links_of(const Setting& setting, const Tree& arguments) {
    const auto* links = entry(arguments, "links");
    const auto everywhere = to_tree(std::map<std::string, Nodes>{{"all", {"all"}}});
    std::vector<Link> all;
    for (const auto& cut :
         cuts_of(links != nullptr ? *links : everywhere, setting.cluster.nodes(), setting.resolve))
        all.push_back({cut.from, cut.to});
    return all;
}

Tree told(const std::vector<Link>& links) {
    std::map<std::string, Nodes> by_sender;
    for (const auto& [from, to] : links) by_sender[from].push_back(to);
    return to_tree(by_sender);
}

Tree delay_links(Setting& setting, const Tree& arguments, Undo& undo) {
    auto& delays = need<CanDelay>(
        setting.cluster, "delay",
        "delay what is sent (sm::CanDelay): between containers that takes the kernel's sch_netem, "
        "which is not used here because many kernels lack it; use a proxy, or inject it yourself: "
        "Injector::add(\"delay\", ...)");
    const auto by = wanted<Duration>("delay", arguments, "by", "{by: 100ms, links: {n1: [n2]}}");
    const auto links = links_of(setting, arguments);
    undo.add("undo the delay", [&delays, links] { delays.delay(links, {}); });
    delays.delay(links, by);
    return told(links);
}

Tree clog_links(Setting& setting, const Tree& arguments, Undo& undo) {
    auto& clogs = need<CanClog>(setting.cluster, "clog", "clog links (sm::CanClog)");
    const auto links = links_of(setting, arguments);
    undo.add("unclog links", [&clogs, links] { clogs.unclog(links); });
    clogs.clog(links);
    return told(links);
}

}  // namespace

std::map<std::string, Inject> hardware_faults(Setting& setting) {
    const auto with = [&setting](auto function) {
        return [&setting, function](const Tree& arguments, Undo& undo) {
            return function(setting, arguments, undo);
        };
    };
    return {{"clock", with(set_clock)},
            {"disk", with(harm_disk)},
            {"slow", with(slow_down)},
            {"delay", with(delay_links)},
            {"clog", with(clog_links)}};
}

}  // namespace sm::fault::detail
