#include <sm/cluster/unsupported.hpp>
#include <sm/fault/partition.hpp>
#include <sm/history/writer.hpp>
#include <sm/store/failure_file.hpp>
#include <sm/store/run_directory.hpp>
#include <sm/workload/check_workload.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "started.hpp"
#include "workload/replicas.hpp"

#include <unistd.h>

namespace {

using namespace std::chrono_literals;
using namespace replicas;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// A folder for what a test keeps, new for each.
std::string corpus() {
    const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
    const auto folder = std::filesystem::temp_directory_path() / "sm_workload_test" / test->name();
    std::filesystem::remove_all(folder);
    return folder;
}

sm::WorkloadOptions options() {
    sm::WorkloadOptions options;
    options.check.workers = 3;
    options.check.seed = 1;
    options.check.corpus = corpus();
    return options;
}

sm::gen::Generator calls(int count, int keys = 1) {
    return sm::gen::clients(sm::gen::limit(count, reads_and_writes(keys)));
}

const sm::Fault cut_off = sm::fault::partition({{"n1"}, {"n2", "n3"}});

/// Calls, calls while two nodes are cut off, and calls after that.
sm::gen::Generator with_a_partition(int count, int keys = 1) {
    return sm::gen::phases({calls(count, keys), sm::gen::nemesis(sm::gen::inject(cut_off)),
                            calls(count, keys), sm::gen::nemesis(sm::gen::heal()),
                            calls(count, keys)});
}

const auto make = [] { return Store{}; };

/// Its second node never learns anything.
struct Forgetful : Store {
    Forgetful& client(int) { return *this; }
    int read(int key, Node node) { return node == Node::n2 ? 0 : Store::read(key, node); }
};

TEST(CheckWorkload, PassesWhereAllIsWell) {
    const auto report = sm::check_workload<Cmd>(make, {calls(300)}, options());
    EXPECT_TRUE(report) << report.text();
    EXPECT_EQ(report.programs, 1U);
    EXPECT_EQ(report.statistics.calls(), 300U);
}

TEST(CheckWorkload, ShrinksARunToTheFaultTheWriteAndTheRead) {
    const auto report = sm::check_workload<Cmd>(make, {with_a_partition(100)}, options());
    ASSERT_FALSE(report);
    EXPECT_EQ(report.failure, sm::Failure::wrong_answer);
    EXPECT_EQ(report.program.faults(), 1U);
    EXPECT_EQ(report.program.commands(), 2U) << report.text();
    EXPECT_THAT(report.text(), HasSubstr("partition"));
}

TEST(CheckWorkload, NarrowsAFaultToTheNodesThatMatter) {
    const auto report = sm::check_workload<Cmd>(make, {with_a_partition(100)}, options());
    ASSERT_FALSE(report);
    const auto* fault = std::get_if<sm::Fault>(&report.program.steps.front().what);
    ASSERT_NE(fault, nullptr) << report.text();
    const std::string arguments = sm::to_string(fault->arguments);
    EXPECT_THAT(arguments, testing::AnyOf(R"({"n1": ["n2"]})", R"({"n1": ["n3"]})"))
        << report.text();
}

TEST(CheckWorkload, KeepsOnlyTheKeyThatFailed) {
    std::vector<std::size_t> sizes;
    auto how = options();
    how.after_run = [&](const sm::RunRecord& run) { sizes.push_back(run.operations.size()); };
    const auto report = sm::check_workload<Cmd>(make, {with_a_partition(400, 10)}, how);
    ASSERT_FALSE(report);
    EXPECT_LE(report.program.commands(), 3U) << report.text();
    EXPECT_LT(*std::min_element(sizes.begin() + 1, sizes.begin() + 5), sizes.front() / 5)
        << "the first replays leave the other keys out";
}

TEST(CheckWorkload, NeedsNoFaultWhereNoneMatters) {
    const auto report =
        sm::check_workload<Cmd>([] { return Forgetful{}; }, {with_a_partition(50)}, options());
    ASSERT_FALSE(report);
    EXPECT_EQ(report.program.faults(), 0U) << report.text();
    EXPECT_EQ(report.program.commands(), 2U) << report.text();
}

TEST(CheckWorkload, RunsAKeptFailureFirstAndTellsHowToReproduceIt) {
    auto how = options();
    how.check.name = "kept";
    how.check.workers = 1;  // so that it fails each time
    const auto forgetful = [] { return Forgetful{}; };
    const auto first = sm::check_workload<Cmd>(forgetful, {calls(50)}, how);
    ASSERT_FALSE(first);
    EXPECT_THAT(first.reproduction(), HasSubstr("SM_REPLAY=" + first.failure_file));

    const auto again = sm::check_workload<Cmd>(forgetful, {calls(1)}, how);
    EXPECT_FALSE(again);
    EXPECT_EQ(again.programs, 0U) << "no new run is made";
    EXPECT_EQ(again.failure_file, first.failure_file);
    EXPECT_THAT(again.text(), HasSubstr("again in the failure kept in"));
}

/// Its second node never learns anything, unless it is well.
struct Moody : Store {
    bool well = false;
    Moody& client(int) { return *this; }
    int read(int key, Node node) { return node == Node::n2 && !well ? 0 : Store::read(key, node); }
};

TEST(CheckWorkload, DoesNotTakeAFailureThatPassesOnceForFixed) {
    auto how = options();
    how.check.name = "moody";
    how.check.workers = 1;
    int made = 0;
    int well_at = 0;
    const auto moody = [&] { return Moody{{}, ++made == well_at}; };
    const auto first = sm::check_workload<Cmd>(moody, {calls(50)}, how);
    ASSERT_FALSE(first);
    EXPECT_EQ(first.failure_rate.failures, first.failure_rate.runs) << "it has always failed";

    well_at = made + 1;
    const auto again = sm::check_workload<Cmd>(moody, {calls(1)}, how);
    EXPECT_FALSE(again) << "and passes for the first time";
    EXPECT_EQ(again.programs, 0U) << "no new run is made";
}

TEST(CheckWorkload, RetiresAFailureThatPassesOftenEnough) {
    auto how = options();
    how.check.name = "fixed";
    how.check.workers = 1;
    bool fixed = false;
    const auto moody = [&] { return Moody{{}, fixed}; };
    ASSERT_FALSE(sm::check_workload<Cmd>(moody, {calls(50)}, how));
    fixed = true;
    const auto again = sm::check_workload<Cmd>(moody, {calls(1)}, how);
    EXPECT_TRUE(again);
    EXPECT_THAT(again.text(), HasSubstr("passes now and was retired"));
    EXPECT_EQ(again.programs, 1U);
}

TEST(CheckWorkload, TellsOfTheRunAsItWasIssued) {
    const auto report = sm::check_workload<Cmd>(make, {with_a_partition(100)}, options());
    ASSERT_FALSE(report);
    EXPECT_EQ(report.first_size, 300U);
    EXPECT_EQ(report.first_faults, 1U);
    EXPECT_THAT(report.text(),
                HasSubstr("shrunk from 300 calls and 1 fault to 2 calls and 1 fault in "));
}

/// Has the history written while the run goes on.
void stream(sm::WorkloadOptions& how, sm::history::Writer& history) {
    how.on_invoke = [&](const sm::history::Invocation& invocation) { history.invoke(invocation); };
    how.on_complete = [&](const sm::history::Completion& completion) {
        history.complete(completion);
    };
}

TEST(CheckWorkload, TellsOfOperationsWhileTheyHappen) {
    auto how = options();
    const auto file = std::filesystem::temp_directory_path() / "sm_workload_test_stream.jsonl";
    sm::history::Writer history(file);
    stream(how, history);
    sm::history::Operations exact;
    how.after_run = [&](const sm::RunRecord& run) { exact = run.operations; };
    const auto faults =
        sm::gen::nemesis(sm::gen::sequence({sm::gen::inject(cut_off), sm::gen::heal()}));
    EXPECT_TRUE(sm::check_workload<Cmd>(make, {sm::gen::phases({calls(20), faults})}, how));

    const auto streamed = sm::history::read(file).operations;
    ASSERT_THAT(streamed, SizeIs(exact.size()));
    const auto texts = [](const sm::history::Operations& operations) {
        std::multiset<std::string> all;
        for (const auto& operation : operations) all.insert(to_string(operation));
        return all;
    };
    EXPECT_EQ(texts(streamed), texts(exact));
}

TEST(CheckWorkloadDeathTest, ARunThatIsKilledLeavesItsHistory) {
    testing::GTEST_FLAG(death_test_style) = "threadsafe";
    const auto store = std::filesystem::temp_directory_path() / "sm_workload_test_killed";
    std::filesystem::remove_all(store);
    struct Deadly : Store {
        int left = 7;
        Deadly& client(int) { return *this; }
        void write(int, int) {
            if (--left == 0) ::kill(::getpid(), SIGKILL);
        }
    };
    const auto killed = [&] {
        auto how = options();
        how.check.corpus = "";
        how.check.workers = 1;
        how.check.name = "killed";
        how.check.store = store.string();
        const auto writes = sm::gen::clients(sm::gen::repeat(Write{1, 5}));
        sm::check_workload<Cmd>([] { return Deadly{}; }, {writes}, how);
    };
    EXPECT_EXIT(killed(), testing::KilledBySignal(SIGKILL), "");
    const auto run = store / "killed" / "latest";
    const auto left = sm::history::read(run / "history.jsonl").operations;
    ASSERT_THAT(left, SizeIs(7));
    EXPECT_TRUE(left[5].answered());
    EXPECT_TRUE(left[6].indeterminate()) << "it was under way";
    EXPECT_FALSE(std::filesystem::exists(run / "results.json"));
    std::filesystem::remove_all(store);
}

/// Options that keep runs in a store of its own, empty at first.
sm::WorkloadOptions keeping(const std::filesystem::path& store) {
    std::filesystem::remove_all(store);
    auto how = options();
    how.check.name = "kept";
    how.check.corpus = "";
    how.check.store = store.string();
    return how;
}

TEST(CheckWorkload, KeepsEachRunInTheStore) {
    const started::Folder folder;
    auto how = keeping(folder.path / "store");
    how.check.programs = 2;
    how.parameters = {{"nodes", "3"}};
    sm::history::Operations last;
    how.after_run = [&](const sm::RunRecord& run) { last = run.operations; };
    EXPECT_TRUE(sm::check_workload<Cmd>(make, {calls(20)}, how));
    const auto runs = folder.path / "store" / "kept";
    const auto count = std::distance(std::filesystem::directory_iterator(runs), {});
    EXPECT_EQ(count, 3) << "two runs and the link to the latest";
    const auto results = sm::store::read_results(runs / "latest");
    EXPECT_EQ(results.finding.verdict(), sm::Verdict::valid);
    EXPECT_EQ(results.counts.operations, 20U);
    EXPECT_THAT(sm::to_string(results.options), testing::HasSubstr("nodes"));
    const auto kept = sm::history::read(runs / "latest" / "history.jsonl").operations;
    ASSERT_THAT(kept, SizeIs(last.size()));
    EXPECT_EQ(kept.back().ended, last.back().ended) << "with the exact times";
}

TEST(CheckWorkload, KeepsTheSmallestFailingRunBesideTheOneThatWasFound) {
    const started::Folder folder;
    auto how = keeping(folder.path / "store");
    how.check.workers = 1;
    const auto report = sm::check_workload<Cmd>([] { return Forgetful{}; }, {calls(50)}, how);
    ASSERT_FALSE(report);
    const std::filesystem::path run = report.run_directory;
    EXPECT_EQ(sm::store::read_results(run).counts.operations, 50U);
    const auto shrunk = sm::store::read_results(run / "shrunk");
    EXPECT_EQ(shrunk.finding.verdict(), sm::Verdict::invalid);
    EXPECT_EQ(shrunk.counts.operations, report.operations.size());
}

/// A store whose node writes a log, longer with each write.
struct Logging : Store {
    struct Cluster {
        std::filesystem::path file;
        std::vector<std::string> nodes() const { return {"n1"}; }
        std::filesystem::path log(const std::string&) const { return file; }
    };
    Cluster nodes;

