// The snippets of docs/long-runs.md, each where it belongs.
#include <sm/checkers/linearizable_object.hpp>
#include <sm/checkers/stats.hpp>
#include <sm/gtest.hpp>
#include <sm/history/writer.hpp>
#include <sm/report/run_directory.hpp>
#include <sm/workload/check_workload.hpp>
#include <sm/workload/dry_run.hpp>
#include <sm/workload/generators.hpp>
#include <sm/workload/keys.hpp>
#include <sm/workload/nemesis.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <variant>

#include "started.hpp"
#include "workload/replicas.hpp"

namespace {

using namespace std::chrono_literals;
using replicas::Node;
using replicas::Store;

#include "long-runs.md.1.inc"
#include "long-runs.md.2.inc"
#include "long-runs.md.3.inc"

TEST(LongRuns, AGeneratorIsSeenWithoutASystem){
#include "long-runs.md.4.inc"
}

TEST(LongRuns, CheckersOfOperationsJudgeToo) {
#include "long-runs.md.5.inc"
    sm::WorkloadOptions options;
    options.check.workers = 4;
    options.check.shrink.executions = 0;
    const started::Folder folder;
    options.check.corpus = folder.path.string();
    const auto report = sm::check_workload<Cmd>([] { return Store{}; }, by_checkers, options);
    EXPECT_FALSE(report);
    ASSERT_EQ(report.finding.parts.size(), 2U);
    EXPECT_EQ(report.finding.parts[0].verdict(), sm::Verdict::invalid);
    EXPECT_EQ(report.finding.parts[1].verdict(), sm::Verdict::valid);
}

TEST(LongRuns, AFailureIsShrunkKeptAndReplayed) {
    const started::Folder kept;
    const auto folder = kept.path.string();
#include "long-runs.md.6.inc"
#include "long-runs.md.7.inc"
#include "long-runs.md.8.inc"
}

TEST(LongRuns, ARunIsDrawn) {
    const started::Folder kept;
    const auto store = kept.path / "store";
    sm::WorkloadOptions options;
    options.check.workers = 4;
    options.check.corpus = (kept.path / "failures").string();
    options.check.shrink.executions = 0;
#include "long-runs.md.9.inc"
    EXPECT_FALSE(sm::check_workload<Cmd>([] { return Store{}; }, {beside_partitions()}, options));
    for (const auto* file : {"history.jsonl", "results.json", "index.html", "timeline.html"}) {
        EXPECT_TRUE(std::filesystem::exists(store / "replicas" / "latest" / file)) << file;
    }
}

}  // namespace
