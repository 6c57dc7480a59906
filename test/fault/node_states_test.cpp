#include <sm/fault/commands.hpp>
#include <sm/fault/node_states.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

namespace {

using sm::fault::NodeStates;

struct Model {
    std::map<std::string, int> kv;
    NodeStates<5> nodes;
};
struct Other {
    std::map<std::string, int> kv;
};

TEST(NodeStates, KnowWhoIsWellAndWhetherTheyAreAMajority) {
    NodeStates<5> nodes;
    EXPECT_EQ(nodes.well(), 5);
    EXPECT_TRUE(nodes.can_spare(1));
    nodes.stop(1);
    nodes.pause(2);
    nodes.cut.insert(2);
    EXPECT_EQ(nodes.broken(), 2);
    EXPECT_FALSE(nodes.runs(2));
    EXPECT_TRUE(nodes.has_majority());
    EXPECT_FALSE(nodes.can_spare(3));
    nodes.unpause(2);
    EXPECT_TRUE(nodes.runs(2));
    EXPECT_FALSE(nodes.is_well(2));
    nodes.heal();
    EXPECT_EQ(nodes.broken(), 0);
}

TEST(NodeStates, AreFoundInAModelByTheirType) {
    static_assert(sm::detail::KeepsNodeStates<Model>);
    static_assert(!sm::detail::KeepsNodeStates<Other>);
    static_assert(sm::fault::node_count<Model> == 5);
    static_assert(sm::fault::node_count<Other> == 3);
    Model model;
    sm::fault::Kill<Model>{{.node = 5}}.apply(model);
    EXPECT_THAT(model.nodes.stopped, testing::ElementsAre(5));
}

TEST(NodeStates, SayWhichCommandsMakeSense) {
    Model model;
    EXPECT_FALSE(sm::fault::Start<Model>{{.node = 1}}.pre(model));
    EXPECT_FALSE(sm::fault::Unpause<Model>{{.node = 1}}.pre(model));
    EXPECT_FALSE(sm::fault::Restore<Model>{{.node = 1}}.pre(model));
    EXPECT_FALSE(sm::fault::StartAll<Model>{}.pre(model));
    sm::fault::Pause<Model>{{.node = 1}}.apply(model);
    sm::fault::Cut<Model>{{.node = 1}}.apply(model);
    EXPECT_FALSE(sm::fault::Pause<Model>{{.node = 1}}.pre(model));
    EXPECT_TRUE(sm::fault::Unpause<Model>{{.node = 1}}.pre(model));
    sm::fault::Kill<Model>{{.node = 1}}.apply(model);  // it ends, and is cut off all the same
    EXPECT_FALSE(sm::fault::Unpause<Model>{{.node = 1}}.pre(model));
    EXPECT_TRUE(sm::fault::Start<Model>{{.node = 1}}.pre(model));
    sm::fault::StartAll<Model>{}.apply(model);
    EXPECT_TRUE(model.nodes.runs(1));
    EXPECT_FALSE(model.nodes.is_well(1));
    sm::fault::Restore<Model>{{.node = 1}}.apply(model);
    EXPECT_TRUE(model.nodes.is_well(1));
}

TEST(NodeStates, MakeFaultsRareAndHealingLikelyTheMoreIsBroken) {
    Model model;
    EXPECT_EQ(sm::fault::Kill<Model>::weight(model), 2);
    EXPECT_EQ(sm::fault::Start<Model>::weight(model), 0);
    model.nodes.stop(1);
    EXPECT_EQ(sm::fault::Cut<Model>::weight(model), 1);
    EXPECT_EQ(sm::fault::Start<Model>::weight(model), 3);
    model.nodes.stop(2);  // one more, and there is no majority
    EXPECT_EQ(sm::fault::Pause<Model>::weight(model), 0);
    EXPECT_EQ(sm::fault::StartAll<Model>::weight(model), 6);
    EXPECT_LT(sm::fault::StartAll<Model>::weight(model), sm::fault::weight_of_calls);
}

TEST(NodeStates, AreNobodysBusinessInAModelWithoutThem) {
    static_assert(sm::fault::Kill<Other>::read_only);
    static_assert(!sm::fault::Kill<Model>::read_only);
    EXPECT_TRUE(sm::fault::Start<Other>{{.node = 1}}.pre({}));
}

}  // namespace
