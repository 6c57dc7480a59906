#include <sm/base/misuse.hpp>
#include <sm/value/tree.hpp>
#include <sm/workload/generators.hpp>
#include <sm/workload/nemesis.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
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

/// How many nodes are struck at a time.
enum class Reach { one, minority, majority, all, question };

/// A minority or majority is of the least size that is one, as Jepsen's are.
Fault strike_nodes(const char* name, const std::vector<Reach>& reaches,
                   const NemesisOptions& options, Random& random) {
    const auto count = options.nodes.size();
    const auto nodes = [&](std::size_t some) {
        return Fault{name, to_tree(some_of(options.nodes, some, random))};
    };
    switch (one_of(reaches, random)) {
        case Reach::one:
            return nodes(1);
        case Reach::minority:
            return nodes((count - 1) / 2);
        case Reach::majority:
            return nodes(count / 2 + 1);
        case Reach::question:
            return {name, to_tree(Nodes{one_of(options.questions, random)})};
        case Reach::all:
            break;
    }
    return nodes(count);
}

std::vector<Reach> reaches_for(const NemesisOptions& options, bool majorities) {
    std::vector<Reach> reaches{Reach::one};
    if (options.nodes.size() >= 3) reaches.push_back(Reach::minority);
    if (majorities && options.nodes.size() >= 3) reaches.push_back(Reach::majority);
    if (majorities && options.nodes.size() >= 2) reaches.push_back(Reach::all);
    if (!options.questions.empty()) reaches.push_back(Reach::question);
    return reaches;
}

DrawFault nodes_drawn(const char* name, const NemesisOptions& options, bool majorities) {
    return [name, options, reaches = reaches_for(options, majorities)](Random& random) {
        return strike_nodes(name, reaches, options, random);
    };
}

DrawFault partitions_drawn(const NemesisOptions& options) {
    auto shapes = options.shapes;
    const auto& questions = options.questions;
    if (shapes.empty()) {
        shapes = fault::shapes_for(options.nodes.size());
        if (std::find(questions.begin(), questions.end(), "primaries") != questions.end())
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

Fault draw_loss(Random& random) {
    Tree arguments = Tree::map();
    const auto tenths = random.between(1, 9);
    arguments.add(Tree::text("share"), Tree(static_cast<double>(tenths) / 10.0));
    return {"loss", std::move(arguments)};
}

/// Each of some nodes has its clock off by 2^2 to 2^18 ms, as Jepsen's are.
DrawFault clocks_drawn(const NemesisOptions& options) {
    auto drawn = options;
    drawn.questions.clear();
    return [draw = nodes_drawn("clock", drawn, true)](Random& random) {
        Tree offsets = Tree::map();
        const Fault nodes = draw(random);
        for (std::size_t i = 0; i < nodes.arguments.size(); ++i) {
            const bool behind = random.chance(1, 2);
            const auto size = random.between(2, 18);
            const double seconds = static_cast<double>(std::int64_t{1} << size) / 1000;
            offsets.add(nodes.arguments.item(i), Tree(behind ? -seconds : seconds));
        }
        return Fault{"clock", std::move(offsets)};
    };
}

/// Gaps vary, so that packages side by side meet in all ways.
NemesisPackage package_of(const char* name, const char* colour, DrawFault draw, Duration interval) {
    const auto struck = [draw = std::move(draw), interval](Random& random) {
        auto drawn = draw(random);
        const Duration lasts{random.between(interval.count() / 2, interval.count() * 3 / 2)};
        return Strike{std::move(drawn), lasts};
    };
    return {
        .name = name,
        .strikes = nemesis(sequence({quiet(interval), stagger(2 * interval, strike_each(struck))})),
        .healing = nemesis(heal(name)),
        .styles = {{name, colour}}};
}

struct Known {
    const char* name;
    const char* colour;
    DrawFault (*draw)(const NemesisOptions& options);
};

const std::vector<Known>& known() {
    using Options = NemesisOptions;
    static const std::vector<Known> all{
        {"partition", "#e9dca0", partitions_drawn},
        {"loss", "#c8e9a0", [](const Options&) -> DrawFault { return draw_loss; }},
        {"kill", "#e9a4a0", [](const Options& o) { return nodes_drawn("kill", o, true); }},
        {"stop", "#e9bfa0", [](const Options& o) { return nodes_drawn("stop", o, true); }},
        {"pause", "#a0b1e9", [](const Options& o) { return nodes_drawn("pause", o, true); }},
        {"wipe", "#c6a0e9",
         [](const Options& o) {
             auto drawn = o;
             drawn.questions.clear();  // the answer may be a majority
             return nodes_drawn("wipe", drawn, false);
         }},
        {"clock", "#a0e9c6", clocks_drawn}};
    return all;
}

NemesisPackage find(const std::string& name, const NemesisOptions& options) {
    for (const auto& own : options.more)
        if (own.name == name) return own;
    for (const auto& [known_name, colour, draw] : known()) {
        if (known_name != name) continue;
        if (options.nodes.empty())
            throw Misuse(
                fmt::format("nemesis \"{}\": there is no node to strike; give "
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
        throw Misuse("NemesisOptions.interval must be more than nothing");
    NemesisPackage all;
    std::vector<std::string> chosen;
    std::vector<Generator> strikes, healing;
    for (const auto& name : split(names)) {
        if (std::find(chosen.begin(), chosen.end(), name) != chosen.end())
            throw Misuse(fmt::format("nemesis \"{}\": \"{}\" is named twice", names, name));
        chosen.push_back(name);
        auto package = find(name, options);
        strikes.push_back(std::move(package.strikes));
        healing.push_back(std::move(package.healing));
        all.styles.insert(all.styles.end(), package.styles.begin(), package.styles.end());
    }
    all.name = chosen.empty() ? "none" : fmt::format("{}", fmt::join(chosen, ","));
    if (chosen.empty()) return all;
    all.strikes = any(std::move(strikes));
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
