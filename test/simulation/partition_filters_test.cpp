#include <sm/base/misuse.hpp>
#include <sm/simulation/filtered_cluster.hpp>
#include <sm/simulation/partition_filters.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulation/posts.hpp"

namespace {

using posts::Office;
using sm::simulation::filter::NodeIds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using testing::ThrowsMessage;
using testing::UnorderedElementsAre;

TEST(Partition, CutsEachPairOnTwoSidesInBothDirections) {
    EXPECT_THAT(sm::simulation::filter::partition({1}, {2, 3}).links(),
                UnorderedElementsAre(Pair(1, 2), Pair(2, 1), Pair(1, 3), Pair(3, 1)));
}

TEST(OneWay, CutsTheSendersOnly) {
    EXPECT_THAT(sm::simulation::filter::one_way({1}, {3}).links(), ElementsAre(Pair(1, 3)));
    Office office;
    office.cluster().partition(sm::simulation::filter::one_way({3}, {1}));
    EXPECT_THAT(office.send({2, 3}), ElementsAre("2", "3"));
    office.cluster().partition(sm::simulation::filter::one_way({1}, {3}));
    EXPECT_THAT(office.send({2, 3}), ElementsAre("2"));
}

TEST(Halves, HaveEachNodeOnOneSide) {
    EXPECT_EQ(sm::simulation::filter::halves({1, 2, 3, 4, 5}).links(),
              sm::simulation::filter::partition({1, 2}, {3, 4, 5}).links());
    Office office;
    office.cluster().partition(sm::simulation::filter::halves({1, 2, 3}));
    EXPECT_THAT(office.send({2, 3}), IsEmpty());
}

TEST(Bridge, LetsTheNodeInTheMiddleReachAll) {
    EXPECT_EQ(sm::simulation::filter::bridge({1, 2, 3, 4, 5}).links(),
              sm::simulation::filter::partition({1, 2}, {4, 5}).links());
    Office office;
    office.cluster().partition(sm::simulation::filter::bridge({1, 2, 3}));
    EXPECT_THAT(office.send({2, 3}), ElementsAre("2"));
}

TEST(Ring, LetsEachNodeReachAMajorityAndNoTwoTheSame) {
    for (int size = 4; size <= 9; ++size) {
        NodeIds all;
        for (int node = 1; node <= size; ++node) all.push_back(node);
        const auto links = sm::simulation::filter::ring(all).links();
        std::set<std::set<int>> seen;
        for (const int from : all) {
            std::set<int> reached;
            for (const int to : all)
                if (!links.contains({from, to})) reached.insert(to);
            EXPECT_GT(2 * reached.size(), all.size());
            EXPECT_LT(reached.size(), all.size());
            seen.insert(reached);
        }
        EXPECT_THAT(seen, SizeIs(all.size()));
    }
}

TEST(Partition, OfSidesThatMakeNoSenseIsMisuse) {
    EXPECT_THAT(
        [] {
            sm::simulation::filter::partition({1, 2}, {2, 3});
        },
        ThrowsMessage<sm::Misuse>("partition {1, 2} from {2, 3}: node 2 is on both sides"));
    EXPECT_THAT([] { sm::simulation::filter::one_way({}, {2}); },
                ThrowsMessage<sm::Misuse>(
                    "partition {} from {2}: one side is empty; name at least one node on each"));
    EXPECT_THAT(
        [] {
            sm::simulation::filter::bridge({1, 2});
        },
        ThrowsMessage<sm::Misuse>("a bridge of 2 nodes: it takes at least 3"));
}

}  // namespace
