// The workloads on three real nodes, for a few seconds each; tools/soak has the long runs.

#include <sm/gtest.hpp>
#include <sm/value/misuse.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "workloads.hpp"

namespace {

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

class DockerEtcdWorkloads : public testing::Test {
 protected:
    void SetUp() override {
        if (const auto why = etcd::unusable()) GTEST_SKIP() << *why;
    }
};

TEST_F(DockerEtcdWorkloads, RegistersReadByAQuorumAreLinearizable) {
    const auto findings = etcd::run_test(options("register"));
    EXPECT_TRUE(findings) << findings.text();
}

TEST_F(DockerEtcdWorkloads, NoElementOfTheSetIsLost) {
    const auto findings = etcd::run_test(options("set"));
    EXPECT_TRUE(findings) << findings.text();
}

TEST_F(DockerEtcdWorkloads, TransactionsAreStrictSerializable) {
    const auto findings = etcd::run_test(options("append"));
    EXPECT_TRUE(findings) << findings.text();
}

TEST(EtcdWorkloads, AreNamed) {
    EXPECT_THAT(etcd::workload_names(), ElementsAre("append", "register", "set"));
}

TEST(EtcdWorkloads, TellWhichThereAreWhereNoneIsGiven) {
    EXPECT_EQ(refusal({}), "--workload must be one of append, register, set");
}

TEST(EtcdWorkloads, TellWhichThereAreWhereAnotherIsGiven) {
    EXPECT_EQ(refusal({.workload = "queue"}),
              "--workload \"queue\" is none of append, register, set");
}

TEST(EtcdWorkloads, RefuseAFaultThatNobodyKnows) {
    auto wrong = options("set");
    wrong.nemesis = "earthquake";
    EXPECT_THAT(refusal(wrong), HasSubstr("earthquake"));
}

}  // namespace
