#include <sm/base/misuse.hpp>
#include <sm/value/to_string.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <exception>
#include <future>
#include <stdexcept>

#include "fault/arguments.hpp"
#include "fault/kinds.hpp"

namespace sm::detail::inline fault {
namespace {

bool is_up(NodeState state) { return state == NodeState::running || state == NodeState::paused; }

/// Does it to all of them side by side, as when the power fails; throws what went wrong when all
/// are done.
void at_once(const Setting& setting, const Nodes& nodes,
             const std::function<void(const std::string&)>& deed) {
    const auto how =
        setting.cluster.is_of_one_thread() ? std::launch::deferred : std::launch::async;
    std::vector<std::future<void>> all;
    for (const auto& node : nodes) all.push_back(std::async(how, [&] { deed(node); }));
    std::vector<std::string> texts;
    std::exception_ptr first;
    for (auto& one : all) try {
            one.get();
        } catch (const std::exception& error) {
            if (!first) first = std::current_exception();
            texts.emplace_back(error.what());
        }
    if (texts.size() == 1) std::rethrow_exception(first);
    if (!texts.empty()) throw std::runtime_error(fmt::format("{}", fmt::join(texts, "; ")));
}

/// Which are hit, and the others with the states that they are in.
struct Targets {
    Nodes hit;
    std::map<std::string, std::string> left_alone;
};

Targets targets(Setting& setting, const char* fault, const Tree& arguments,
                const std::function<bool(NodeState)>& wanted) {
    if (arguments.is(Tree::Kind::nothing))
        throw Misuse(
            fmt::format("fault \"{}\": say which nodes, such as [n1, n2] or [all]", fault));
    Targets found;
    for (const auto& node : named(arguments, setting.resolve)) {
        const auto state = setting.cluster.state(node);
        if (wanted(state))
            found.hit.push_back(node);
        else
            found.left_alone[node] = to_string(state);
    }
    return found;
}

Tree told(const char* what, const Targets& found) {
    Tree map = Tree::map();
    map.add(Tree::text(what), to_tree(found.hit));
    if (!found.left_alone.empty()) map.add(Tree::text("left alone"), to_tree(found.left_alone));
    return map;
}

std::string words(const char* verb, const Nodes& nodes) {
    return fmt::format("{} {}", verb, fmt::join(nodes, ", "));
}

void start_again(Setting& setting, CanStart& starter, const Nodes& nodes, Undo& undo) {
    undo.add(words("start", nodes), [&setting, &starter, nodes] {
        at_once(setting, nodes, [&](const std::string& node) {
            if (!is_up(setting.cluster.state(node))) starter.start(node);
        });
    });
}

Tree kill(Setting& setting, const Tree& arguments, Undo& undo) {
    auto& killer = need<CanKill>(setting.cluster, "kill", "kill nodes (sm::CanKill)");
    auto& starter = need<CanStart>(setting.cluster, "kill", "start nodes again (sm::CanStart)");
    const auto found = targets(setting, "kill", arguments, is_up);
    start_again(setting, starter, found.hit, undo);
    at_once(setting, found.hit, [&](const std::string& node) { killer.kill(node); });
    return told("killed", found);
}

Tree stop(Setting& setting, const Tree& arguments, Undo& undo) {
    auto& stopper = need<CanStop>(setting.cluster, "stop", "stop nodes (sm::CanStop)");
    auto& starter = need<CanStart>(setting.cluster, "stop", "start nodes again (sm::CanStart)");
    const auto found = targets(setting, "stop", arguments, is_up);
    start_again(setting, starter, found.hit, undo);
    at_once(setting, found.hit, [&](const std::string& node) { stopper.stop(node); });
    return told("stopped", found);
}

Tree pause(Setting& setting, const Tree& arguments, Undo& undo) {
    auto& pauser = need<CanPause>(setting.cluster, "pause", "pause nodes (sm::CanPause)");
    const auto found = targets(setting, "pause", arguments,
                               [](NodeState state) { return state == NodeState::running; });
    undo.add(words("unpause", found.hit), [&setting, &pauser, nodes = found.hit] {
        at_once(setting, nodes, [&](const std::string& node) {
            if (setting.cluster.state(node) == NodeState::paused) pauser.unpause(node);
        });
    });
    at_once(setting, found.hit, [&](const std::string& node) { pauser.pause(node); });
    return told("paused", found);
}

/// A node that is down loses its data too, but is not started by the healing: another took it down.
Tree wipe(Setting& setting, const Tree& arguments, Undo& undo) {
    auto& killer = need<CanKill>(setting.cluster, "wipe", "kill nodes (sm::CanKill)");
    auto& starter = need<CanStart>(setting.cluster, "wipe", "start nodes again (sm::CanStart)");
    auto& wiper = need<CanWipe>(setting.cluster, "wipe", "lose a node's data (sm::CanWipe)");
    auto found = targets(setting, "wipe", arguments, is_up);
    start_again(setting, starter, found.hit, undo);
    at_once(setting, found.hit, [&](const std::string& node) { killer.kill(node); });
    for (const auto& [node, state] : std::exchange(found.left_alone, {})) found.hit.push_back(node);
    at_once(setting, found.hit, [&](const std::string& node) { wiper.wipe(node); });
    return told("wiped", found);
}

}  // namespace

std::map<std::string, Inject> node_faults(Setting& setting) {
    const auto with = [&setting](auto function) {
        return [&setting, function](const Tree& arguments, Undo& undo) {
            return function(setting, arguments, undo);
        };
    };
    return {
        {"kill", with(kill)}, {"stop", with(stop)}, {"pause", with(pause)}, {"wipe", with(wipe)}};
}

}  // namespace sm::detail::inline fault
