// What goes wrong beside a failure must neither hide it nor pass for one.

#include <sm/check/detail/current_test.hpp>
#include <sm/sm.hpp>

#include <gmock/gmock.h>
#include <rapidcheck.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

struct Model {
    int value = 0;
};

struct Add {
    sm::Below<10> amount;
    int apply(Model& m) const { return m.value += amount; }
    int run(auto& system) const { return system.add(amount); }
};
using Cmd = std::variant<Add>;

/// Answers one too much from 20 on, and does what else its flags say.
struct Counter {
    int wrong_from = 20;
    bool fails_to_end = false;
    int value = 0;

    int add(int amount) {
        value += amount;
        return value >= wrong_from ? value + 1 : value;
    }
    void tear_down() const {
        if (fails_to_end) throw std::runtime_error("the container is busy");
    }
};

constexpr int never_wrong = 1'000'000;

TEST(Trouble, ASystemThatCannotBeMadeWhileShrinkingDoesNotHideTheFailure) {
    std::atomic<int> made = 0;
    const auto make = [&] {
        if (++made == 8) throw std::runtime_error("port 80 is taken");
        return Counter{};
    };
    const auto report =
        sm::check<Cmd>(make, {.name = "port", .length = 100, .seed = 3, .corpus = ""});
    EXPECT_EQ(report.failure, sm::Failure::wrong_answer);
    EXPECT_GT(report.program.size(), 0U);
    EXPECT_THAT(report.text(), HasSubstr("the system answered"));
    EXPECT_THAT(report.text(), HasSubstr("port 80 is taken"));
}

TEST(Trouble, ATearDownThatFailsDoesNotHideAWrongAnswer) {
    for (const bool fork : {false, true}) {
        const auto report = sm::check<Cmd>(
            [] {
                return Counter{20, true};
            },
            {.name = "busy", .seed = 1, .corpus = "", .fork = fork});
        EXPECT_EQ(report.failure, sm::Failure::wrong_answer) << report.text();
    }
}

TEST(Trouble, ATearDownThatFailsIsNoPass) {
    for (const bool fork : {false, true}) {
        const auto report = sm::check<Cmd>(
            [] {
                return Counter{never_wrong, true};
            },
            {.name = "busy", .programs = 3, .corpus = "", .fork = fork});
        EXPECT_FALSE(report.passed);
        EXPECT_THAT(report.text(), HasSubstr("could not be torn down: std::runtime_error: the "
                                             "container is busy"));
    }
}

struct Broken {
    std::vector<int> none;
};
struct Reach {
    void apply(Broken&) const {}
    bool accept(Broken& m, const int& got) const { return m.none.at(3) == got; }
    int run(auto&) const { return 0; }
};

TEST(Trouble, WhatTheModelThrowsInAChildIsNotTakenForAFailedSetUp) {
    try {
        sm::check<std::variant<Reach>>([] { return Counter{}; }, {.corpus = "", .fork = true});
        FAIL() << "nothing was thrown";
    } catch (const std::exception& error) {
        EXPECT_THAT(error.what(), HasSubstr("vector::_M_range_check"));
    }
}

/// Where calls wait until the test is over.
struct Gate {
    std::mutex mutex;
    std::condition_variable opened;
    bool open = false;

    void wait() {
        std::unique_lock lock(mutex);
        opened.wait(lock, [&] { return open; });
    }
};

struct Stuck {
    std::shared_ptr<Gate> gate;
    int add(int) {
        gate->wait();
        return 0;
    }
};

TEST(Trouble, ACallThatAlwaysHangsIsReportedAndUsesUpNoThreads) {
#if defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "ThreadSanitizer starts no threads in a child process";
#endif
    const auto gate = std::make_shared<Gate>();
    const auto report = sm::check<Cmd>(
        [&] { return Stuck{gate}; },
        {.name = "hangs", .command_time_limit = 5ms, .shrink = {.executions = 200}, .corpus = ""});
    {
        const std::lock_guard lock(gate->mutex);
        gate->open = true;
    }
    gate->opened.notify_all();
    EXPECT_EQ(report.failure, sm::Failure::undecided);
    EXPECT_EQ(report.program.size(), 1U) << report.text();
    EXPECT_THAT(report.text(), HasSubstr("no answer within 0.005 s"));
}

