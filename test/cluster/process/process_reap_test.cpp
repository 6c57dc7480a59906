#include <sm/cluster/process/process_cluster.hpp>
#include <sm/cluster/reap.hpp>
#include <sm/os/temp_dir.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "cluster/net/subnet.hpp"
#include "cluster/process/process_support.hpp"
#include "cluster/process/supervisor.hpp"

#include <signal.h>
#include <unistd.h>

namespace {

using namespace sm_test;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// What a killed process leaves, in both kinds of isolation.
class ProcessReap : public ProcessTest, public testing::WithParamInterface<sm::Isolation> {
 protected:
    void SetUp() override {
        if (GetParam() == sm::Isolation::namespaces && ::geteuid() != 0)
            GTEST_SKIP() << "network namespaces cannot be made here: this process is not root's";
        node_program();  // before any victim needs it
    }

    /// A process with a cluster: of a paused node, of one that is traced, and of one that has
    /// started a daemon in a session of its own. It waits to be killed.
    static std::unique_ptr<Victim> victim_with_cluster() {
        auto victim = std::make_unique<Victim>([](Victim& self) {
            sm::ProcessCluster cluster({.isolation = GetParam()});
            cluster.spawn({.name = "paused", .program = "sleep", .arguments = {"1000"}});
            cluster.pause("paused");
            cluster.spawn({.name = "daemon",
                           .program = "/bin/sh",
                           .arguments = {"-c", "setsid sleep 1000 & echo ready; wait"}});
            cluster.await("daemon", [&] { return cluster.last_lines("daemon") == "ready"; });
            cluster.spawn({.name = "traced", .program = "sleep", .arguments = {"1000"}});
            if (!cluster.why_not_fail_disk({})) cluster.fail_disk("traced", {.latency = 1ms});
            return self.tell_and_wait(cluster.address("paused", "net"));
        });
        return victim;
    }

    static std::vector<pid_t> supervisors_of(pid_t owner) {
        std::vector<pid_t> found;
        for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
            std::ifstream file(entry.path() / "cmdline");
            std::vector<std::string> words;
            for (std::string word; std::getline(file, word, '\0');) words.push_back(word);
            if (words.size() > 5 && words[3] == "sm-supervisor" &&
                words[4].find("-" + std::to_string(owner) + "-") != std::string::npos)
                found.push_back(std::stoi(entry.path().filename()));
        }
        return found;
    }

    static bool routed(const std::string& address) {
        for (const auto& route : sm::detail::routes())
            if (route.subnet.host(2) == address) return true;
        return false;
    }
};

INSTANTIATE_TEST_SUITE_P(In, ProcessReap,
                         testing::Values(sm::Isolation::namespaces, sm::Isolation::loopback),
                         [](const auto& one) {
                             return one.param == sm::Isolation::loopback ? "Loopback"
                                                                         : "Namespaces";
                         });

TEST_P(ProcessReap, NothingSurvivesAnOwnerThatIsKilled) {
    const auto victim = victim_with_cluster();
    const auto address = victim->said();
    ASSERT_THAT(remains_of(victim->pid()), Not(IsEmpty()));
    victim->kill();
    ASSERT_EQ(victim->wait_ended(), -SIGKILL);
    EXPECT_TRUE(sm::eventually([&] { return remains_of(victim->pid()).empty(); }, {20s}))
        << testing::PrintToString(remains_of(victim->pid()));
    EXPECT_TRUE(sm::eventually([&] { return supervisors_of(victim->pid()).empty(); }, {20s}));
    EXPECT_TRUE(sm::eventually([&] { return !routed(address); }, {20s}));
}

TEST_P(ProcessReap, TheNextRunRemovesWhatIsLeftWhenTheSupervisorWasKilledToo) {
    const auto victim = victim_with_cluster();
    const auto address = victim->said();
    for (const pid_t supervisor : supervisors_of(victim->pid())) {
        ::kill(victim->pid(), SIGSTOP);
        ::kill(supervisor, SIGKILL);
    }
    victim->kill();
    victim->wait_ended();
    ASSERT_THAT(remains_of(victim->pid()), Not(IsEmpty()));  // nobody is there to remove it
    const auto reaped = sm::reap_processes();
    EXPECT_GE(reaped.folders, 1);
    EXPECT_THAT(reaped.left, IsEmpty());
    EXPECT_THAT(remains_of(victim->pid()), IsEmpty());
    EXPECT_TRUE(sm::eventually([&] { return !routed(address); }, {20s}));
}

TEST_P(ProcessReap, LeavesTheLivingAlone) {
    const auto victim = victim_with_cluster();
    victim->said();
    const auto before = remains_of(victim->pid());
    sm::reap_processes();
    EXPECT_EQ(remains_of(victim->pid()), before);
    victim->kill();
    victim->wait_ended();
    EXPECT_TRUE(sm::eventually([&] { return remains_of(victim->pid()).empty(); }, {20s}));
}

TEST_P(ProcessReap, AForkedChildLeavesItsParentsClusterAlone) {
    sm::ProcessCluster cluster({.isolation = GetParam()});
    cluster.spawn({.name = "n1", .program = "sleep", .arguments = {"1000"}});
    Victim child([&](Victim&) {
        cluster.tear_down();
        return 0;
    });
    EXPECT_EQ(child.wait_ended(), 0);
    EXPECT_EQ(cluster.state("n1"), sm::NodeState::running);
}

TEST(ReapTempDir, OfAKilledProcessIsReapedUnlessItWasKept) {
    sm_test::Victim owner([](sm_test::Victim& self) {
        std::filesystem::path kept;
        {
            const sm::TempDir dir({.keep = [] { return true; }});
            kept = dir.path();
        }
        const sm::TempDir dir;
        return self.tell_and_wait(kept.string() + "\n" + dir.path().string());
    });
    const auto said = owner.said();
    const std::filesystem::path kept = said.substr(0, said.find('\n')),
                                other = said.substr(said.find('\n') + 1);
    ASSERT_TRUE(std::filesystem::exists(other));
    owner.kill();
    owner.wait_ended();
    sm::reap_processes();
    EXPECT_FALSE(std::filesystem::exists(other));
    EXPECT_TRUE(std::filesystem::exists(kept));
    std::filesystem::remove_all(kept);
}

}  // namespace
