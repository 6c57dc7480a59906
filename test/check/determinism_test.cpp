#include "check/determinism.hpp"

#include <sm/check/check.hpp>

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <variant>

namespace {

using sm::detail::first_difference;
using testing::HasSubstr;

TEST(FirstDifference, IsNoneBetweenEqualTexts) {
    EXPECT_EQ(first_difference("", ""), std::nullopt);
    EXPECT_EQ(first_difference("a\nb\n", "a\nb\n"), std::nullopt);
}

TEST(FirstDifference, NamesTheLineAndBothReadings) {
    EXPECT_EQ(first_difference("a\nb\nc\n", "a\nx\ny\n"),
              "event 2 was `b` in one run and `x` in the other");
}

TEST(FirstDifference, IsWhereOneEndsBeforeTheOther) {
    EXPECT_EQ(first_difference("a\n", "a\nb\n"),
              "event 2 was nothing in one run and `b` in the other");
}

/// The least of schedulers: tasks in turn, no time.
class InTurn final : public sm::Scheduler {
 public:
    void run(std::vector<std::function<void()>> tasks) override {
        for (auto& task : tasks) task();
    }
    sm::Clock& clock() override { return clock_; }
    bool within(sm::Duration, const std::function<void()>& body) override { return body(), true; }

 private:
    sm::VirtualClock clock_;
};

/// Counts what it is asked, by a number of its own or by one that outlives it.
class Counting {
 public:
    explicit Counting(int* shared) : count_(shared == nullptr ? &own_ : shared) {}
    Counting(const Counting&) = delete;
    Counting& operator=(const Counting&) = delete;

    struct Client {
        Counting& system;
    };
    Client client(int) { return {*this}; }
    sm::Scheduler& scheduler() { return scheduler_; }
    void record_log() { recording_ = true; }
    const std::string& log() const { return log_; }

    int ask() {
        ++*count_;
        if (recording_) log_ += "asked " + std::to_string(*count_) + "\n";
        return *count_;
    }

 private:
    int own_ = 0;
    int* count_;
    bool recording_ = false;
    std::string log_;
    InTurn scheduler_;
};

struct Model {};
struct Ask {
    void apply(Model&) const {}
    void run(Counting::Client& client) const { client.system.ask(); }
};
using Cmd = std::variant<Ask>;

/// Believes that one is the answer forever.
struct AskAndTell {
    int apply(Model&) const { return 1; }
    int run(Counting::Client& client) const { return client.system.ask(); }
};
using WrongCmd = std::variant<AskAndTell>;

const sm::Options twice{
    .name = "twice", .programs = 20, .seed = 1, .corpus = "", .check_determinism = true};

TEST(CheckDeterminism, PassesASystemThatDoesTheSameEachTime) {
    EXPECT_TRUE(sm::check<Cmd>([] { return Counting(nullptr); }, twice).passed);
}

TEST(CheckDeterminism, FindsWhereASystemDoesOtherwise) {
    int shared = 0;
    const auto report = sm::check<Cmd>([&] { return Counting(&shared); }, twice);
    EXPECT_FALSE(report.passed);
    EXPECT_EQ(report.failure, sm::Failure::other_run);
    EXPECT_EQ(report.program.size(), 1U);
    EXPECT_THAT(
        report.text(),
        HasSubstr("not deterministic: two runs of the same program differ: event 1 was `asked "));
}

TEST(Log, OfTheFailingRunIsKeptBesideTheFailure) {
    const std::string corpus = testing::TempDir() + "sm_log_of_failure";
    sm::Options options = twice;
    options.check_determinism = false;
    options.corpus = corpus;
    const auto report = sm::check<WrongCmd>([] { return Counting(nullptr); }, options);
    EXPECT_EQ(report.log, "asked 1\nasked 2\n");
    std::ifstream file(report.log_file);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), report.log);
    EXPECT_THAT(report.text(), HasSubstr("log: " + report.log_file));
    std::filesystem::remove_all(corpus);
}

TEST(CheckDeterminism, IsOffUnlessTheOptionSaysSo) {
    int shared = 0;
    sm::Options once = twice;
    once.check_determinism = false;
    EXPECT_TRUE(sm::check<Cmd>([&] { return Counting(&shared); }, once).passed);
}

}  // namespace
