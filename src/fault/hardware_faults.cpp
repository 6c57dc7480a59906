#include <sm/base/misuse.hpp>
#include <sm/cluster/hardware.hpp>
#include <sm/value/to_string.hpp>

#include <fmt/format.h>

#include "fault/arguments.hpp"
#include "fault/kinds.hpp"

namespace sm::detail::inline fault {
namespace {

Tree set_clock(Setting& setting, const Tree& arguments, Undo& undo) {
    constexpr auto example = "{nodes: [n1], step: 2s} or {nodes: [n1], drift: 0.1}";
    auto& clocks = need<CanSetClock>(
        setting.cluster, "clock",
        "set a node's clock (sm::CanSetClock): that of a container cannot be set from outside, for "
        "time namespaces leave CLOCK_REALTIME alone, and libfaketime reaches only programs that "
        "are linked dynamically; where your image has it, inject the fault yourself: "
        "Injector::add(\"clock\", ...)");
    expect_keys("clock", arguments, {"nodes", "step", "drift"});
    const auto step = given<Duration>(arguments, "step");
    const auto drift = given<double>(arguments, "drift");
    if (!step && !drift)
        throw Misuse(fmt::format("clock {}: neither `step` nor `drift` is there; write {}",
                                 to_string(arguments), example));
    const auto nodes = nodes_of("clock", arguments, setting.resolve, example);
    for (const auto& node : nodes)
        hold(
            setting, undo, "clock of " + node, Effect::of_all,
            [&clocks, node, step, drift] {
                if (drift) clocks.set_drift(node, *drift);
                if (step) clocks.step_clock(node, *step);
            },
            [&clocks, node] { clocks.correct_clock(node); });
    return to_tree(nodes);
}

Tree slow_down(Setting& setting, const Tree& arguments, Undo& undo) {
    constexpr auto example = "{nodes: [n1], by: 5ms}";
    auto& slow = need<CanSlow>(setting.cluster, "slow", "slow nodes down (sm::CanSlow)");
    expect_keys("slow", arguments, {"nodes", "by"});
    const auto by = time_of("slow", arguments, example);
    const auto nodes = nodes_of("slow", arguments, setting.resolve, example);
    for (const auto& node : nodes)
        hold(
            setting, undo, "slowness of " + node, Effect::of_latest,
            [&slow, node, by] { slow.slow(node, by); }, [&slow, node] { slow.slow(node, {}); });
    return to_tree(nodes);
}

}  // namespace

void hold(Setting& setting, Undo& undo, const std::string& thing, Effect effect,
          StateLedger::Act put, StateLedger::Act clear) {
    undo.add("undo the " + thing,
             [&setting, owner = setting.striking, thing, effect, clear = std::move(clear)] {
                 setting.states.release(owner, thing, effect, clear);
             });
    setting.states.hold(setting.striking, thing, std::move(put));
}

std::map<std::string, Inject> hardware_faults(Setting& setting) {
    const auto with = [&setting](auto function) {
        return [&setting, function](const Tree& arguments, Undo& undo) {
            return function(setting, arguments, undo);
        };
    };
    return {{"clock", with(set_clock)}, {"disk", with(harm_disk)}, {"slow", with(slow_down)}};
}

}  // namespace sm::detail::inline fault
