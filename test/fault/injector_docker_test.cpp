#include <sm/cluster/docker/docker_cluster.hpp>
#include <sm/cluster/unsupported.hpp>
#include <sm/fault/injector.hpp>
#include <sm/fault/partitions.hpp>
#include <sm/value/to_string.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "cluster/docker/docker_support.hpp"

namespace {

using namespace sm_test;
using sm::NodeState;
using sm::fault::Injector;
using testing::IsEmpty;

class DockerInjector : public DockerTest {};

const std::vector<std::string> names{"n1", "n2", "n3"};

sm::ClusterSpec three_nodes() {
    sm::ClusterSpec spec;
    for (const auto& name : names) spec.nodes.push_back(node(name));
    spec.prepare = [](sm::NodeCluster& cluster) {
        for (const auto& name : names) await_ready(cluster, name);
    };
    return spec;
}

sm::Fault fault(const std::string& name, const std::string& arguments) {
    return {name, sm::parse_tree(arguments)};
}

bool reaches(sm::DockerCluster& cluster, const std::string& from, const std::string& to) {
    return ask(cluster, from, "peer " + cluster.address(to, "net")) == "yes";
}

bool all_reach_all(sm::DockerCluster& cluster) {
    for (const auto& from : names)
        for (const auto& to : names)
            if (from != to && !reaches(cluster, from, to)) return false;
    return true;
}

TEST_F(DockerInjector, PartitionsInEveryShapeAndHeals) {
    sm::DockerCluster cluster(three_nodes());
    if (const auto why = cluster.why_not_cut()) GTEST_SKIP() << *why;
    Injector injector(cluster, {.node_selectors = {{"primaries", [] { return names; }}}});
    auto shapes = sm::fault::shapes_for(names.size());
    shapes.push_back(sm::fault::PartitionShape::primaries);
    sm::Random random{3};
    for (const auto shape : shapes) {
        const auto injected = injector.inject(
            draw_partition(shape, sm::fault::PartitionDirection::both_ways, names, random));
        SCOPED_TRACE(sm::to_string(injected.done));
        std::set<std::pair<std::string, std::string>> cuts;
        for (const auto& cut : cluster.active_cuts()) cuts.emplace(cut.from, cut.to);
        EXPECT_FALSE(cuts.empty());
        for (const auto& from : names)
            for (const auto& to : names)
                if (from < to) {
                    EXPECT_EQ(reaches(cluster, from, to), !cuts.contains({from, to})) << from << to;
                }
        for (const auto& cut : cluster.active_cuts()) EXPECT_EQ(cut.share, 1.0);
        injector.heal("partition");
        EXPECT_TRUE(cluster.active_cuts().empty());
    }
    EXPECT_TRUE(all_reach_all(cluster));
}

TEST_F(DockerInjector, TakesNodesDownAndBringsThemBackUp) {
    sm::DockerCluster cluster(three_nodes());
    Injector injector(cluster);
    injector.inject(fault("kill", "[n1]"));
    injector.inject(fault("pause", "[n2]"));
    injector.inject(fault("stop", "[n3, n1]"));
    EXPECT_EQ(cluster.state("n1"), NodeState::stopped);
    EXPECT_EQ(cluster.state("n2"), NodeState::paused);
    EXPECT_EQ(cluster.state("n3"), NodeState::stopped);
    EXPECT_THAT(injector.heal_all(), IsEmpty());
    for (const auto& name : names) await_ready(cluster, name);
}

TEST_F(DockerInjector, WipesWhatANodeKnew) {
    sm::DockerCluster cluster(three_nodes());
    Injector injector(cluster);
    ASSERT_EQ(ask(cluster, "n1", "put kept"), "ok");
    injector.inject(fault("wipe", "[n1]"));
    injector.heal("wipe");
    await_ready(cluster, "n1");
    EXPECT_EQ(ask(cluster, "n1", "get"), "none");
}

TEST_F(DockerInjector, UnplugsANetwork) {
    sm::DockerCluster cluster(three_nodes());
    Injector injector(cluster);
    injector.inject(fault("disconnect", "{network: net, nodes: [n2]}"));
    EXPECT_FALSE(reaches(cluster, "n1", "n2"));
    EXPECT_TRUE(reaches(cluster, "n1", "n3"));
    injector.heal("disconnect");
    EXPECT_TRUE(reaches(cluster, "n1", "n2"));
}

struct Storm {
    static constexpr std::string_view fault_name = "storm";
    void inject(sm::fault::Injection& injection) const {
        injection.cut({{"n1", "n2"}});
        auto& cluster = injection.need<sm::DockerCluster>();
        EXPECT_FALSE(reaches(cluster, "n1", "n2"));
        throw std::runtime_error("the wind turned");
    }
};

TEST_F(DockerInjector, TakesAPartitionBackThatFailsHalfWay) {
    sm::DockerCluster cluster(three_nodes());
    if (const auto why = cluster.why_not_cut()) GTEST_SKIP() << *why;
    Injector injector(cluster);
    injector.add<Storm>();
    EXPECT_THROW(injector.inject(Storm{}), std::runtime_error);
    EXPECT_TRUE(all_reach_all(cluster));
}

TEST_F(DockerInjector, LeavesAHealthyClusterWhenItEnds) {
    sm::DockerCluster cluster(three_nodes());
    {
        Injector injector(cluster);
        if (!cluster.why_not_cut()) injector.inject(fault("partition", "[[n1]]"));
        injector.inject(fault("pause", "[n2]"));
        injector.inject(fault("kill", "[n3]"));
    }
    for (const auto& name : names) await_ready(cluster, name);
    EXPECT_TRUE(all_reach_all(cluster));
}

TEST_F(DockerInjector, SaysThatClocksCannotBeSet) {
    sm::DockerCluster cluster({});
    Injector injector(cluster);
    EXPECT_THROW(injector.inject(fault("clock", "{n1: 1s}")), sm::Unsupported);
}

}  // namespace
