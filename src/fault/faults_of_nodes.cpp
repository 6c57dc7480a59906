#include <sm/base/misuse.hpp>
#include <sm/fault/faults.hpp>
#include <sm/fault/injection.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "fault/at_once.hpp"

namespace sm::fault {
namespace {

using Task = std::function<void(const std::string&)>;

bool is_up(NodeState state) { return state == NodeState::running || state == NodeState::paused; }

/// Which are hit, and the others with the states that they are in.
struct Targets {
    Nodes hit;
    std::map<std::string, std::string> left_alone;
};

Targets targets(const Injection& injection, const Nodes& names, bool (*wanted)(NodeState)) {
    Targets found;
    for (const auto& node : injection.nodes(names)) {
        const auto state = injection.cluster().state(node);
        if (wanted(state))
            found.hit.push_back(node);
        else
            found.left_alone[node] = to_string(state);
    }
    return found;
}

Tree reported(const char* what, const Targets& found) {
    Tree map = Tree::map();
    map.add(Tree::text(what), to_tree(found.hit));
    if (!found.left_alone.empty()) map.add(Tree::text("left alone"), to_tree(found.left_alone));
    return map;
}

/// Nodes that a fault has changed, and healing changes back: those only.
using Changed = std::shared_ptr<Nodes>;

Changed to_be_undone(Injection& injection, const char* verb, const Nodes& nodes,
                     bool (*is_still_on)(NodeState), Task change_back) {
    auto changed = std::make_shared<Nodes>(nodes);
    injection.undo(fmt::format("{} {}", verb, fmt::join(nodes, ", ")),
                   [&cluster = injection.cluster(), changed, is_still_on,
                    change_back = std::move(change_back)] {
                       // Who refuses was changed back by somebody else in this moment.
                       detail::at_once(cluster, *changed, [&](const std::string& node) {
                           if (is_still_on(cluster.state(node))) change_back(node);
                       });
                   });
    return changed;
}

Changed to_be_started(Injection& injection, const Nodes& nodes) {
    auto& starter = injection.need<CanStart>();
    return to_be_undone(
        injection, "start", nodes, [](NodeState state) { return !is_up(state); },
        [&starter](const std::string& node) { starter.start(node); });
}

/// Those that refuse are in another state by now, by somebody else: they are left alone.
void hit(const Injection& injection, Targets& found, const Changed& changed, const Task& task) {
    for (const auto& node : injection.at_once(found.hit, task)) {
        std::erase(found.hit, node);
        std::erase(*changed, node);
        found.left_alone[node] = to_string(injection.cluster().state(node));
    }
}

}  // namespace

Tree KillNodes::inject(Injection& injection) const {
    auto& killer = injection.need<CanKill>();
    auto found = targets(injection, nodes, is_up);
    const auto down = to_be_started(injection, found.hit);
    hit(injection, found, down, [&](const std::string& node) { killer.kill(node); });
    return reported("killed", found);
}

Tree StopNodes::inject(Injection& injection) const {
    auto& stopper = injection.need<CanStop>();
    auto found = targets(injection, nodes, is_up);
    const auto down = to_be_started(injection, found.hit);
    hit(injection, found, down, [&](const std::string& node) { stopper.stop(node); });
    return reported("stopped", found);
}

Tree PauseNodes::inject(Injection& injection) const {
    auto& pauser = injection.need<CanPause>();
    auto found =
        targets(injection, nodes, [](NodeState state) { return state == NodeState::running; });
    const auto paused = to_be_undone(
        injection, "unpause", found.hit, [](NodeState state) { return state == NodeState::paused; },
        [&pauser](const std::string& node) { pauser.unpause(node); });
    hit(injection, found, paused, [&](const std::string& node) { pauser.pause(node); });
    return reported("paused", found);
}

/// A node that is down loses its data too, but is not started by the healing: another took it down.
Tree WipeNodes::inject(Injection& injection) const {
    auto& killer = injection.need<CanKill>();
    auto& wiper = injection.need<CanWipe>();
    auto found = targets(injection, nodes, is_up);
    const auto down = to_be_started(injection, found.hit);
    hit(injection, found, down, [&](const std::string& node) { killer.kill(node); });
    for (const auto& [node, state] : std::exchange(found.left_alone, {})) found.hit.push_back(node);
    for (const auto& node :
         injection.at_once(found.hit, [&](const std::string& node) { wiper.wipe(node); })) {
        std::erase(found.hit, node);
        found.left_alone[node] = to_string(injection.cluster().state(node));
    }
    return reported("wiped", found);
}

}  // namespace sm::fault
