// What one node of etcd does with an acknowledged put when it is killed on a slow disk: 3.5.4 loses
// it, as it answers before its log is written; 3.5.5 was the first to wait.

#include <sm/base/misuse.hpp>
#include <sm/sm.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <iostream>
#include <optional>
#include <string>
#include <variant>

#include "single_node.hpp"

namespace {

using namespace etcd::single;
using namespace std::chrono_literals;

/// Why a version cannot be tested here; nothing if it can.
std::optional<std::string> unusable(const std::string& version) {
    try {
        static_cast<void>(etcd::program(version));
    } catch (const sm::Misuse& missing) {
        return missing.what();
    }
    return sm::ProcessCluster({}).why_not_fail_disk({});
}

auto nodes_of(const std::string& version) { return sm::processes<NodeClient>(cluster(version)); }

constexpr sm::Duration limit = 60s;

template <class C>
int count(const sm::Program<Cmd>& program) {
    int found = 0;
    for (const auto& step : program.prefix) found += std::holds_alternative<C>(step.command);
    return found;
}

TEST(EtcdSingleNode, Of354LosesAnAcknowledgedPut) {
    if (const auto why = unusable("3.5.4")) GTEST_SKIP() << *why;
    const auto report = sm::check<Cmd>(
        nodes_of("3.5.4"),
        {.programs = 100, .length = 12, .command_time_limit = limit, .corpus = "", .swarm = false});
    std::cout << report.text() << "\n"
              << report.executions << " runs in all, " << report.shrink_executions
              << " of them to shrink\n";
    ASSERT_FALSE(report.passed);
    EXPECT_EQ(report.failure, sm::Failure::wrong_answer);
    EXPECT_EQ(report.program.size(), 5U);
    EXPECT_EQ(count<SlowDisk>(report.program), 1);
    EXPECT_EQ(count<Put>(report.program), 1);
    EXPECT_EQ(count<Kill>(report.program), 1);
    EXPECT_EQ(count<Restart>(report.program), 1);
    EXPECT_EQ(count<Get>(report.program), 1);
}

/// A few programs; `tools/soak etcd-slow-disk` runs many.
TEST(EtcdSingleNode, Of355KeepsWhatItAcknowledged) {
    if (const auto why = unusable("3.5.5")) GTEST_SKIP() << *why;
    EXPECT_TRUE(sm::check<Cmd>(nodes_of("3.5.5"),
                               {.programs = 10, .length = 10, .command_time_limit = limit}));
}

}  // namespace
