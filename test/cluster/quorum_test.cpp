#include <sm/base/misuse.hpp>
#include <sm/cluster/quorum.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

TEST(AssertQuorum, HoldsOnMoreThanHalfOfTheNodes) {
    const auto held_on = [](const std::set<std::string>& nodes, int count) {
        std::vector<std::string> all;
        for (int node = 1; node <= count; ++node) all.push_back("n" + std::to_string(node));
        return bool(sm::count_quorum(all, [&](const auto& node) { return nodes.contains(node); }));
    };
    EXPECT_TRUE(held_on({"n1", "n3"}, 3));
    EXPECT_FALSE(held_on({"n1"}, 3));
    EXPECT_FALSE(held_on({"n1", "n2"}, 4));
    EXPECT_TRUE(held_on({"n1"}, 1));
}

TEST(AssertQuorum, TellsWhereItDidNotHoldAndWhy) {
    const auto quorum = sm::count_quorum({"n1", "n2", "n3"}, [](const std::string& node) {
        if (node == "n3") throw std::runtime_error("connection refused");
        return node == "n1";
    });
    EXPECT_FALSE(quorum);
    EXPECT_EQ(to_string(quorum), "1 of 3: n1; not n2: false; not n3: connection refused");
}

TEST(AssertQuorum, OfNoNodesIsMisuse) {
    EXPECT_THROW(sm::count_quorum({}, [](const auto&) { return true; }), sm::Misuse);
}

}  // namespace