struct Log {
    std::vector<int> all;
};
struct Peek {
    static constexpr bool read_only = true;
    int apply(Log& m) const {
        m.all.push_back(1);
        return 0;
    }
    int run(auto&) const { return 0; }
};

TEST(Trouble, AReadThatChangesTheModelIsRefused) {
    EXPECT_THROW(
        sm::check<std::variant<Peek>>([] { return Counter{}; }, {.programs = 1, .corpus = ""}),
        sm::Misuse);
}

struct Pick {
    sm::Below<3> place;
    int apply(Model& m) const { return m.value += place; }
    int run(auto& system) const { return system.add(place); }
    std::string label(const Model& before, int got) const {
        if (got != before.value + place) throw std::out_of_range("no such answer");
        return "right";
    }
};

TEST(Trouble, LabelsAreCountedOfLinearizedCallsOnly) {
    const auto report =
        sm::check<std::variant<Pick>>([] { return Counter{}; }, {.seed = 1, .corpus = ""});
    EXPECT_EQ(report.failure, sm::Failure::wrong_answer);
}

struct Maybe {
    sm::Below<3> amount;
    int apply(Model& m) const { return m.value += amount; }
    int run(auto& system) const {
        const int answer = system.add(amount);
        if (amount == 2) throw sm::Unknown("the answer was lost");
        return answer;
    }
    std::string label(const Model&, int) const { return "answered"; }
};

TEST(Trouble, LabelsAreCountedAfterAnUnknownOutcomeToo) {
    const auto count = [](bool fork) {
        return sm::check<std::variant<Maybe>>(
                   [] { return Counter{never_wrong}; },
                   {.programs = 20, .length = 5, .seed = 5, .corpus = "", .fork = fork})
            .statistics.labels()
            .at("answered");
    };
    EXPECT_EQ(count(false), count(true));
}

/// A folder of its own, gone at the end.
struct Folder {
    std::filesystem::path path;

    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "sm-check-XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~Folder() { std::filesystem::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
};

TEST(Trouble, AKeptFailureThatPassesNowDoesNotDecideTheNextPrograms) {
    const Folder folder;
    const auto check = [&](int wrong_from, std::uint64_t seed) {
        return sm::check<Cmd>([=] { return Counter{wrong_from}; },
                              {.name = "seeds", .seed = seed, .corpus = folder.path.string()});
    };
    ASSERT_FALSE(check(20, 5).passed);
    const auto later = check(never_wrong, 7);
    EXPECT_TRUE(later.passed);
    EXPECT_EQ(later.seed, 7U);
}

TEST(Trouble, AnUndecidedFailureThatWasKeptIsAllowedByTheOption) {
#if defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "ThreadSanitizer starts no threads in a child process";
#endif
    const Folder folder;
    const auto gate = std::make_shared<Gate>();
    const auto check = [&](bool allow) {
        return sm::check<Cmd>([&] { return Stuck{gate}; }, {.name = "hangs",
                                                            .programs = 1,
                                                            .command_time_limit = 5ms,
                                                            .shrink = {.executions = 2},
                                                            .corpus = folder.path.string(),
                                                            .allow_unknown = allow});
    };
    EXPECT_FALSE(check(false).passed);
    EXPECT_TRUE(check(true).passed);
    {
        const std::lock_guard lock(gate->mutex);
        gate->open = true;
    }
    gate->opened.notify_all();
}

/// A failure that shows in one of ten runs.
struct Rare {
    std::shared_ptr<int> runs;
    int add(int) { return ++*runs > 0 && *runs % 10 == 0 ? -1 : 0; }
};
struct Nil {
    int apply(Model&) const { return 0; }
    int run(auto& system) const { return system.add(0); }
};

TEST(Trouble, ARareFailureIsRetiredOnlyAfterAsManyPassesAsItsRateAsksFor) {
    const Folder folder;
    const auto runs = std::make_shared<int>(0);
    const auto check = [&](std::uint64_t programs) {
        return sm::check<std::variant<Nil>>(
            [&] { return Rare{runs}; },
            {.name = "rare", .programs = programs, .length = 1, .corpus = folder.path.string()});
    };
    ASSERT_FALSE(check(1000).passed);
    EXPECT_FALSE(check(1).passed) << "it fails again within its first ten runs";
    *runs = -1'000'000;
    EXPECT_TRUE(check(1).passed);
    EXPECT_LT(*runs, -1'000'000 + 200) << "runs that cost nothing are soon enough";
    EXPECT_GT(*runs, -1'000'000 + 45) << "99 % at one in ten";
}

