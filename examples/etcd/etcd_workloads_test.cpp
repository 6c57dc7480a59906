// The workloads on three real nodes, for a few seconds each; tools/soak has the long runs.

#include <sm/base/misuse.hpp>
#include <sm/cluster/unsupported.hpp>
#include <sm/gtest.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "place.hpp"
#include "workloads.hpp"

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

/// So many seconds for each test; a long run takes more.
std::chrono::seconds lasting() {
    const char* const seconds = std::getenv("ETCD_SECONDS");
    return std::chrono::seconds{seconds == nullptr ? 4 : std::stoi(seconds)};
}

etcd::TestOptions options(const std::string& workload) {
    etcd::TestOptions options;
    options.workload = workload;
    options.cluster.nodes = lasting() > 10s ? 5 : 3;
    options.clients = 6;
    options.time_limit = lasting();
    options.nemesis = "partition,kill,pause";
    options.nemesis_interval = lasting() > 10s ? 5s : 1s;
    options.recovery = 1s;
    options.runs.check.shrink.time = 60s;
    return options;
}

std::string refusal(const etcd::TestOptions& options) {
    try {
        etcd::run_test(options);
    } catch (const sm::Misuse& misuse) {
        return misuse.what();
    }
    return "none";
}

class RealEtcdWorkloads : public testing::Test {
 protected:
    void SetUp() override {
        if (const auto why = etcd::unusable()) GTEST_SKIP() << *why;
    }
};

TEST_F(RealEtcdWorkloads, RegistersReadByAQuorumAreLinearizable) {
    const auto summary = etcd::run_test(options("register"));
    EXPECT_TRUE(summary) << summary.text();
}

TEST_F(RealEtcdWorkloads, NoElementOfTheSetIsLost) {
    const auto summary = etcd::run_test(options("set"));
    EXPECT_TRUE(summary) << summary.text();
}

TEST_F(RealEtcdWorkloads, TransactionsAreStrictSerializable) {
    const auto summary = etcd::run_test(options("append"));
    EXPECT_TRUE(summary) << summary.text();
}

TEST_F(RealEtcdWorkloads, AllWatchersAreToldTheSame) {
    const auto summary = etcd::run_test(options("watch"));
    EXPECT_TRUE(summary) << summary.text();
}

TEST_F(RealEtcdWorkloads, RegistersStayLinearizableWhileNodesJoinAndLeave) {
    auto changing = options("register");
    changing.nemesis = "membership";
    changing.nemesis_interval = 6s;  // a change is refused until all have been connected for 5 s
    changing.time_limit = std::max<std::chrono::seconds>(20s, lasting());
    std::vector<std::string> failed_faults;
    std::uint64_t changes = 0;
    changing.runs.after_run = [&](const sm::RunRecord& run) {
        failed_faults = run.failed_faults;
        for (const auto& operation : run.operations) changes += operation.by_nemesis() ? 1 : 0;
    };
    const auto summary = etcd::run_test(changing);
    EXPECT_TRUE(summary) << summary.text();
    EXPECT_THAT(failed_faults, testing::IsEmpty());
    EXPECT_GE(changes, 2U);
}

TEST_F(RealEtcdWorkloads, BeginWithTheFirstNodeAsLeader) {
    auto thrice = options("set");
    thrice.nemesis = "kill";
    thrice.time_limit = 3s;
    thrice.runs.check.programs = 3;
    std::vector<std::string> leaders;
    thrice.on_cluster = [&](etcd::Cluster& cluster) {
        leaders.push_back(cluster.leader().value_or("none"));
    };
    EXPECT_TRUE(etcd::run_test(thrice));
    EXPECT_THAT(leaders, ElementsAre("n1", "n1", "n1"));
}

TEST_F(RealEtcdWorkloads, LeaveWhatTheNodesWroteWhileTheyRan) {
    const auto store = fs::temp_directory_path() / "etcd_workloads_test";
    fs::remove_all(store);
    auto kept = options("set");
    kept.time_limit = 2s;
    kept.runs.check.store = store.string();
    EXPECT_TRUE(etcd::run_test(kept));
    for (const char* const log : {"n1.1.log", "n2.1.log", "n3.1.log"})
        EXPECT_TRUE(fs::exists(store / "latest" / "logs" / log)) << log;
}

TEST(EtcdWorkloads, AreNamed) {
    EXPECT_THAT(etcd::workload_names(), ElementsAre("append", "register", "set", "watch"));
}

TEST(EtcdWorkloads, TellWhichThereAreWhereNoneIsGiven) {
    EXPECT_EQ(refusal({}), "--workload must be one of append, register, set, watch");
}

TEST(EtcdWorkloads, TellWhichThereAreWhereAnotherIsGiven) {
    EXPECT_EQ(refusal({.workload = "queue"}),
              "--workload \"queue\" is not one of append, register, set, watch");
}

TEST(EtcdWorkloads, RefuseAFaultThatNobodyKnows) {
    auto wrong = options("set");
    wrong.nemesis = "earthquake";
    EXPECT_THAT(refusal(wrong), HasSubstr("earthquake"));
}

TEST(EtcdWorkloads, SayWhyClocksCannotBeSetApart) {
    auto wrong = options("set");
    wrong.nemesis = "kill,clock";
    try {
        etcd::run_test(wrong);
        FAIL();
    } catch (const sm::Unsupported& unsupported) {
        EXPECT_THAT(unsupported.what(), HasSubstr("static Go program"));
    }
}

}  // namespace
