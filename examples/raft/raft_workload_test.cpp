#include <sm/history/writer.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "workload.hpp"

namespace {

using namespace raft;
using namespace raft::long_runs;
using namespace std::chrono_literals;

struct Seen {
    sm::WorkloadReport<Cmd> report;
    sm::history::Operations operations{};  // of the first run
    std::string text{};                    // its history, as JSON lines
};

Seen check(Bug bug, sm::Duration lasts, std::uint64_t seed) {
    sm::WorkloadOptions options;
    options.check.workers = 6;
    options.check.seed = seed;
    options.check.corpus = "";
    sm::history::Operations first;
    options.after_run = [&](const sm::RunRecord& run) {
        if (!run.is_replay) first = run.operations;
    };
    Seen seen{sm::check_workload<Cmd>(servers(bug), {run_beside_faults(lasts)}, options)};
    seen.operations = std::move(first);
    std::ostringstream text;
    sm::history::write(text, seen.operations, sm::history::Format::json_lines);
    seen.text = text.str();
    return seen;
}

std::set<std::string> faults(const sm::history::Operations& operations) {
    std::set<std::string> all;
    for (const auto& one : operations)
        if (one.by_nemesis()) all.insert(one.function);
    return all;
}

TEST(RaftWorkload, AnHourBesideFaultsIsLinearizable) {
    const auto seen = check(Bug::none, 1h, 1);
    EXPECT_TRUE(seen.report) << seen.report.text();
    EXPECT_GT(seen.report.statistics.calls(), 30'000U);
    EXPECT_GT(seen.operations.back().began, 1h);
    EXPECT_THAT(faults(seen.operations),
                testing::IsSupersetOf({"start-partition", "start-kill", "start-clock"}));
}

TEST(RaftWorkload, OneSeedIsOneHistory) {
    const auto once = check(Bug::none, 5min, 2);
    EXPECT_EQ(once.text, check(Bug::none, 5min, 2).text);
}

/// Another machine, compiler or build comes to the same history, byte for byte.
TEST(RaftWorkload, TheHistoryHoldsAcrossBuilds) {
    const auto seen = check(Bug::none, 5min, 42);
    EXPECT_EQ(sm::Seed{0}.child(seen.text).value, 1320566076871249642U);
}

/// How much is left of a run of an hour that shows the bug.
void expect_found(Bug bug, std::size_t commands, std::size_t faults) {
    const auto report = check(bug, 1h, 1).report;
    ASSERT_FALSE(report);
    EXPECT_EQ(report.failure, sm::Failure::wrong_answer);
    EXPECT_GT(report.first_size, 30'000U);
    EXPECT_LE(report.program.commands(), commands) << report.text();
    EXPECT_LE(report.program.faults(), faults) << report.text();
    EXPECT_EQ(report.failure_rate.failures, report.failure_rate.runs) << "each replay is alike";
}

TEST(RaftWorkload, FindsThatHalfOfTheServersAreTakenForAMajority) {
    expect_found(Bug::half_is_enough, 3, 1);
}

TEST(RaftWorkload, FindsThatAnAcknowledgedEntryIsLostInACrash) {
    expect_found(Bug::acknowledges_before_sync, 3, 2);
}

}  // namespace
