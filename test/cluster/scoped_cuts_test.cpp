#include <sm/base/misuse.hpp>
#include <sm/cluster/process/process_cluster.hpp>
#include <sm/cluster/scoped_cuts.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "cluster/process/process_support.hpp"

namespace {

using namespace sm_test;
using testing::IsEmpty;
using testing::ThrowsMessage;
using testing::UnorderedElementsAre;

std::vector<std::pair<std::string, std::string>> links(const std::vector<sm::Cut>& cuts) {
    std::vector<std::pair<std::string, std::string>> all;
    for (const auto& cut : cuts) all.emplace_back(cut.from, cut.to);
    return all;
}

TEST(CutsBetween, AreOfEachTwoOnDifferentSidesBothWays) {
    EXPECT_THAT(links(sm::cuts_between({"a"}, {"b", "c"})),
                UnorderedElementsAre(std::pair("a", "b"), std::pair("b", "a"), std::pair("a", "c"),
                                     std::pair("c", "a")));
}

TEST(CutsBetween, WantTwoSidesThatShareNobody) {
    EXPECT_THAT(
        [] { sm::cuts_between({"a"}, {}); },
        ThrowsMessage<sm::Misuse>("cuts between [a] and []: name at least one node on each side"));
    EXPECT_THAT(
        [] {
            sm::cuts_between({"a", "b"}, {"b"});
        },
        ThrowsMessage<sm::Misuse>("cuts between [a, b] and [b]: b is on both sides"));
}

TEST(CutsAround, IsolateANodeFromAllOthers) {
    EXPECT_THAT(links(sm::cuts_around("b", {"a", "b"})),
                UnorderedElementsAre(std::pair("a", "b"), std::pair("b", "a")));
    EXPECT_THAT(
        [] {
            sm::cuts_around("d", {"a", "b"});
        },
        ThrowsMessage<sm::Misuse>("cuts around d: it is not one of [a, b]"));
}

class ScopedCutsOfProcesses : public NamespaceTest {};

TEST_F(ScopedCutsOfProcesses, EndWithTheirScope) {
    sm::ProcessCluster cluster({.nodes = {process("n1"), process("n2"), process("n3")},
                                .isolation = sm::Isolation::namespaces});
    if (const auto why = cluster.why_not_cut()) GTEST_SKIP() << *why;
    for (const auto& node : cluster.nodes()) await_ready(cluster, node);
    const auto reaches = [&](const std::string& from, const std::string& to) {
        return ask(cluster, from, "peer " + cluster.address(to, "net"));
    };
    {
        const sm::ScopedCuts cut(cluster, sm::cuts_around("n1", cluster.nodes()));
        EXPECT_EQ(reaches("n1", "n2"), "no");
        EXPECT_EQ(reaches("n3", "n1"), "no");
        EXPECT_EQ(reaches("n2", "n3"), "yes");
        EXPECT_GT(cut.dropped(), 0U);
    }
    EXPECT_THAT(cluster.active_cuts(), IsEmpty());
    EXPECT_EQ(reaches("n1", "n2"), "yes");
}

}  // namespace
