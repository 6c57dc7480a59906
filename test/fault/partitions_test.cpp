#include <sm/base/misuse.hpp>
#include <sm/fault/partitions.hpp>
#include <sm/value/to_string.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>
#include <set>

namespace {

using sm::fault::draw_partition;
using sm::fault::Nodes;
using sm::fault::PartitionDirection;
using sm::fault::PartitionShape;
using testing::HasSubstr;

constexpr auto both = PartitionDirection::both_ways;
constexpr auto one_way = PartitionDirection::one_way;

Nodes named(std::size_t count) {
    Nodes nodes;
    for (std::size_t i = 1; i <= count; ++i) nodes.push_back("n" + std::to_string(i));
    return nodes;
}

/// Who does not reach whom.
class Network {
 public:
    Network(PartitionShape shape, PartitionDirection direction, std::size_t count,
            std::uint64_t seed)
        : nodes_(named(count)) {
        sm::Random random{seed};
        const auto fault = draw_partition(shape, direction, nodes_, random);
        list_ = sm::fault::cuts_of(fault.links, nodes_, [&](const std::string& name) {
            return name == "all" ? nodes_ : name == "primaries" ? Nodes{"n1"} : Nodes{name};
        });
        for (const auto& cut : list_) cuts_.emplace(cut.from, cut.to);
    }

    bool reaches(const std::string& from, const std::string& to) const {
        return !cuts_.contains({from, to});
    }
    /// Those with whom `node` can talk, itself included.
    std::set<std::string> seen_by(const std::string& node) const {
        std::set<std::string> seen;
        for (const auto& other : nodes_)
            if (reaches(node, other) && reaches(other, node)) seen.insert(other);
        return seen;
    }
    /// Sizes of the sets of nodes that see each other, ascending.
    std::vector<std::size_t> sizes() const {
        std::set<std::set<std::string>> groups;
        for (const auto& node : nodes_) groups.insert(seen_by(node));
        std::vector<std::size_t> all;
        for (const auto& group : groups) all.push_back(group.size());
        std::sort(all.begin(), all.end());
        return all;
    }
    std::string text() const { return sm::fault::partition_text(list_, nodes_); }
    const Nodes& nodes() const { return nodes_; }
    const std::set<std::pair<std::string, std::string>>& cuts() const { return cuts_; }

