// Workloads on a system that runs in virtual time.

#include <sm/history/writer.hpp>
#include <sm/workload/check_workload.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "workload/simulated_registers.hpp"

namespace {

using namespace registers;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string folder() {
    const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
    const auto folder =
        std::filesystem::temp_directory_path() / "sm_simulated_workload_test" / test->name();
    std::filesystem::remove_all(folder);
    return folder;
}

sm::WorkloadOptions options(std::uint64_t seed = 1) {
    sm::WorkloadOptions options;
    options.check.workers = 4;
    options.check.seed = seed;
    options.check.corpus = "";
    return options;
}

auto servers(Flaw flaw = Flaw::none) {
    return sm::simulated<Server>({.nodes = 3, .disk = forgetful_disk}, flaw);
}

std::string json_lines(const sm::history::Operations& operations) {
    std::ostringstream text;
    sm::history::write(text, operations, sm::history::Format::json_lines);
    return text.str();
}

/// The histories of all runs, replays too.
void collect(sm::WorkloadOptions& how, std::vector<sm::history::Operations>& all) {
    how.after_run = [&all](const sm::RunRecord& run) { all.push_back(run.operations); };
}

/// Of a run that nobody judges.
std::string history_of(std::uint64_t seed) {
    auto how = options(seed);
    std::vector<sm::history::Operations> runs;
    collect(how, runs);
    const sm::checkers::Checker none = [](std::span<const sm::history::Operation>) {
        return sm::history::CheckResult{};
    };
    EXPECT_TRUE(sm::check_workload<Cmd>(servers(), {beside_trouble(60s, 50, 1), none}, how));
    return json_lines(runs.front());
}

TEST(SimulatedWorkload, RunsInVirtualTime) {
    auto how = options();
    std::vector<sm::history::Operations> runs;
    collect(how, runs);
    const auto report = sm::check_workload<Cmd>(servers(), {beside_trouble(10min, 500, 1)}, how);
    EXPECT_TRUE(report) << report.text();
    ASSERT_THAT(runs, SizeIs(1));
    EXPECT_GT(report.statistics.calls(), 50'000U);
    EXPECT_GT(runs[0].back().began, 9min);
    const auto by_nemesis = [](const sm::history::Operation& one) { return one.by_nemesis(); };
    EXPECT_GT(std::count_if(runs[0].begin(), runs[0].end(), by_nemesis), 100);
}

TEST(SimulatedWorkload, OneSeedDecidesTheWholeHistory) {
    const auto once = history_of(3);
    EXPECT_EQ(once, history_of(3));
    EXPECT_NE(once, history_of(4));
    EXPECT_THAT(once, HasSubstr("start-kill"));
}

/// Another machine, compiler or build comes to the same history, byte for byte.
TEST(SimulatedWorkload, TheHistoryHoldsAcrossBuilds) {
    EXPECT_EQ(sm::Seed{0}.child(history_of(42)).value, 4708338169328181058U);
}

TEST(SimulatedWorkload, FindsWhatACrashLoses) {
    auto how = options();
    how.check.corpus = folder();
    const auto make = servers(Flaw::unsynced);
    const auto report = sm::check_workload<Cmd>(make, {beside_trouble(60s, 10, 1)}, how);
    ASSERT_FALSE(report);
    EXPECT_EQ(report.failure, sm::Failure::wrong_answer) << report.text();
    EXPECT_EQ(report.program.commands(), 2U) << report.text();
    EXPECT_EQ(report.program.faults(), 1U) << report.text();
    EXPECT_TRUE(report.shrunk);
}

TEST(SimulatedWorkload, AReplayIsTheSameRunSoThatNoneIsRepeated) {
    auto how = options();
    std::vector<sm::history::Operations> runs;
    collect(how, runs);
    const auto report =
        sm::check_workload<Cmd>(servers(Flaw::unsynced), {beside_trouble(60s, 10, 1)}, how);
    ASSERT_FALSE(report);
    EXPECT_EQ(report.failure_rate.failures, report.failure_rate.runs);
    EXPECT_LE(report.failure_rate.runs, 3U);

    // The first replay is of what began before the failure showed.
    ASSERT_GT(runs.size(), 2U);
    const auto texts = [](const sm::history::Operations& operations, std::size_t count) {
        std::string all;
        for (std::size_t i = 0; i < count; ++i)
            all += to_string(operations[i]) + to_string(sm::to_tree(operations[i].began)) + "\n";
        return all;
    };
    EXPECT_EQ(texts(runs[0], runs[1].size()), texts(runs[1], runs[1].size()));
}

TEST(SimulatedWorkload, KeepsItsSeedWithTheFailure) {
    auto how = options();
    how.check.name = "kept";
    how.check.corpus = folder();
    const auto make = servers(Flaw::unsynced);
    const auto first = sm::check_workload<Cmd>(make, {beside_trouble(60s, 10, 1)}, how);
    ASSERT_FALSE(first);
    EXPECT_NE(first.program.seed, sm::Seed{});

    how.check.seed = 99;  // of new programs
    const auto again = sm::check_workload<Cmd>(make, {beside_trouble(1s, 1, 1)}, how);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.programs, 0U) << "no new run is made";
    EXPECT_EQ(json_lines(again.operations), json_lines(first.operations));
    EXPECT_EQ(again.program.seed, first.program.seed);
}

TEST(SimulatedWorkload, KeepsLogAndPictureBesideTheFailure) {
    auto how = options();
    how.check.corpus = folder();
    const auto report =
        sm::check_workload<Cmd>(servers(Flaw::unsynced), {beside_trouble(60s, 10, 1)}, how);
    ASSERT_FALSE(report);
    EXPECT_THAT(report.log, HasSubstr("killed"));
    EXPECT_THAT(report.text(), HasSubstr(report.log_file));
    EXPECT_TRUE(std::filesystem::exists(report.log_file));
    EXPECT_TRUE(std::filesystem::exists(report.picture_file));
}

TEST(SimulatedWorkload, ACallThatHangsTimesOutInVirtualTime) {
    auto how = options();
    how.check.workers = 1;
    std::vector<sm::history::Operations> runs;
    collect(how, runs);
    const auto calls =
        sm::gen::clients(sm::gen::sequence({sm::gen::once(Hang{}), sm::gen::once(Read{1, 1})}));
    const auto report = sm::check_workload<Cmd>(servers(), {calls}, how);
    EXPECT_TRUE(report) << report.text();
    ASSERT_THAT(runs.front(), SizeIs(2));
    EXPECT_EQ(runs[0][0].ending, sm::Ending::timed_out);
    EXPECT_EQ(runs[0][0].process, 0);
    EXPECT_EQ(runs[0][1].process, 1) << "another client goes on";
    EXPECT_EQ(runs[0][1].began, 10s);
    EXPECT_TRUE(runs[0][1].answered());
}

TEST(SimulatedWorkload, AReplicaThatThrowsBreaksTheRun) {
    const auto writes = sm::gen::clients(sm::gen::limit(20, sm::gen::count_up([](std::int64_t n) {
                                                            return Write{1, static_cast<int>(n)};
                                                        })));
    auto how = options();
    const auto report = sm::check_workload<Cmd>(servers(Flaw::touchy), {writes}, how);
    ASSERT_FALSE(report);
    EXPECT_EQ(report.failure, sm::Failure::broken);
    EXPECT_THAT(report.text(), HasSubstr("7 is too much"));
    EXPECT_EQ(report.program.commands(), 1U) << report.text();
    EXPECT_EQ(report.operations.front().ending, sm::Ending::crashed);
}

TEST(SimulatedWorkload, LooksAtTheSystemOnceAllCallsHaveEnded) {
    const auto make = servers().finish_with([](auto& simulation) {
        auto client = simulation.client(0);
        if (client.read(1, 1) != 0) throw std::runtime_error("something was written");
    });
    const auto calls = sm::gen::clients(sm::gen::limit(50, reads_and_writes(2, 1)));
    const auto report = sm::check_workload<Cmd>(make, {calls}, options());
    ASSERT_FALSE(report);
    EXPECT_EQ(report.failure, sm::Failure::broken);
    EXPECT_THAT(report.text(), HasSubstr("after all calls: std::runtime_error: something was"));
    EXPECT_EQ(report.program.commands(), 1U) << report.text();
}

/// A fault that never takes effect.
struct Rot {
    static constexpr std::string_view fault_name = "rot";
    bool deep = false;
    void inject(sm::fault::Injection&) const { throw sm::Refused("n1 is down"); }
};

TEST(SimulatedWorkload, AFaultThatIsRefusedIsRecordedAndTheRunGoesOn) {
    const auto make = [](sm::Seed seed) {
        struct Touchy : sm::simulation::Simulation<Server> {
            explicit Touchy(sm::Seed seed) : Simulation({.nodes = 3}, seed) {
                cluster().injector().add<Rot>();
            }
        };
        return Touchy(seed);
    };
    auto how = options();
    sm::RunRecord seen;
    how.after_run = [&](const sm::RunRecord& run) { seen = run; };
    const auto plan = sm::gen::phases(
        {sm::gen::nemesis(sm::gen::inject(Rot{})), sm::gen::nemesis(sm::gen::heal()),
         sm::gen::clients(sm::gen::limit(5, reads_and_writes(1, 1)))});
    EXPECT_TRUE(sm::check_workload<Cmd>(make, {plan}, how));
    ASSERT_THAT(seen.operations, SizeIs(6));
    EXPECT_EQ(seen.operations[0].ending, sm::Ending::refused);
    EXPECT_EQ(seen.operations[0].error, sm::history::Value::text("n1 is down"));
    EXPECT_THAT(seen.failed_faults, IsEmpty());
}

TEST(SimulatedWorkload, ARunThatGoesOtherwiseASecondTimeFails) {
    auto how = options();
    how.check.check_determinism = true;
    const auto calls = sm::gen::clients(sm::gen::limit(20, reads_and_writes(1, 1)));
    EXPECT_TRUE(sm::check_workload<Cmd>(servers(), {calls}, how));

    std::uint64_t made = 0;
    const auto moody = [&](sm::Seed) {
        return sm::simulation::Simulation<Server>({}, sm::Seed{++made});
    };
    const auto report = sm::check_workload<Cmd>(moody, {calls}, how);
    EXPECT_EQ(report.failure, sm::Failure::other_run);
    EXPECT_THAT(report.text(),
                HasSubstr("not deterministic: two runs with the same seed differ: event "));
}

TEST(SimulatedWorkload, AGeneratorThatIsWrongIsMisuse) {
    const auto plan = sm::gen::nemesis(sm::gen::inject(sm::Fault("no such fault")));
    EXPECT_THROW(sm::check_workload<Cmd>(servers(), {plan}, options()), sm::Misuse);
}

TEST(SimulatedWorkload, ASystemOnThreadsGetsTheSeedOfItsRunToo) {
    struct Dice {
        sm::Random random;
        void write(int, int) {}
        int read(int, int) { return static_cast<int>(random.below(3)); }
        [[noreturn]] void hang() { std::terminate(); }
    };
    std::vector<std::uint64_t> seeds;
    const auto make = [&](sm::Seed seed) {
        seeds.push_back(seed.value);
        return Dice{sm::Random(seed)};
    };
    auto how = options();
    how.check.workers = 1;
    const auto report = sm::check_workload<Cmd>(
        make, {sm::gen::clients(sm::gen::limit(50, reads_and_writes(1, 1)))}, how);
    ASSERT_FALSE(report);
    EXPECT_EQ(std::set(seeds.begin(), seeds.end()).size(), 1U) << "replays have it again";
    EXPECT_EQ(report.program.seed.value, seeds.front());
}

}  // namespace