struct Mode {
    sm::Below<4> speed;
    static rc::Gen<Mode> gen() {
        return rc::gen::map(rc::gen::inRange(0, 4), [](int drawn) { return Mode{drawn}; });
    }
};
struct Drive {
    void apply(Mode&) const {}
    void run(auto& system) const {
        if (system.speed > 1) throw std::runtime_error("too fast");
    }
};
struct Car {
    int speed = 0;
};

TEST(Trouble, TheInitialModelIsShownWhereItIsNotTheDefault) {
    const auto report = sm::check<std::variant<Drive>>(
        [](const Mode& mode) { return Car{mode.speed}; }, {.name = "car", .corpus = ""});
    ASSERT_FALSE(report.passed);
    EXPECT_THAT(report.text(), HasSubstr("from Mode{speed=2}"));
}

TEST(Trouble, AnUnfinishedShrinkSaysSo) {
    const auto report =
        sm::check<Cmd>([] { return Counter{100}; },
                       {.name = "short", .seed = 1, .shrink = {.executions = 1}, .corpus = ""});
    ASSERT_FALSE(report.passed);
    EXPECT_THAT(report.text(), HasSubstr("in 1 run, when the shrink budget ran out"));
}

TEST(Trouble, TheLineThatReproducesHasTheSettingsOfThisProcess) {
    ::setenv("SM_WORKERS", "2", 1);
    ::setenv("SM_EXCEPTIONS_UNKNOWN", "on", 1);
    const Folder folder;
    const auto line = [&](const std::string& corpus) {
        return sm::check<Cmd>([] { return Counter{}; },
                              {.name = "line", .seed = 1, .corpus = corpus})
            .reproduction();
    };
    const std::string from_seed = line("");
    const std::string from_file = line(folder.path.string());
    ::unsetenv("SM_WORKERS");
    ::unsetenv("SM_EXCEPTIONS_UNKNOWN");
    EXPECT_THAT(from_seed, testing::StartsWith("SM_SEED=1 SM_EXCEPTIONS_UNKNOWN=on SM_WORKERS=2 "));
    EXPECT_THAT(from_file, HasSubstr(".json SM_EXCEPTIONS_UNKNOWN=on "));
    EXPECT_THAT(from_file, testing::Not(HasSubstr("WORKERS"))) << "the file has its branches";
}

/// The words of this process, as the system has them.
std::vector<std::string> own_words() {
    std::ifstream file("/proc/self/cmdline", std::ios::binary);
    std::vector<std::string> words;
    for (std::string word; std::getline(file, word, '\0');) words.push_back(word);
    return words;
}

TEST(Trouble, TheLineThatReproducesHasTheOptionsOfAProgramWithoutAFramework) {
    auto& framework = sm::detail::framework();
    const auto with_a_framework = framework;
    framework.filter_flag = nullptr;
    const std::string line =
        sm::check<Cmd>([] { return Counter{}; }, {.name = "line", .seed = 1, .corpus = ""})
            .reproduction();
    framework = with_a_framework;
    for (const std::string& word : own_words()) EXPECT_THAT(line, HasSubstr(word));
}

struct Apply {
    void apply(Model& m) const {
        if (++m.value > 2) throw std::out_of_range("no such key");
    }
    void run(auto&) const {}
};

TEST(Trouble, AModelThatThrowsIsReportedWithItsCommandAndTheSeed) {
    try {
        sm::check<std::variant<Apply>>([] { return Counter{}; },
                                       {.name = "model", .seed = 9, .corpus = ""});
        FAIL() << "nothing was refused";
    } catch (const sm::Misuse& misuse) {
        EXPECT_THAT(misuse.what(), testing::StartsWith("model: Apply: its `pre`, `apply`"));
        EXPECT_THAT(misuse.what(), HasSubstr("threw \"no such key\""));
        EXPECT_THAT(misuse.what(), HasSubstr("(seed 9)"));
    }
}

}  // namespace
