#include <sm/base/misuse.hpp>
#include <sm/gtest.hpp>

#include <gmock/gmock.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <latch>
#include <sstream>
#include <stdexcept>
#include <string>

#include "quality/cases/memory_reference.hpp"
#include "quality/cases/ring_buffer.hpp"

#include <sys/wait.h>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// A folder of its own, gone at the end.
struct Folder {
    fs::path path;

    Folder() {
        std::string name = (fs::temp_directory_path() / "sm-check-XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~Folder() { fs::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::size_t files(const char* sub) const {
        std::size_t count = 0;
        std::error_code none;
        for (const auto& file : fs::recursive_directory_iterator(path / sub, none)) {
            count += file.is_regular_file() ? 1 : 0;
        }
        return count;
    }
};

namespace ring = cases::ring_buffer;
const auto wrong_ring = [] { return ring::Ring{ring::Bug::logic}; };
const auto right_ring = [] { return ring::Ring{}; };

TEST(Check, PassesASystemThatDoesWhatItsModelSays) {
    const auto report = sm::check<ring::Cmd>(right_ring, {.corpus = ""});
    EXPECT_TRUE(report);
    EXPECT_EQ(report.programs, 1000U);
    EXPECT_GT(report.statistics.calls(), 10'000U);
}

TEST(Check, GivesTheSameReportForTheSameSeed) {
    const sm::Options options{.name = "same", .seed = 7, .corpus = ""};
    const auto first = sm::check<ring::Cmd>(wrong_ring, options);
    const auto second = sm::check<ring::Cmd>(wrong_ring, options);
    EXPECT_FALSE(first.passed);
    EXPECT_EQ(first.text(), second.text());
}

TEST(Check, ShowsTheHistoryThatFailed) {
    const auto report = sm::check<ring::Cmd>(wrong_ring, {.name = "ring", .seed = 1, .corpus = ""});
    ASSERT_EQ(report.history.entries.size(), 5U);
    EXPECT_THAT(report.text(), HasSubstr("Len → 0"));
    EXPECT_THAT(report.text(), HasSubstr("answers 4, the system answered 0"));
}

TEST(Check, KeepsAFailureAndRunsItFirst) {
    const Folder folder;
    const sm::Options options{.name = "kept", .seed = 1, .corpus = folder.path.string()};
    const auto first = sm::check<ring::Cmd>(wrong_ring, options);
    EXPECT_EQ(folder.files("failures"), 1U);
    EXPECT_TRUE(fs::exists(first.failure_file));
    const auto second = sm::check<ring::Cmd>(wrong_ring, options);
    EXPECT_FALSE(second.passed);
    EXPECT_EQ(second.programs, 0U);
    EXPECT_EQ(second.shrink_executions, 0U);
    EXPECT_EQ(second.program.size(), 5U);
}

TEST(Check, RetiresAFailureThatPassesNow) {
    const Folder folder;
    const sm::Options options{.name = "fixed", .seed = 1, .corpus = folder.path.string()};
    EXPECT_FALSE(sm::check<ring::Cmd>(wrong_ring, options).passed);
    EXPECT_TRUE(sm::check<ring::Cmd>(right_ring, options));
    EXPECT_EQ(folder.files("failures"), 0U);
    EXPECT_EQ(folder.files("retired"), 1U);
}

TEST(Check, SetsAsideAFileThatDoesNotFitTheCommands) {
    const Folder folder;
    fs::create_directories(folder.path / "failures" / "old");
    std::ofstream(folder.path / "failures" / "old" / "1.json")
        << R"({"sm": "failure", "version": 1})";
    const auto report = sm::check<ring::Cmd>(
        right_ring, {.name = "old", .programs = 10, .corpus = folder.path.string()});
    EXPECT_TRUE(report);
    EXPECT_THAT(report.text(), HasSubstr("\"test\" is missing"));
    EXPECT_EQ(folder.files("set_aside"), 2U);
}

TEST(Check, ShrinksAFailureLoadedFromAFile) {
    const Folder folder;
    const std::string corpus = folder.path.string();
    const auto raw = sm::check<ring::Cmd>(
        wrong_ring, {.name = "raw", .seed = 3, .shrink = {.executions = 0}, .corpus = corpus});
    ASSERT_GT(raw.program.size(), 5U);
    const auto replayed = sm::check<ring::Cmd>(
        wrong_ring, {.name = "raw", .corpus = corpus, .replay = raw.failure_file});
    EXPECT_FALSE(replayed.passed);
    EXPECT_EQ(replayed.program.size(), 5U);
}

TEST(Check, RefusesAReplayFileThatIsNone) {
    EXPECT_THROW(sm::check<ring::Cmd>(right_ring, {.replay = "/nonexistent.json"}), sm::Misuse);
}

TEST(Check, FailsForARequiredLabelThatNoCallHad) {
    const auto report = sm::check<ring::Cmd>(
        right_ring, {.name = "labels", .programs = 5, .corpus = "", .require = {"full"}});
    EXPECT_FALSE(report.passed);
    EXPECT_THAT(report.text(), HasSubstr("required label \"full\""));
}

struct Model {
    int calls = 0;
};
struct Fine {
    void apply(Model& m) const { ++m.calls; }
    void run(auto&) const {}
};
struct Throws {
    void apply(Model& m) const { ++m.calls; }
    void run(auto&) const { throw std::runtime_error("disk full"); }
};
struct Plain {};

TEST(Check, FailsWithTheTextOfAForeignException) {
    const auto report =
        sm::check<std::variant<Fine, Throws>>([] { return Plain{}; }, {.corpus = ""});
    EXPECT_EQ(report.failure, sm::Failure::exception);
    EXPECT_EQ(report.program.size(), 1U);
    EXPECT_THAT(report.text(), HasSubstr("std::runtime_error: disk full"));
}

TEST(Check, TakesAForeignExceptionAsUnknownByOption) {
    EXPECT_TRUE((sm::check<std::variant<Fine, Throws>>(
        [] { return Plain{}; }, {.programs = 10, .corpus = "", .exceptions_unknown = true})));
}

TEST(Check, TellsWhyTheSystemCouldNotBeMade) {
    const auto broken = []() -> Plain { throw std::runtime_error("no licence"); };
    const auto report = sm::check<std::variant<Fine>>(broken, {.corpus = "", .fork = true});
    EXPECT_FALSE(report.passed);
    EXPECT_THAT(report.text(), HasSubstr("no licence"));
}

/// Blocks until the test is over.
std::latch& released() {
    static std::latch latch(1);
    return latch;
}
struct Hangs {
    void apply(Model& m) const { ++m.calls; }
    void run(auto&) const { released().wait(); }
};

/// Forgets all it holds when it holds three, which nobody asks for until the end.
class Forgetful {
 public:
    void add(int number) {
        sum_ = ++count_ == 3 ? 0 : sum_ + number;
        wanted_ += number;
    }
    void finish() const {
        if (sum_ != wanted_) throw std::runtime_error("the sum is wrong");
    }

 private:
    int count_ = 0;
    int sum_ = 0;
    int wanted_ = 0;
};
struct AddToIt {
    struct Model {};
    sm::InRange<1, 9> number;
    void apply(Model&) const {}
    void run(Forgetful& system) const { system.add(number); }
};

TEST(Check, LooksAtTheSystemOnceAllCallsHaveEnded) {
    const auto report = sm::check<std::variant<AddToIt>>([] { return Forgetful{}; },
                                                         {.name = "forgetful", .corpus = ""});
    EXPECT_EQ(report.failure, sm::Failure::broken);
    EXPECT_THAT(report.text(), HasSubstr("after all calls: std::runtime_error: the sum is wrong"));
    EXPECT_EQ(report.program.size(), 3U) << report.text();
}

TEST(Check, HearsOfItFromAChildProcessToo) {
    const auto report = sm::check<std::variant<AddToIt>>(
        [] { return Forgetful{}; }, {.name = "forgetful", .corpus = "", .fork = true});
    EXPECT_THAT(report.text(), HasSubstr("after all calls: std::runtime_error: the sum is wrong"));
}

/// Answers wrongly from the third call on, and complains of itself at the end.
struct WrongAndComplaining {
    std::atomic<int> calls{0};
    int ask() { return ++calls < 3 ? 0 : 1; }
    void finish() const {
        if (calls > 0) throw std::runtime_error("there were calls");
    }
};
struct AskForNothing {
    struct Model {};
    int apply(Model&) const { return 0; }
    int run(WrongAndComplaining& system) const { return system.ask(); }
};

TEST(Check, TellsOfAWrongAnswerRatherThanOfTheEnd) {
    const auto make = [] { return WrongAndComplaining{}; };
    const auto report = sm::check<std::variant<AskForNothing>>(
        make, {.name = "complaining", .programs = 1, .workers = 2, .corpus = ""});
    EXPECT_EQ(report.failure, sm::Failure::wrong_answer) << report.text();
}

TEST(Check, RefusesToCompareWhatHappensInChildProcesses) {
    EXPECT_THROW(
        sm::check<ring::Cmd>(right_ring, {.corpus = "", .fork = true, .check_determinism = true}),
        sm::Misuse);
}

TEST(Check, CannotTellWhereACallNeverAnswers) {
#if defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "ThreadSanitizer starts no threads in a child process";
#endif
    const auto report = sm::check<std::variant<Fine, Hangs>>(
        [] { return Plain{}; }, {.programs = 20,
                                 .seed = 1,
                                 .command_time_limit = std::chrono::milliseconds{50},
                                 .shrink = {.executions = 3},
                                 .corpus = ""});
    EXPECT_EQ(report.failure, sm::Failure::undecided);
    EXPECT_EQ(report.program.size(), 1U);
    EXPECT_THAT(report.text(), HasSubstr("no answer within 0.05 s"));
    released().count_down();
}

#if !defined(__SANITIZE_THREAD__)

namespace memory = cases::memory_reference;
const auto crashing = [] { return memory::Memory{memory::Bug::crash}; };

TEST(Check, ShrinksACrashInChildProcesses) {
    const auto report =
        sm::check<memory::Cmd>(crashing, {.name = "crash", .seed = 1, .corpus = "", .fork = true});
    EXPECT_EQ(report.failure, sm::Failure::crash);
    EXPECT_EQ(report.program.size(), 2U);
    EXPECT_THAT(report.text(), HasSubstr("SIGABRT"));
}

TEST(Check, FindsWhatARunWasAtThatDied) {
    const Folder folder;
    const sm::Options options{.name = "died", .seed = 1, .corpus = folder.path.string()};
    const pid_t child = ::fork();
    if (child == 0) {
        static_cast<void>(sm::check<memory::Cmd>(crashing, options));
        ::_exit(0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    const auto report = sm::check<memory::Cmd>(crashing, options);
    EXPECT_EQ(report.failure, sm::Failure::crash);
    EXPECT_EQ(report.program.size(), 2U);
    EXPECT_THAT(report.text(), HasSubstr("in the last program of an earlier run, which died"));
}

#endif

}  // namespace
