// What becomes of the processes that a node's program starts in sessions of their own, as those of
// PostgreSQL are: they are the node's all the same.
#include <sm/cluster/process/process_cluster.hpp>
#include <sm/cluster/unsupported.hpp>
#include <sm/os/wait.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "cluster/process/process_support.hpp"

#include <unistd.h>

namespace {

using namespace sm_test;
using testing::Each;
using testing::IsEmpty;
using testing::SizeIs;

class ProcessGroups : public ProcessTest, public testing::WithParamInterface<sm::Isolation> {
 protected:
    void SetUp() override {
        if (GetParam() == sm::Isolation::namespaces && ::geteuid() != 0)
            GTEST_SKIP() << "network namespaces cannot be made here: this process is not root's";
    }

    /// A program that sleeps, and so does its child, which this command line starts.
    sm::NodeSpec sleepers(const std::string& child) const {
        return {.name = "n1",
                .program = "/bin/sh",
                .arguments = {"-c", fmt::format("{0} sleep {1} & echo started; exec sleep {1}",
                                                child, time_)}};
    }

    static void await_started(sm::ProcessCluster& cluster) {
        cluster.await("n1", [&] { return cluster.last_lines("n1") == "started"; });
    }

    /// Of all on this host that sleep so long: `S` for one that waits, `T` for one that is stopped.
    std::vector<std::string> states() const {
        std::vector<std::string> found;
        for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
            std::ifstream words(entry.path() / "cmdline");
            std::string program, argument;
            std::getline(words, program, '\0');
            std::getline(words, argument, '\0');
            if (program != "sleep" || argument != time_) continue;
            std::ifstream stat(entry.path() / "stat");
            const std::string line{std::istreambuf_iterator<char>(stat), {}};
            found.push_back(line.substr(line.rfind(')') + 2, 1));
        }
        return found;
    }

    void await_both() {
        ASSERT_TRUE(sm::eventually([&] { return states().size() == 2; }));
    }

 private:
    const std::string time_ = std::to_string(1'000'000 + ::getpid());  // no other test's
};

INSTANTIATE_TEST_SUITE_P(In, ProcessGroups,
                         testing::Values(sm::Isolation::namespaces, sm::Isolation::loopback),
                         [](const auto& one) {
                             return one.param == sm::Isolation::loopback ? "Loopback"
                                                                         : "Namespaces";
                         });

TEST_P(ProcessGroups, ArePausedAsAWhole) {
    sm::ProcessCluster cluster({.nodes = {sleepers("setsid")}, .isolation = GetParam()});
    await_started(cluster);
    await_both();
    cluster.pause("n1");
    EXPECT_THAT(states(), testing::AllOf(SizeIs(2), Each("T")));
    cluster.unpause("n1");
    EXPECT_TRUE(sm::eventually([&] { return states() == std::vector<std::string>{"S", "S"}; }));
}

TEST_P(ProcessGroups, AreKilledAsAWhole) {
    sm::ProcessCluster cluster({.nodes = {sleepers("setsid")}, .isolation = GetParam()});
    await_started(cluster);
    await_both();
    cluster.kill("n1");
    EXPECT_THAT(states(), IsEmpty());
    cluster.start("n1");
    await_both();
    cluster.stop("n1");
    EXPECT_THAT(states(), IsEmpty());
}

TEST_P(ProcessGroups, EndWithTheirCluster) {
    {
        sm::ProcessCluster cluster({.nodes = {sleepers("setsid")}, .isolation = GetParam()});
        await_started(cluster);
        await_both();
    }
    EXPECT_THAT(states(), IsEmpty());
}

/// Found by their namespaces alone.
TEST_P(ProcessGroups, EndWithTheirClusterWhateverTheirEnvironment) {
    if (const auto why = sm::no_namespaces()) GTEST_SKIP() << *why;
    {
        sm::ProcessCluster cluster({.nodes = {sleepers("setsid env -i")}, .isolation = GetParam()});
        await_started(cluster);
        await_both();
        cluster.kill("n1");
        if (GetParam() == sm::Isolation::namespaces) {
            EXPECT_THAT(states(), IsEmpty());
        }
    }
    EXPECT_TRUE(sm::eventually([&] { return states().empty(); }));
}

TEST_P(ProcessGroups, LeaveTheirControlGroupForTheNextOne) {
    auto limited = sleepers("setsid");
    limited.limits.memory = std::uint64_t{200} << 20U;
    try {
        sm::ProcessCluster cluster({.nodes = {limited}, .isolation = GetParam()});
        await_started(cluster);
        await_both();
        cluster.kill("n1");
        cluster.recreate(limited);
        cluster.start("n1");
        await_both();
    } catch (const sm::Unsupported& unsupported) {
        GTEST_SKIP() << unsupported.what();
    }
    EXPECT_THAT(states(), IsEmpty());
}

}  // namespace
