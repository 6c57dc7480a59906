#include <sm/cluster/cluster.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

/// It can kill and pause, and remembers what was done.
class Recorder : public sm::Cluster, public sm::CanKill, public sm::CanPause {
 public:
    std::vector<std::string> nodes() const override { return {"n1"}; }
    sm::NodeState state(const std::string&) override { return sm::NodeState::paused; }
    void kill(const std::string& node) override { done.push_back("kill " + node); }
    void pause(const std::string& node) override { done.push_back("pause " + node); }
    void unpause(const std::string& node) override { done.push_back("unpause " + node); }

    std::vector<std::string> done;
};

/// Kills twice.
class Thorough : public sm::ClusterDecorator, public sm::CanKill {
 public:
    using ClusterDecorator::ClusterDecorator;
    void kill(const std::string& node) override {
        for (int i = 0; i < 2; ++i) sm::capability<sm::CanKill>(inner())->kill(node);
    }
};

class Unchanged : public sm::ClusterDecorator {
 public:
    using ClusterDecorator::ClusterDecorator;
};

TEST(ClusterDecorator, DoesOneThingOtherwise) {
    Recorder recorder;
    Thorough thorough(recorder);
    sm::capability<sm::CanKill>(thorough)->kill("n1");
    EXPECT_THAT(recorder.done, testing::ElementsAre("kill n1", "kill n1"));
}

TEST(ClusterDecorator, HasAllElseOfTheClusterWithin) {
    Recorder recorder;
    Thorough inner(recorder);
    Unchanged outer(inner);
    EXPECT_THAT(outer.nodes(), testing::ElementsAre("n1"));
    EXPECT_EQ(outer.state("n1"), sm::NodeState::paused);
    EXPECT_EQ(sm::capability<sm::CanPause>(outer), &recorder);
    EXPECT_EQ(sm::capability<sm::CanKill>(outer), &inner);
    EXPECT_EQ(sm::capability<sm::CanWipe>(outer), nullptr);
}

}  // namespace
