// The snippets of docs/long-runs.md, each where it belongs.
#include <sm/checkers/linearizable_object.hpp>
#include <sm/checkers/stats.hpp>
#include <sm/checkers/transactions.hpp>
#include <sm/fault/faults.hpp>
#include <sm/gtest.hpp>
#include <sm/workload/check_workload.hpp>
#include <sm/workload/dry_run.hpp>
#include <sm/workload/generators.hpp>
#include <sm/workload/keys.hpp>
#include <sm/workload/nemesis.hpp>
#include <sm/workload/transactions.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <variant>

#include "started.hpp"
#include "workload/replicas.hpp"

namespace {

using namespace std::chrono_literals;
using replicas::Node;
using replicas::Store;

#include "long-runs.md.1.inc"
#include "long-runs.md.11.inc"
#include "long-runs.md.2.inc"
#include "long-runs.md.3.inc"
#include "long-runs.md.4.inc"

/// Lists in memory, one transaction at a time.
class ListStore {
 public:
    auto transact(const sm::workload::ListOps& ops) {
        const std::lock_guard lock(state_->mutex);
        return state_->lists.apply(ops);
    }
    ListStore& client(int) { return *this; }

 private:
    struct State {
        std::mutex mutex;
        sm::workload::ListModel lists;
    };
    std::shared_ptr<State> state_ = std::make_shared<State>();
};

TEST(LongRuns, AGeneratorIsSeenWithoutASystem){
#include "long-runs.md.5.inc"
}

TEST(LongRuns, AFaultIsInjectedAlone) {
    const auto seen = sm::gen::dry_run(a_node_that_dies());
    ASSERT_EQ(seen.acts.size(), 3U);
    EXPECT_EQ(sm::gen::to_string(seen.acts[0].act), "inject kill [\"n1\"] for 5s");
}

TEST(LongRuns, CheckersOfOperationsJudgeToo) {
#include "long-runs.md.6.inc"
    sm::WorkloadOptions options;
    options.check.workers = 4;
    options.check.shrink.executions = 0;
    const started::Folder folder;
    options.check.corpus = folder.path.string();
    const auto report = sm::check_workload<Cmd>([] { return Store{}; }, by_checkers, options);
    EXPECT_FALSE(report);
    ASSERT_EQ(report.result.parts.size(), 2U);
    EXPECT_EQ(report.result.parts[0].verdict(), sm::Verdict::invalid);
    EXPECT_EQ(report.result.parts[1].verdict(), sm::Verdict::valid);
}

TEST(LongRuns, AFailureIsShrunkKeptAndReplayed) {
    const started::Folder kept;
    const auto folder = kept.path.string();
#include "long-runs.md.7.inc"
#include "long-runs.md.8.inc"
#include "long-runs.md.9.inc"
}

TEST(LongRuns, ARunIsKeptAndDrawn) {
    const started::Folder kept;
    const auto store = kept.path / "store";
    sm::WorkloadOptions options;
    options.check.workers = 4;
    options.check.corpus = (kept.path / "failures").string();
    options.check.shrink.executions = 0;
#include "long-runs.md.10.inc"
    EXPECT_FALSE(sm::check_workload<Cmd>([] { return Store{}; }, {beside_partitions()}, options));
    for (const auto* file : {"history.jsonl", "results.json", "index.html", "timeline.html"}) {
        EXPECT_TRUE(std::filesystem::exists(store / "replicas" / "latest" / file)) << file;
    }
}

TEST(LongRuns, TransactionsAreReady) {
    const started::Folder kept;
    sm::WorkloadOptions options;
    options.check.name = "transactions";
    options.check.corpus = "";
    options.check.store = (kept.path / "store").string();
#include "long-runs.md.12.inc"
    EXPECT_TRUE(
        std::filesystem::exists(kept.path / "store" / "transactions" / "latest" / "timeline.html"));
}

}  // namespace
