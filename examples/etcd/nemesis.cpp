#include "nemesis.hpp"

#include <sm/base/misuse.hpp>
#include <sm/cluster/unsupported.hpp>
#include <sm/workload/generators.hpp>

#include <algorithm>
#include <vector>

#include "membership.hpp"

namespace etcd {
namespace {

constexpr const char* clock_faults = "clock";

std::vector<std::string> node_names(int nodes) {
    std::vector<std::string> names;
    for (int node = 1; node <= nodes; ++node) names.push_back("n" + std::to_string(node));
    return names;
}

sm::workload::NemesisPackage membership(const std::vector<std::string>& nodes,
                                        sm::Duration interval) {
    const auto drawn = [nodes, interval](sm::Random& random) {
        const bool grows = nodes.size() < 3 || random.chance(1, 2);
        const auto& leaving = nodes[random.below(nodes.size())];
        const sm::Duration lasts{random.between(interval.count() / 2, interval.count() * 3 / 2)};
        if (grows) return sm::gen::Inject{Grow{1}, lasts};
        return sm::gen::Inject{Shrink{{leaving}}, lasts};
    };
    return {.name = "membership",
            .faults = sm::gen::nemesis(
                sm::gen::sequence({sm::gen::quiet(interval),
                                   sm::gen::stagger(2 * interval, sm::gen::inject_each(drawn))})),
            .healing = sm::gen::nemesis(
                sm::gen::sequence({sm::gen::heal("grow"), sm::gen::heal("shrink")})),
            .styles = {{"grow", "#a0dfe9"}, {"shrink", "#a0c9e9"}}};
}

}  // namespace

sm::workload::NemesisPackage nemesis_of(const std::string& names, int nodes,
                                        sm::Duration interval) {
    const auto all = node_names(nodes);
    auto package = sm::workload::nemesis_package(names, {.nodes = all,
                                                         .interval = interval,
                                                         .node_selectors = {"primaries"},
                                                         .more = {membership(all, interval)}});
    const auto is_clock = [](const sm::workload::FaultStyle& style) {
        return style.fault == clock_faults;
    };
    if (std::none_of(package.styles.begin(), package.styles.end(), is_clock)) return package;
    throw sm::Unsupported(
        "nemesis \"clock\": the clocks of etcd's nodes cannot be set apart. All containers and "
        "processes have the kernel's one CLOCK_REALTIME, which time namespaces leave alone, and "
        "etcd is a "
        "static Go program that reads it without the C library, so that libfaketime, which is "
        "preloaded, is never asked. Leave clock out, or give each node a machine of its own");
}

std::vector<std::string> nemesis_names() {
    auto names = sm::workload::nemesis_names();
    std::erase(names, clock_faults);
    names.emplace_back("membership");
    return names;
}

}  // namespace etcd
