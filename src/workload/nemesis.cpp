#include <sm/base/misuse.hpp>
#include <sm/fault/faults.hpp>
#include <sm/workload/generators.hpp>
#include <sm/workload/nemesis.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <utility>

namespace sm::workload {

using namespace gen;
namespace {

using fault::Nodes;
using fault::PartitionShape;

using DrawFault = std::function<Fault(Random&)>;

template <class T>
const T& one_of(const std::vector<T>& all, Random& random) {
    return all[random.below(all.size())];
}

/// So many of the nodes, in their order.
Nodes some_of(const Nodes& nodes, std::size_t count, Random& random) {
    Nodes chosen;
    for (std::size_t i = 0; i < nodes.size(); ++i)  // Knuth's selection sampling
        if (random.chance(count - chosen.size(), nodes.size() - i)) chosen.push_back(nodes[i]);
    return chosen;
}

/// How many nodes are hit at a time.
enum class Reach { one, minority, majority, all, selector };

/// A minority or majority is of the least size that is one, as Jepsen's are.
Nodes draw_nodes(const std::vector<Reach>& reaches, const NemesisOptions& options, Random& random) {
    const auto count = options.nodes.size();
    switch (one_of(reaches, random)) {
        case Reach::one:
            return some_of(options.nodes, 1, random);
        case Reach::minority:
            return some_of(options.nodes, (count - 1) / 2, random);
        case Reach::majority:
            return some_of(options.nodes, count / 2 + 1, random);
        case Reach::selector:
            return {one_of(options.node_selectors, random)};
        case Reach::all:
            break;
    }
    return some_of(options.nodes, count, random);
}

std::vector<Reach> reaches_for(const NemesisOptions& options, bool majorities) {
    std::vector<Reach> reaches{Reach::one};
    if (options.nodes.size() >= 3) reaches.push_back(Reach::minority);
    if (majorities && options.nodes.size() >= 3) reaches.push_back(Reach::majority);
    if (majorities && options.nodes.size() >= 2) reaches.push_back(Reach::all);
    if (!options.node_selectors.empty()) reaches.push_back(Reach::selector);
    return reaches;
}

/// A fault of some nodes: one, a minority, a majority, all, or those of a node selector.
template <class F>
DrawFault of_nodes(const NemesisOptions& options) {
    return [options, reaches = reaches_for(options, true)](Random& random) {
        return F{draw_nodes(reaches, options, random)};
    };
}

/// What a node selector returns may be a majority, and what a majority knew is not to be lost.
DrawFault wipes(const NemesisOptions& options) {
    auto drawn = options;
    drawn.node_selectors.clear();
    return [drawn, reaches = reaches_for(drawn, false)](Random& random) {
        return fault::WipeNodes{draw_nodes(reaches, drawn, random)};
    };
}

DrawFault partitions(const NemesisOptions& options) {
    auto shapes = options.shapes;
    const auto& selectors = options.node_selectors;
    if (shapes.empty()) {
        shapes = fault::shapes_for(options.nodes.size());
        if (std::find(selectors.begin(), selectors.end(), "primaries") != selectors.end())
            shapes.push_back(PartitionShape::primaries);
    }
    if (shapes.empty() || options.directions.empty())
        throw Misuse(
            "nemesis \"partition\": it needs at least two nodes and one direction, in "
            "NemesisOptions.nodes and .directions");
    return [nodes = options.nodes, shapes, directions = options.directions](Random& random) {
        const auto shape = one_of(shapes, random);
        const auto direction = one_of(directions, random);
        return fault::draw_partition(shape, direction, nodes, random);
    };
}

DrawFault losses(const NemesisOptions&) {
    return [](Random& random) {
        return fault::LosePackets{.share = static_cast<double>(random.between(1, 9)) / 10.0};
    };
}

/// Each of some nodes has its clock off by 2^2 to 2^18 ms, as Jepsen's are.
DrawFault clocks(const NemesisOptions& options) {
    auto drawn = options;
    drawn.node_selectors.clear();
    return [drawn, reaches = reaches_for(drawn, true)](Random& random) {
        fault::StepClocks clocks;
        for (const auto& node : draw_nodes(reaches, drawn, random)) {
            const bool behind = random.chance(1, 2);
            const std::chrono::milliseconds off{std::int64_t{1} << random.between(2, 18)};
            clocks.by[node] = behind ? -off : off;
        }
        return clocks;
    };
}

/// Gaps vary, so that packages side by side meet in all ways.
NemesisPackage package_of(const char* name, const char* colour, DrawFault draw, Duration interval) {
    const auto drawn = [draw = std::move(draw), interval](Random& random) {
        auto fault = draw(random);
        const Duration lasts{random.between(interval.count() / 2, interval.count() * 3 / 2)};
        return Inject{std::move(fault), lasts};
    };
    return {
        .name = name,
        .faults = nemesis(sequence({quiet(interval), stagger(2 * interval, inject_each(drawn))})),
        .healing = nemesis(heal(name)),
        .styles = {{name, colour}}};
}

struct Known {
    const char* name;
    const char* colour;
    DrawFault (*draw)(const NemesisOptions& options);
};

const std::vector<Known>& known() {
    static const std::vector<Known> all{{"partition", "#e9dca0", partitions},
                                        {"loss", "#c8e9a0", losses},
                                        {"kill", "#e9a4a0", of_nodes<fault::KillNodes>},
                                        {"stop", "#e9bfa0", of_nodes<fault::StopNodes>},
                                        {"pause", "#a0b1e9", of_nodes<fault::PauseNodes>},
                                        {"wipe", "#c6a0e9", wipes},
                                        {"clock", "#a0e9c6", clocks}};
    return all;
}

NemesisPackage find(const std::string& name, const NemesisOptions& options) {
    for (const auto& own : options.more)
        if (own.name == name) return own;
    for (const auto& [known_name, colour, draw] : known()) {
        if (known_name != name) continue;
        if (options.nodes.empty())
            throw Misuse(
                fmt::format("nemesis \"{}\": there is no node to inject it into; give "
                            "NemesisOptions.nodes, such as cluster.nodes()",
                            name));
        return package_of(known_name, colour, draw(options), options.interval);
    }
    throw Misuse(
        fmt::format("there is no nemesis \"{}\"; there are {}; add your own to "
                    "NemesisOptions.more",
                    name, fmt::join(nemesis_names(options), ", ")));
}

std::vector<std::string> split(std::string_view names) {
    std::vector<std::string> all;
    while (!names.empty()) {
        const auto comma = std::min(names.find(','), names.size());
        auto name = names.substr(0, comma);
        names.remove_prefix(std::min(comma + 1, names.size()));
        while (name.starts_with(' ')) name.remove_prefix(1);
        while (name.ends_with(' ')) name.remove_suffix(1);
        if (!name.empty() && name != "none") all.emplace_back(name);
    }
    return all;
}

}  // namespace

NemesisPackage nemesis_package(std::string_view names, const NemesisOptions& options) {
    if (options.interval <= Duration::zero())
        throw Misuse("NemesisOptions.interval must be above 0");
    NemesisPackage all;
    std::vector<std::string> chosen;
    std::vector<Generator> faults, healing;
    for (const auto& name : split(names)) {
        if (std::find(chosen.begin(), chosen.end(), name) != chosen.end())
            throw Misuse(fmt::format("nemesis \"{}\": \"{}\" is named twice", names, name));
        chosen.push_back(name);
        auto package = find(name, options);
        faults.push_back(std::move(package.faults));
        healing.push_back(std::move(package.healing));
        all.styles.insert(all.styles.end(), package.styles.begin(), package.styles.end());
    }
    all.name = chosen.empty() ? "none" : fmt::format("{}", fmt::join(chosen, ","));
    if (chosen.empty()) return all;
    all.faults = any(std::move(faults));
    all.healing = sequence(std::move(healing));
    return all;
}

std::vector<std::string> nemesis_names(const NemesisOptions& options) {
    std::vector<std::string> names;
    for (const auto& one : known()) names.emplace_back(one.name);
    for (const auto& own : options.more)
        if (std::find(names.begin(), names.end(), own.name) == names.end())
            names.push_back(own.name);
    return names;
}

}  // namespace sm::workload