 private:
    Nodes nodes_;
    std::vector<sm::Cut> list_;
    std::set<std::pair<std::string, std::string>> cuts_;
};

void for_sizes_and_seeds(std::size_t least,
                         const std::function<void(std::size_t, std::uint64_t)>& body) {
    for (std::size_t count = least; count <= 13; ++count)
        for (std::uint64_t seed = 0; seed < 40; ++seed) body(count, seed);
}

TEST(Partitions, AreTheSameForTheSameSeed) {
    const auto text = [](PartitionShape shape, PartitionDirection direction) {
        return Network(shape, direction, 5, 7).text();
    };
    EXPECT_EQ(text(PartitionShape::halves, both), "{n1 n5 | n2 n3 n4}");
    EXPECT_EQ(text(PartitionShape::one_node, both), "{n1 n3 n4 n5 | n2}");
    EXPECT_EQ(text(PartitionShape::minority, both), "{n1 n3 n5 | n2 n4}");
    EXPECT_EQ(text(PartitionShape::majorities_ring, both), "n1 ⇹ n3 n4, n2 ⇹ n3 n5, n4 ⇹ n5");
    EXPECT_EQ(text(PartitionShape::bridge, both), "{n1 n5 | n3 n4}");
    EXPECT_EQ(text(PartitionShape::primaries, both), "{n1 | n2 n3 n4 n5}");
    EXPECT_EQ(text(PartitionShape::halves, one_way), "n1 n5 ⇸ n2 n3 n4");
    EXPECT_EQ(text(PartitionShape::one_node, one_way), "n2 ⇸ n1 n3 n4 n5");
    EXPECT_EQ(text(PartitionShape::majorities_ring, one_way), "n1 n5 ⇸ n4, n2 ⇸ n5, n3 ⇸ n1 n2");
    EXPECT_EQ(text(PartitionShape::bridge, one_way), "n3 n4 ⇸ n1 n5");
    EXPECT_EQ(text(PartitionShape::primaries, one_way), "n1 ⇸ n2 n3 n4 n5");
}

TEST(Partitions, InHalvesDifferByAtMostOne) {
    for_sizes_and_seeds(2, [](std::size_t count, std::uint64_t seed) {
        const Network network(PartitionShape::halves, both, count, seed);
        if (count % 2 == 1)
            EXPECT_EQ(network.sizes(), (std::vector{count / 2, count / 2 + 1}));
        else
            for (const auto& node : network.nodes())
                EXPECT_EQ(network.seen_by(node).size(), count / 2);
    });
}

TEST(Partitions, OfOneNodeLeaveTheOthersTogether) {
    for_sizes_and_seeds(3, [](std::size_t count, std::uint64_t seed) {
        EXPECT_EQ(Network(PartitionShape::one_node, both, count, seed).sizes(),
                  (std::vector<std::size_t>{1, count - 1}));
    });
}

TEST(Partitions, OfAMinorityLeaveAMajorityAndHaveEverySize) {
    for (std::size_t count = 3; count <= 13; ++count) {
        std::set<std::size_t> seen;
        for (std::uint64_t seed = 0; seed < 200; ++seed) {
            const auto sizes = Network(PartitionShape::minority, both, count, seed).sizes();
            ASSERT_EQ(sizes.size(), 2U);
            EXPECT_GT(sizes[1], count / 2);
            seen.insert(sizes[0]);
        }
        EXPECT_EQ(seen.size(), (count - 1) / 2);
    }
}

TEST(Partitions, InARingShowEachNodeAMajorityOfItsOwn) {
    for_sizes_and_seeds(3, [](std::size_t count, std::uint64_t seed) {
        const Network network(PartitionShape::majorities_ring, both, count, seed);
        std::set<std::set<std::string>> majorities;
        std::size_t larger = 0;
        for (const auto& node : network.nodes()) {
            const auto seen = network.seen_by(node);
            EXPECT_GE(seen.size(), count / 2 + 1) << node << " of " << count;
            larger += seen.size() - (count / 2 + 1);
            majorities.insert(seen);
        }
        EXPECT_EQ(majorities.size(), count);
        // All see as few as they can: one more where neighbours do not come out even.
        EXPECT_EQ(larger, count % 4 == 3 ? 1U : 0U) << count;
    });
}

TEST(Partitions, WithABridgeAreHalvesAndANodeThatSeesAll) {
    for_sizes_and_seeds(3, [](std::size_t count, std::uint64_t seed) {
        const Network network(PartitionShape::bridge, both, count, seed);
        EXPECT_EQ(network.sizes(),
                  count % 2 == 1
                      ? (std::vector{count / 2 + 1, count / 2 + 1, count})
                      : (std::vector{(count - 1) / 2 + 1, count - (count - 1) / 2, count}));
    });
}

TEST(Partitions, OfPrimariesCutEachOffFromAll) {
    const Network network(PartitionShape::primaries, both, 5, 1);
    EXPECT_EQ(network.sizes(), (std::vector<std::size_t>{1, 4}));
    EXPECT_EQ(network.seen_by("n1").size(), 1U);
}

TEST(Partitions, OneWayLeaveTheOtherWayOpenForWhoeverIsCut) {
    for (const auto shape : sm::fault::shapes_for(5))
        for_sizes_and_seeds(3, [&](std::size_t count, std::uint64_t seed) {
            const Network full(shape, both, count, seed), half(shape, one_way, count, seed);
            EXPECT_EQ(half.cuts().size() * 2, full.cuts().size());
            for (const auto& [from, to] : half.cuts()) {
                EXPECT_FALSE(full.reaches(from, to));
                EXPECT_TRUE(half.reaches(to, from));
            }
        });
}

TEST(Partitions, OneWayBetweenTwoGroupsGoTheSameWayForAll) {
    for (const auto shape : {PartitionShape::halves, PartitionShape::one_node,
                             PartitionShape::minority, PartitionShape::bridge})
        for_sizes_and_seeds(3, [&](std::size_t count, std::uint64_t seed) {
            const Network network(shape, one_way, count, seed);
            for (const auto& [from, to] : network.cuts())
                for (const auto& cut : network.cuts()) EXPECT_NE(cut.second, from);
        });
}

TEST(Partitions, GoBothWaysWhenOneWayIsDrawn) {
    for (const auto shape : {PartitionShape::one_node, PartitionShape::primaries}) {
        std::set<bool> sends;
        for (std::uint64_t seed = 0; seed < 40; ++seed) {
            const Network network(shape, one_way, 5, seed);
            std::set<std::string> senders;
            for (const auto& cut : network.cuts()) senders.insert(cut.first);
            sends.insert(senders.size() == 1);
        }
        EXPECT_EQ(sends.size(), 2U);
    }
}

TEST(Partitions, NeedEnoughNodes) {
    sm::Random random{1};
    EXPECT_EQ(sm::fault::shapes_for(1).size(), 0U);
    EXPECT_EQ(sm::fault::shapes_for(2).size(), 2U);
    EXPECT_EQ(sm::fault::shapes_for(3).size(), 5U);
    try {
        draw_partition(PartitionShape::bridge, both, {"n1", "n2"}, random);
        FAIL();
    } catch (const sm::Misuse& misuse) {
        EXPECT_STREQ(misuse.what(),
                     "a partition of this shape needs at least 3 nodes, and there are 2");
    }
}

}  // namespace
