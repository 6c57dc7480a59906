#include <sm/base/misuse.hpp>
#include <sm/cluster/unsupported.hpp>
#include <sm/value/to_string.hpp>

#include <fmt/format.h>

#include "fault/arguments.hpp"
#include "fault/kinds.hpp"

namespace sm::detail::inline fault {
namespace {

/// Who does not reach whom, by the sender.
Tree tree_of(const std::vector<Cut>& cuts) {
    std::map<std::string, Nodes> by_sender;
    for (const auto& cut : cuts) by_sender[cut.from].push_back(cut.to);
    return to_tree(by_sender);
}

Tree entries(std::initializer_list<std::pair<const char*, Tree>> all) {
    Tree map = Tree::map();
    for (const auto& [name, value] : all) map.add(Tree::text(name), value);
    return map;
}

/// Makes the cuts, and says what they were.
Tree make(Setting& setting, const std::vector<Cut>& cuts, const Nodes& nodes, Undo& undo) {
    const auto text = partition_text(cuts, nodes);
    undo.add("restore " + text,
             [&setting, owner = setting.striking] { setting.links.release(owner); });
    setting.links.hold(setting.striking, cuts);
    return entries({{"partition", Tree::text(text)}, {"cuts", tree_of(cuts)}});
}

Tree partition_nodes(Setting& setting, const Tree& arguments, Undo& undo) {
    need<CanCut>(setting.cluster, "partition", "cut nodes off from each other (sm::CanCut)");
    const auto nodes = setting.cluster.nodes();
    return make(setting, cuts_of(arguments, nodes, setting.resolve), nodes, undo);
}

double share_of(const Tree& arguments) {
    const auto* share = entry(arguments, "share");
    const bool number =
        share != nullptr && (share->is(Tree::Kind::real) || share->is(Tree::Kind::integer));
    const double value = !number                       ? 0.0
                         : share->is(Tree::Kind::real) ? share->real()
                                                       : static_cast<double>(share->integer());
    if (!(value > 0.0 && value <= 1.0))
        throw Misuse(
            fmt::format("loss {}: say which share of the packets is lost, above 0 and at most 1, "
                        "such as {{share: 0.2}}",
                        to_string(arguments)));
    return value;
}

Tree lose(Setting& setting, const Tree& arguments, Undo& undo) {
    need<CanCut>(setting.cluster, "loss", "drop packets between nodes (sm::CanCut)");
    expect_keys("loss", arguments, {"share", "links"});
    const auto share = share_of(arguments);
    const auto nodes = setting.cluster.nodes();
    const auto* links = entry(arguments, "links");
    const auto everywhere = to_tree(std::map<std::string, Nodes>{{"all", {"all"}}});
    auto cuts = cuts_of(links != nullptr ? *links : everywhere, nodes, setting.resolve);
    for (auto& cut : cuts) cut.share = share;
    auto done = make(setting, cuts, nodes, undo);
    done.add(Tree::text("share"), Tree(share));
    return done;
}

Tree disconnect(Setting& setting, const Tree& arguments, Undo& undo) {
    auto& plugs =
        need<CanDisconnect>(setting.cluster, "disconnect", "unplug a network (sm::CanDisconnect)");
    expect_keys("disconnect", arguments, {"network", "nodes"});
    const auto *network = entry(arguments, "network"), *who = entry(arguments, "nodes");
    const bool named_one =
        network != nullptr && (network->is(Tree::Kind::text) || network->is(Tree::Kind::symbol));
    if (!named_one || who == nullptr)
        throw Misuse(
            fmt::format("disconnect {}: say which network of which nodes, such as "
                        "{{network: raft, nodes: [n1]}}",
                        to_string(arguments)));
    const auto nodes = named(*who, setting.resolve);
    for (const auto& node : nodes) {
        const auto has = plugs.networks(node);
        if (std::find(has.begin(), has.end(), network->text()) == has.end())
            throw Misuse(fmt::format("disconnect: node \"{}\" is not on network \"{}\"; its are {}",
                                     node, network->text(), fmt::join(has, ", ")));
    }
    for (const auto& node : nodes) {
        undo.add(fmt::format("connect {} to {}", node, network->text()),
                 [&setting, owner = setting.striking, node, plug = network->text()] {
                     setting.plugs.release(owner, node, plug);
                 });
        setting.plugs.hold(setting.striking, node, network->text());
    }
    return entries({{"network", Tree::text(network->text())}, {"disconnected", to_tree(nodes)}});
}

}  // namespace

void throw_lacking(const char* fault, const char* what) {
    throw Unsupported(fmt::format("fault \"{}\": this cluster cannot {}", fault, what));
}

std::map<std::string, Inject> network_faults(Setting& setting) {
    const auto with = [&setting](auto function) {
        return [&setting, function](const Tree& arguments, Undo& undo) {
            return function(setting, arguments, undo);
        };
    };
    return {{"partition", with(partition_nodes)},
            {"loss", with(lose)},
            {"disconnect", with(disconnect)}};
}

}  // namespace sm::detail::inline fault
