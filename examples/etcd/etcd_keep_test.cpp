// What is kept of runs, of which the keeper is told by hand.

#include <sm/history/file.hpp>
#include <sm/report/run_directory.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "keep_run.hpp"

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::SizeIs;

class EtcdKeeper : public testing::Test {
 protected:
    void SetUp() override {
        fs::remove_all(store_);
        keeper_.keep(test_);
    }

    /// A run of one write, which ends with this verdict.
    void run(sm::Verdict verdict, bool is_replay = false) {
        test_.runs.before_run({.name = "etcd_register", .is_replay = is_replay});
        test_.runs.on_invoke(
            {.process = 0, .function = "write", .value = sm::history::Value::integer(1)});
        test_.runs.on_complete({.process = 0, .at = 5ms});
        end(verdict, is_replay);
    }

    void end(sm::Verdict verdict, bool is_replay = false) {
        sm::history::Operation write;
        write.function = "write";
        write.value = sm::history::Value::integer(1);
        write.ending = sm::Ending::answered;
        write.returned = 1;
        write.ended = 5ms;
        sm::RunRecord record{{.name = "etcd_register", .is_replay = is_replay}};
        record.operations = {write};
        record.finding.conclusion = {verdict, ""};
        test_.runs.after_run(record);
    }

    /// Directories of runs, `latest` excluded.
    std::vector<fs::path> runs() const {
        std::vector<fs::path> all;
        for (const auto& entry : fs::directory_iterator(store_ / "etcd_register"))
            if (!entry.is_symlink()) all.push_back(entry.path());
        return all;
    }

    fs::path store_ = fs::temp_directory_path() / "etcd_keep_test";
    etcd::Keeper keeper_{store_, "etcd_register", sm::Tree::map()};
    etcd::TestOptions test_;
};

TEST_F(EtcdKeeper, KeepsARunThatPasses) {
    run(sm::Verdict::valid);
    const auto directory = keeper_.directory();
    EXPECT_EQ(sm::report::read_results(directory).finding.verdict(), sm::Verdict::valid);
    EXPECT_EQ(sm::report::read_results(directory).took, 5ms);
    for (const char* const file : {"history.jsonl", "program.json", "timeline.html", "latency.svg",
                                   "rate.svg", "index.html", "logs"})
        EXPECT_TRUE(fs::exists(directory / file)) << file;
}

TEST_F(EtcdKeeper, HasTheHistoryOnDiskWhileTheRunGoesOn) {
    test_.runs.before_run({});
    test_.runs.on_invoke(
        {.process = 0, .function = "write", .value = sm::history::Value::integer(1)});
    const auto file = keeper_.directory() / "history.jsonl";
    ASSERT_THAT(sm::history::read(file).operations, SizeIs(1));
    EXPECT_TRUE(sm::history::read(file).operations.front().indeterminate());
    test_.runs.on_complete({.process = 0});
    EXPECT_TRUE(sm::history::read(file).operations.front().answered());
    EXPECT_FALSE(fs::exists(keeper_.directory() / "results.json")) << "it goes on";
}

TEST_F(EtcdKeeper, KeepsEachRunByItself) {
    run(sm::Verdict::valid);
    run(sm::Verdict::valid);
    EXPECT_THAT(runs(), SizeIs(2));
}

TEST_F(EtcdKeeper, KeepsTheLastReplayThatFailedBesideTheRunThatDid) {
    run(sm::Verdict::invalid);
    EXPECT_FALSE(fs::exists(keeper_.directory() / "shrunk"));
    run(sm::Verdict::invalid, true);
    run(sm::Verdict::valid, true);
    EXPECT_THAT(runs(), SizeIs(1));
    EXPECT_EQ(sm::report::read_results(keeper_.directory() / "shrunk").finding.verdict(),
              sm::Verdict::invalid);
}

TEST_F(EtcdKeeper, KeepsReplaysOfAnEarlierFailureToo) {
    run(sm::Verdict::valid, true);
    run(sm::Verdict::invalid, true);
    EXPECT_THAT(runs(), SizeIs(2));
    EXPECT_EQ(sm::report::read_results(keeper_.directory()).finding.verdict(),
              sm::Verdict::invalid);
}

}  // namespace
