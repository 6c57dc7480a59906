#include <sm/base/misuse.hpp>
#include <sm/cluster/process/process_cluster.hpp>
#include <sm/cluster/unsupported.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>

#include "cluster/process/process_support.hpp"
#include "cluster/process/tracer.hpp"

namespace {

using namespace sm_test;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// A node that writes a line to each of the files `log` and `other` and syncs them, again and
/// again, and says whether that worked.
constexpr const char* writer = R"sh(
n=0
while :; do
    n=$((n + 1))
    for file in log other; do
        dd if=/dev/zero of=$file bs=10 count=1 conv=fsync,notrunc 2>/dev/null &&
            echo "$n $file synced" || echo "$n $file failed"
    done
    sleep 0.01
done
)sh";

class DiskFaults : public ProcessTest {
 protected:
    void SetUp() override {
        if (const auto& why = sm::detail::why_not_trace()) GTEST_SKIP() << *why;
    }

    /// Waits until the node says these words from now on.
    static bool says(sm::ProcessCluster& cluster, const std::string& words) {
        const auto rounds_of = [&](const std::string& ending) {
            int last = 0;
            std::istringstream lines(cluster.last_lines("n1", 100));
            for (std::string line; std::getline(lines, line);)
                if (line.ends_with(ending)) last = std::max(last, std::stoi(line));
            return last;
        };
        const int since = rounds_of("") + 2;  // what was under way is through
        return sm::eventually([&] { return rounds_of(" " + words) >= since; },
                              {.limit = 20s, .interval = 5ms})
            .held;
    }

    sm::ClusterSpec spec{
        .nodes = {{.name = "n1", .program = "/bin/sh", .arguments = {"-c", writer}}},
        .isolation = sm::Isolation::loopback};
};

TEST_F(DiskFaults, HitTheChosenFilesOnlyAndAreSwitchedOff) {
    sm::ProcessCluster cluster(spec);
    ASSERT_TRUE(says(cluster, "log synced"));
    cluster.fail_disk("n1",
                      {.calls = {"fsync"}, .files = {"log"}, .failure = sm::DiskFailure::io_error});
    EXPECT_TRUE(says(cluster, "log failed"));
    EXPECT_TRUE(says(cluster, "other synced"));
    ASSERT_THAT(cluster.failing_disks(), SizeIs(1));
    EXPECT_GE(cluster.failing_disks()[0].hits, 1U);

    cluster.heal_disk("n1");
    EXPECT_THAT(cluster.failing_disks(), IsEmpty());
    EXPECT_TRUE(says(cluster, "log synced"));
}

TEST_F(DiskFaults, FillADisk) {
    sm::ProcessCluster cluster(spec);
    ASSERT_TRUE(says(cluster, "other synced"));
    cluster.fail_disk(
        "n1", {.calls = {"write"}, .files = {"other"}, .failure = sm::DiskFailure::no_space});
    EXPECT_TRUE(says(cluster, "other failed"));
    EXPECT_TRUE(says(cluster, "log synced"));
}

TEST_F(DiskFaults, OutliveARestartAndHoldFromTheFirstCallOn) {
    sm::ProcessCluster cluster({.isolation = sm::Isolation::loopback});
    cluster.create({.name = "n1",
                    .program = "/bin/sh",
                    .arguments = {"-c", "echo x > a && echo made || echo 'not made'; sleep 100"}});
    cluster.fail_disk("n1",
                      {.calls = {"write"}, .files = {"a"}, .failure = sm::DiskFailure::no_space});
    for (int start = 0; start < 2; ++start) {
        cluster.start("n1");
        EXPECT_TRUE(sm::eventually([&] { return cluster.last_lines("n1", 1) == "not made"; }));
        cluster.kill("n1");
    }
    cluster.heal_disk("n1");
    cluster.start("n1");
    EXPECT_TRUE(sm::eventually([&] { return cluster.last_lines("n1", 1) == "made"; }));
}

TEST_F(DiskFaults, DelayWhatTheyHit) {
    sm::ProcessCluster cluster({.isolation = sm::Isolation::loopback});
    cluster.create(
        {.name = "n1",
         .program = "/bin/sh",
         .arguments = {"-c", "dd if=/dev/zero of=a bs=1 count=1 conv=fsync 2>&1; sleep 100"}});
    cluster.fail_disk("n1", {.calls = {"fsync"}, .files = {"a"}, .latency = 300ms});
    const auto begin = sm::steady().now();
    cluster.start("n1");
    EXPECT_TRUE(sm::eventually([&] { return !cluster.last_lines("n1").empty(); }));
    EXPECT_GE(sm::steady().now() - begin, sm::Duration(300ms));
    EXPECT_EQ(cluster.failing_disks()[0].hits, 1U);
}

TEST_F(DiskFaults, AreKilledAndPausedWithTheirNode) {
    sm::ProcessCluster cluster(spec);
    cluster.fail_disk("n1", {.latency = 1ms});
    ASSERT_TRUE(says(cluster, "log synced"));
    cluster.pause("n1");
    EXPECT_EQ(cluster.state("n1"), sm::NodeState::paused);
    cluster.unpause("n1");
    EXPECT_TRUE(says(cluster, "log synced"));
    cluster.kill("n1");
    EXPECT_EQ(cluster.state("n1"), sm::NodeState::stopped);
}

TEST_F(DiskFaults, HitTheCallsThatTheyAreAboutWhereNoneAreNamed) {
    const auto calls = [](const sm::DiskFault& fault) {
        return sm::detail::traceable("n1", fault).calls;
    };
    EXPECT_THAT(calls({.latency = 1ms}), testing::ElementsAre("fsync", "fdatasync"));
    EXPECT_THAT(calls({.failure = sm::DiskFailure::no_space}),
                testing::ElementsAre("pwrite64", "pwritev", "pwritev2", "fallocate",
                                     "copy_file_range", "fsync", "fdatasync"));
}

TEST_F(DiskFaults, DamageNothing) {
    sm::ProcessCluster cluster(spec);
    EXPECT_THAT(cluster.why_not_fail_disk({.unreadable = 0.1}).value_or(""),
                HasSubstr("only simulated disks support that"));
    EXPECT_THROW(cluster.fail_disk("n1", {.misdirected = 0.1}), sm::Unsupported);
}

TEST_F(DiskFaults, WithoutSenseAreRefused) {
    sm::ProcessCluster cluster(spec);
    const auto misuse = [&](const sm::DiskFault& fault) {
        try {
            cluster.fail_disk("n1", fault);
        } catch (const sm::Misuse& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    EXPECT_THAT(misuse({.calls = {"write:retval=0"}, .latency = 1ms}), HasSubstr("names the call"));
    EXPECT_THAT(misuse({.calls = {"fsnyc"}, .latency = 1ms}),
                HasSubstr("invalid system call 'fsnyc'"));
    EXPECT_THAT(misuse({}), HasSubstr("give a latency or a failure"));
    EXPECT_THAT(cluster.failing_disks(), IsEmpty());
}

}  // namespace
