#include <sm/base/misuse.hpp>
#include <sm/cluster/unsupported.hpp>
#include <sm/fault/injection.hpp>
#include <sm/fault/undo.hpp>
#include <sm/history/outcome.hpp>

#include <fmt/format.h>

#include "fault/at_once.hpp"
#include "fault/setting.hpp"

namespace sm::fault {

Cluster& Injection::cluster() const { return setting_.cluster; }

void Injection::throw_unsupported(std::string_view capability, std::string_view ability,
                                  std::string_view otherwise) const {
    const auto text = ability.empty()
                          ? fmt::format("this cluster is not a {}", capability)
                          : fmt::format("this cluster cannot {} ({})", ability, capability);
    throw Unsupported(fmt::format("fault \"{}\": {}{}{}", fault_.name, text,
                                  otherwise.empty() ? "" : ": ", otherwise));
}

void Injection::need_no(const std::optional<std::string>& why_not) const {
    if (why_not) throw Unsupported(fmt::format("fault \"{}\": {}", fault_.name, *why_not));
}

Nodes Injection::nodes(const Nodes& names) const {
    if (names.empty())
        throw Misuse(
            fmt::format("fault \"{}\": say which nodes, such as [n1, n2] or [all]", fault_.name));
    return resolved(names, setting_.resolve);
}

std::vector<Link> Injection::links(const Links& links) const {
    std::vector<Link> all;
    for (const auto& cut : cuts_of(links, cluster().nodes(), setting_.resolve))
        all.push_back({cut.from, cut.to});
    return all;
}

Nodes Injection::at_once(const Nodes& nodes,
                         const std::function<void(const std::string&)>& task) const {
    return detail::at_once(cluster(), nodes, task);
}

void Injection::undo(std::string what, std::function<void()> step) {
    undo_.add(std::move(what), std::move(step));
}

void Injection::hold(const std::string& thing, Effect effect, std::function<void()> put,
                     std::function<void()> clear) {
    auto& states = setting_.states;
    undo("undo the " + thing,
         [&states, owner = setting_.owner, thing, effect, clear = std::move(clear)] {
             states.release(owner, thing, effect, clear);
         });
    states.hold(setting_.owner, thing, std::move(put));
}

void Injection::cut(std::vector<Cut> cuts) {
    need<CanCut>();
    auto& links = setting_.links;
    undo("restore " + partition_text(cuts, cluster().nodes()),
         [&links, owner = setting_.owner] { links.release(owner); });
    links.hold(setting_.owner, cuts);
}

void Injection::delay(const std::vector<Link>& links, const sm::Delay& delay) {
    // Where it cannot be delayed it cannot be undone either.
    need_no(need<CanDelay>().why_not_delay(links, delay));
    auto& delays = setting_.delays;
    undo(fmt::format("undo the delay of {} links", links.size()),
         [&delays, owner = setting_.owner] { delays.release(owner); });
    delays.hold(setting_.owner, links, delay);
}

void Injection::unplug(const std::string& node, const std::string& network) {
    need<CanDisconnect>();
    auto& plugs = setting_.plugs;
    undo(fmt::format("connect {} to {}", node, network),
         [&plugs, owner = setting_.owner, node, network] { plugs.release(owner, node, network); });
    plugs.hold(setting_.owner, node, network);
}

}  // namespace sm::fault