    Logging& client(int) { return *this; }
    Cluster& cluster() { return nodes; }
    void write(int key, int value) {
        std::ofstream(nodes.file, std::ios::app) << "wrote " << value << '\n';
        Store::write(key, value);
    }
};

TEST(CheckWorkload, KeepsWhatTheNodesWroteWhileTheyRan) {
    const started::Folder folder;
    auto how = keeping(folder.path / "store");
    how.check.workers = 1;
    const auto log = folder.path / "n1.1.log";
    std::ofstream(log) << "before\n";
    const auto writes = sm::gen::clients(sm::gen::limit(2, sm::gen::repeat(Write{1, 5})));
    EXPECT_TRUE(sm::check_workload<Cmd>([&] { return Logging{{}, {log}}; }, {writes}, how));
    EXPECT_EQ(started::contents(folder.path / "store" / "latest" / "logs" / "n1.1.log"),
              "wrote 5\nwrote 5\n");
}

TEST(CheckWorkload, KeepsAFailureAsEventsWithItsViolations) {
    const started::Folder folder;
    auto how = options();
    how.check.workers = 1;
    how.check.corpus = folder.path.string();
    const auto report = sm::check_workload<Cmd>([] { return Forgetful{}; }, {calls(50)}, how);
    ASSERT_FALSE(report);
    const auto history = sm::history::read(std::filesystem::path(report.failure_file)).operations;
    ASSERT_THAT(history, SizeIs(report.operations.size()));
    for (std::size_t i = 0; i < history.size(); ++i)
        EXPECT_EQ(to_string(history[i]), to_string(report.operations[i]));
    const auto result = *sm::store::read_failure(report.failure_file).finding;
    EXPECT_EQ(result.violations, report.result.violations);
}

TEST(CheckWorkload, TellsOfEachRunBeforeItBegins) {
    auto how = options();
    how.check.workers = 1;
    std::vector<std::string> told;
    how.before_run = [&](const sm::RunStart& run) {
        told.emplace_back(run.is_replay ? "replay" : "run");
    };
    how.after_run = [&](const sm::RunRecord& run) {
        told.back() += sm::to_string(run.result.verdict());
    };
    const auto report = sm::check_workload<Cmd>([] { return Forgetful{}; }, {calls(50)}, how);
    ASSERT_FALSE(report);
    EXPECT_EQ(told.front(), "runinvalid");
    EXPECT_EQ(told.back(), "replayinvalid");
    EXPECT_THAT(told, SizeIs(report.executions));
}

TEST(CheckWorkload, JudgesByAChecker) {
    const sm::checkers::Checker never_fine =
        [](std::span<const sm::history::Operation> operations) {
            sm::history::CheckResult result;
            result.conclusion = {sm::Verdict::invalid,
                                 std::to_string(operations.size()) + " are wrong"};
            return result;
        };
    auto how = options();
    how.check.shrink.executions = 0;
    const auto report = sm::check_workload<Cmd>(make, {calls(7), never_fine}, how);
    EXPECT_FALSE(report);
    EXPECT_THAT(report.text(), HasSubstr("7 are wrong"));
    EXPECT_THAT(report.operations, SizeIs(7));
}

TEST(CheckWorkload, TellsOfFaultsAsOperationsOfTheNemesis) {
    std::vector<std::string> told;
    auto how = options();
    how.after_run = [&](const sm::RunRecord& run) {
        for (const auto& operation : run.operations) {
            if (operation.by_nemesis()) told.push_back(operation.function);
        }
    };
    const auto faults =
        sm::gen::nemesis(sm::gen::sequence({sm::gen::inject(cut_off, 1ms), sm::gen::quiet(20ms)}));
    EXPECT_TRUE(sm::check_workload<Cmd>(make, {faults}, how));
    EXPECT_THAT(told, testing::ElementsAre("start-partition", "stop-partition"));
}

TEST(CheckWorkload, UndoesFaultsThatAreOnAtTheEnd) {
    const auto store = std::make_shared<Store>();
    struct Borrowed {
        std::shared_ptr<Store> store;
        Store& client(int) { return *store; }
        sm::fault::Injector& injector() { return store->injector(); }
    };
    const auto report = sm::check_workload<Cmd>(
        [&] { return Borrowed{store}; }, {sm::gen::nemesis(sm::gen::inject(cut_off))}, options());
    EXPECT_TRUE(report) << report.text();
    EXPECT_TRUE(store->cluster().untouched());
    EXPECT_THAT(store->injector().active(), IsEmpty());
}

TEST(CheckWorkload, GoesOnWithoutAFaultThatCannotBeInjected) {
    std::vector<std::string> failed_faults;
    auto how = options();
    how.after_run = [&](const sm::RunRecord& run) { failed_faults = run.failed_faults; };
    const auto stubborn = [] {
        Store store;
        store.cluster().failing = {"kill n2"};
        return store;
    };
    const auto kill = sm::gen::inject(sm::fault::KillNodes{{"n2"}});
    const auto report = sm::check_workload<Cmd>(
        stubborn, {sm::gen::phases({sm::gen::nemesis(kill), calls(5)})}, how);
    EXPECT_TRUE(report) << report.text();
    EXPECT_THAT(failed_faults, testing::ElementsAre(HasSubstr("cannot kill n2")));
}

TEST(CheckWorkload, EndsWhereAFaultCanNeverBeInjected) {
    const auto clock = sm::gen::inject(sm::fault::StepClocks{{{"n1", 1s}}});
    EXPECT_THROW(sm::check_workload<Cmd>(make, {sm::gen::nemesis(clock)}, options()),
                 sm::Unsupported);
}

TEST(CheckWorkload, RefusesAFaultOfASystemWithoutAnInjector) {
    struct Plain {
        void write(int, int) {}
        int read(int, Node) { return 0; }
    };
    try {
        sm::check_workload<Cmd>([] { return Plain{}; },
                                {sm::gen::nemesis(sm::gen::inject(cut_off))}, options());
        FAIL();
    } catch (const sm::Misuse& misuse) {
        EXPECT_THAT(misuse.what(), HasSubstr("the system has no `injector()`"));
    }
}

TEST(CheckWorkload, RefusesACommandThatIsNotInTheVariant) {
    struct Other {
        int number;
    };
    try {
        sm::check_workload<Cmd>(make, {sm::gen::clients(sm::gen::once(Other{3}))}, options());
        FAIL();
    } catch (const sm::Misuse& misuse) {
        EXPECT_THAT(misuse.what(),
                    HasSubstr("Other{number=3}, which is not a command of this workload"));
    }
}

TEST(CheckWorkload, FailsWhereACommandThrows) {
    struct Broken : Store {
        Broken& client(int) { return *this; }
        void write(int, int) { throw std::runtime_error("disk full"); }
    };
    const auto report = sm::check_workload<Cmd>([] { return Broken{}; }, {calls(50)}, options());
    ASSERT_FALSE(report);
    EXPECT_EQ(report.failure, sm::Failure::exception);
    EXPECT_THAT(report.text(), HasSubstr("disk full"));
    EXPECT_EQ(report.program.commands(), 1U);
}

TEST(CheckWorkload, ACallThatHangsIsUnknownAndAnotherProcessGoesOn) {
    struct Hanging : Store {
        std::shared_ptr<std::atomic<int>> left = std::make_shared<std::atomic<int>>(1);
        Hanging& client(int) { return *this; }
        void write(int key, int value) {
            if ((*left)-- == 1) std::this_thread::sleep_for(1h);
            Store::write(key, value);
        }
    };
    auto how = options();
    how.check.workers = 1;
    how.check.command_time_limit = 20ms;
    sm::history::Operations seen;
    how.after_run = [&](const sm::RunRecord& run) { seen = run.operations; };
    const auto writes = sm::gen::clients(sm::gen::limit(2, sm::gen::repeat(Write{1, 5})));
    EXPECT_TRUE(sm::check_workload<Cmd>([] { return Hanging{}; }, {writes}, how));
    ASSERT_THAT(seen, SizeIs(2));
    EXPECT_EQ(seen[0].process, 0);
    EXPECT_EQ(seen[0].ending, sm::Ending::timed_out);
    EXPECT_EQ(seen[1].process, 1);
    EXPECT_TRUE(seen[1].answered());
}

TEST(CheckWorkload, DoesNotForkForAWorkload) {
    auto how = options();
    how.check.fork = true;
    EXPECT_THROW(sm::check_workload<Cmd>(make, {calls(1)}, how), sm::Misuse);
}

}  // namespace
