#include <sm/base/misuse.hpp>
#include <sm/fault/commands.hpp>
#include <sm/spec/commands.hpp>
#include <sm/value/to_string.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <variant>

#include "fault/fake_cluster.hpp"

namespace {

using sm::fault::PartitionDirection;
using sm_test::FakeCluster;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

struct Model {
    int number = 0;
};

/// A client, as a test has it.
struct Client {
    FakeCluster& cluster() { return cluster_; }
    sm::fault::Injector& injector() { return injector_; }

    FakeCluster cluster_;
    sm::fault::Injector injector_{cluster_};
};

TEST(FaultCommands, AreCommandsOfAVariantThatLeaveTheModelAlone) {
    using Cmd = std::variant<
        sm::fault::Kill<Model>, sm::fault::Stop<Model>, sm::fault::Start<Model>,
        sm::fault::Pause<Model>, sm::fault::Partition<Model>, sm::fault::CutLink<Model>,
        sm::fault::Clog<Model>, sm::fault::Delay<Model>, sm::fault::Loss<Model>,
        sm::fault::StepClock<Model>, sm::fault::DriftClock<Model>, sm::fault::Slow<Model>,
        sm::fault::StartAll<Model>, sm::fault::Unpause<Model>, sm::fault::Cut<Model>,
        sm::fault::Restore<Model>, sm::fault::DelayAll<Model>, sm::fault::SlowDisk<Model>,
        sm::fault::FullDisk<Model>, sm::fault::DamageDisk<Model>, sm::fault::Heal<Model>>;
    static_assert(std::same_as<sm::model_of_commands<Cmd>, Model>);
    EXPECT_EQ(sm::to_string(sm::fault::Kill<Model>{{.node = 2}}), "Kill{node=2}");
}

TEST(FaultCommands, EndAndStartNodes) {
    Client client;
    sm::fault::Kill<Model>{{.node = 1}}.run(client);
    sm::fault::Stop<Model>{{.node = 2}}.run(client);
    sm::fault::Pause<Model>{{.node = 3}}.run(client);
    EXPECT_EQ(client.cluster().states["n1"], sm::NodeState::stopped);
    EXPECT_EQ(client.cluster().states["n2"], sm::NodeState::stopped);
    EXPECT_EQ(client.cluster().states["n3"], sm::NodeState::paused);
    sm::fault::Start<Model>{{.node = 1}}.run(client);
    EXPECT_EQ(client.cluster().states["n1"], sm::NodeState::running);
    EXPECT_THROW(sm::fault::Start<Model>{{.node = 1}}.run(client), sm::Refused);
    sm::fault::Heal<Model>{}.run(client);
    EXPECT_TRUE(client.cluster().untouched());
}

TEST(FaultCommands, ADeadNodeIsLeftAloneByAKill) {
    Client client;
    sm::fault::Kill<Model>{{.node = 1}}.run(client);
    sm::fault::Kill<Model>{{.node = 1}}.run(client);
    EXPECT_EQ(client.cluster().tasks.count("kill n1"), 1U);
}

TEST(FaultCommands, PartitionsCutBothWaysOrOne) {
    using Link = std::pair<std::string, std::string>;
    const auto links_of = [](const auto& command) {
        Client client;
        command.run(client);
        std::vector<Link> links;
        for (const auto& [link, share] : client.cluster().links) links.push_back(link);
        return links;
    };
    EXPECT_THAT(links_of(sm::fault::Partition<Model>{{.side = {1}}}),
                UnorderedElementsAre(Link("n1", "n2"), Link("n1", "n3"), Link("n2", "n1"),
                                     Link("n3", "n1")));
    EXPECT_THAT(links_of(sm::fault::Partition<Model>{
                    {.side = {1}, .direction = PartitionDirection::one_way}}),
                ElementsAre(Link("n1", "n2"), Link("n1", "n3")));
    EXPECT_THAT(links_of(sm::fault::CutLink<Model>{{.from = 3, .to = 1}}),
                ElementsAre(Link("n3", "n1")));
}

TEST(FaultCommands, APartitionHasNodesOnBothSides) {
    EXPECT_FALSE(sm::fault::Partition<Model>{}.pre({}));
    EXPECT_TRUE((sm::fault::Partition<Model>{{.side = {1, 3}}}.pre({})));
    EXPECT_FALSE((sm::fault::Partition<Model>{{.side = {1, 2, 3}}}.pre({})));
}

TEST(FaultCommands, LoseAShare) {
    Client client;
    sm::fault::Loss<Model>{{.percent = 20}}.run(client);
    EXPECT_DOUBLE_EQ(client.cluster().links.at({"n1", "n2"}), 0.2);
}

TEST(FaultCommands, SayWhatAClusterCannotDo) {
    Client client;
    try {
        sm::fault::FullDisk<Model>{{.node = 1}}.run(client);
        FAIL() << "a cluster without disks cannot do that";
    } catch (const std::exception& error) {
        EXPECT_THAT(error.what(), HasSubstr("sm::CanFailDisk"));
    }
}

}  // namespace
