#include "check/any_experiment.hpp"

#include <sm/base/misuse.hpp>
#include <sm/check/check.hpp>
#include <sm/judge/linearizability.hpp>

#include <gmock/gmock.h>

#include <algorithm>
#include <map>

#include "program/jumps.hpp"
#include "program/weak.hpp"
#include "run/systems.hpp"
#include "search/toys.hpp"

namespace {

using namespace systems;
using jumps::text_of;
using sm::Failure;
using testing::Contains;
using testing::HasSubstr;

// -- what was run, as the system saw it

/// A call as the system saw it.
struct Seen {
    int worker;
    std::string command;
    int answer;
    auto operator<=>(const Seen&) const = default;
};

/// What each run was, by the order of each worker.
struct Runs {
    std::mutex mutex;
    std::vector<std::vector<Seen>> all;
    std::atomic<int> calls{0};
    bool all_right = false;

    void note(std::size_t run, Seen seen) {
        const std::lock_guard lock(mutex);
        all[run].push_back(std::move(seen));
    }
    std::size_t begin() {
        const std::lock_guard lock(mutex);
        all.emplace_back();
        return all.size() - 1;
    }
};

struct Eye {
    Runs* runs;
    std::size_t run;
    int worker;

    /// Answers wrongly now and then, whatever the program.
    int answer(const std::string& command, int right) {
        const int given = ++runs->calls % 97 == 0 && !runs->all_right ? right + 1000 : right;
        runs->note(run, {worker, command, given});
        return given;
    }
};
struct Watched {
    Runs* runs;
    std::size_t run = runs->begin();
    Eye client(int worker) { return {runs, run, worker}; }
};

struct Say {
    sm::Below<5> what;
    int apply(Model& m) const { return ++m.calls, what; }
    std::string label(const Model&, const int& got) const { return got == 3 ? "three" : ""; }
    int run(auto& eye) const { return eye.answer(sm::to_string(*this), what); }
};
struct Repeat {
    sm::Ref<int> of;
    int apply(Model& m) const { return ++m.calls; }
    bool post(const Model&, const int& got) const { return got < 1000; }
    int run(auto& eye, const sm::Results& got) const {
        return eye.answer(sm::to_string(*this), got[of] % 1000);
    }
};
using Talk = std::variant<Say, Repeat>;

/// The calls of each worker, in its order.
std::vector<Seen> by_worker(std::vector<Seen> calls) {
    std::stable_sort(calls.begin(), calls.end(),
                     [](const Seen& a, const Seen& b) { return a.worker < b.worker; });
    return calls;
}

std::vector<Seen> seen(const sm::History<Talk>& history) {
    std::vector<Seen> all;
    for (const auto& entry : history.entries) {
        std::visit(
            [&](const auto& call) {
                if (!call.outcome.answer) return;
                all.push_back({entry.worker, sm::to_string(call.command), *call.outcome.answer});
            },
            entry.call);
    }
    return by_worker(all);
}

/// The steps of the program, by number.
std::map<sm::StepId, std::string> steps_of(const sm::Program<Talk>& program) {
    std::map<sm::StepId, std::string> all;
    const auto add = [&](const auto& steps) {
        for (const auto& step : steps) all.emplace(step.id, sm::to_string(step.command));
    };
    add(program.prefix);
    for (const auto& branch : program.branches) add(branch);
    return all;
}

/// On a plain object, which in sequence is searched in one go, or on one with clients.
sm::Report<Talk> check_talk(Runs& runs, bool plain, const sm::Options& options) {
    if (plain) return sm::check<Talk>([&] { return Eye{&runs, runs.begin(), 0}; }, options);
    return sm::check<Talk>([&] { return Watched{&runs}; }, options);
}

void expect_history_of_failing_run(bool plain, const sm::Options& options) {
    Runs runs;
    const auto report = check_talk(runs, plain, options);
    ASSERT_EQ(report.failure, Failure::wrong_answer);
    std::vector<std::vector<Seen>> all;
    for (const auto& run : runs.all) all.push_back(by_worker(run));
    ASSERT_THAT(all, Contains(seen(report.history)));
    ASSERT_EQ(sm::linearizable(report.history).conclusion.verdict, sm::Verdict::invalid);
    // What the program has was run, under the same number and as the same command.
    std::map<sm::StepId, std::string> ran;
    for (const auto& entry : report.history.entries) {
        ran[entry.id] =
            std::visit([](const auto& call) { return sm::to_string(call.command); }, entry.call);
    }
    for (const auto& step : steps_of(report.program)) {
        ASSERT_THAT(ran, Contains(step)) << text_of(report.program);
    }
}

TEST(Report, HasTheHistoryOfTheRunThatFailed) {
    for (std::uint64_t seed = 1; seed <= 40 / std::min(toys::kShare, 10); ++seed) {
        for (const std::uint64_t executions : {0U, 50U}) {
            sm::Options options{.name = "talk",
                                .length = 20,
                                .seed = seed,
                                .shrink = {.executions = executions},
                                .corpus = ""};
            expect_history_of_failing_run(true, options);
            expect_history_of_failing_run(false, options);
            options.workers = 3;
            expect_history_of_failing_run(false, options);
        }
    }
}

// -- statistics

void expect_statistics(bool plain, const sm::Options& options) {
    Runs runs;
    runs.all_right = true;
    const auto report = check_talk(runs, plain, options);
    ASSERT_TRUE(report.passed) << report.text();
    std::map<char, std::uint64_t> calls;
    std::map<std::pair<char, char>, std::uint64_t> pairs;
    std::uint64_t threes = 0;
    for (const auto& run : runs.all) {
        const auto ordered = by_worker(run);
        for (std::size_t i = 0; i < ordered.size(); ++i) {
            const char kind = ordered[i].command[0];
            ++calls[kind];
            threes += kind == 'S' && ordered[i].answer == 3 ? 1 : 0;
            if (i == 0 || ordered[i - 1].worker != ordered[i].worker) continue;
            ++pairs[{ordered[i - 1].command[0], kind}];
        }
    }
    const auto& counted = report.statistics;
    EXPECT_EQ(counted.programs(), runs.all.size());
    EXPECT_EQ(counted.calls(0), calls['S']);
    EXPECT_EQ(counted.calls(1), calls['R']);
    const char kinds[] = {'S', 'R'};
    for (std::size_t a = 0; a < 2; ++a) {
        for (std::size_t b = 0; b < 2; ++b) {
            EXPECT_EQ(counted.pair(a, b), (pairs[{kinds[a], kinds[b]}])) << a << b;
        }
    }
    EXPECT_EQ(counted.labels().at("three"), threes);
}

TEST(Experiment, CountsEachCallAndWhatWasBeforeIt) {
    const sm::Options sequential{.programs = 50, .length = 20, .seed = 1, .corpus = ""};
    expect_statistics(true, sequential);
    expect_statistics(false, sequential);
    expect_statistics(false, {.programs = 50, .length = 20, .workers = 3, .seed = 1, .corpus = ""});
}

// -- set-up and tear-down

using Simple = std::variant<Note>;
using Throwing = std::variant<Note, Throws>;
struct Fragile {
    int apply(Model& m) const { return ++m.calls; }
    bool post(const Model& m, const int&) const {
        if (m.calls > 3) throw std::logic_error("the model is broken");
        return true;
    }
    int run(auto&) const { return 0; }
};
struct Wrong {
    int apply(Model& m) const { return ++m.calls; }
    int run(auto&) const { return -1; }
};

void expect_pairs(const Site& site) {
    EXPECT_GT(site.made.load(), 0);
    EXPECT_EQ(site.made.load(), site.destroyed.load());
    EXPECT_EQ(site.made.load(), site.torn_down.load());
    EXPECT_EQ(site.clients.load(), site.clients_destroyed.load());
}

template <class System>
class EverySystem : public testing::Test {};
using Systems = testing::Types<Outside, Served>;
TYPED_TEST_SUITE(EverySystem, Systems);

TYPED_TEST(EverySystem, IsTornDownAndDestroyedOnce) {
    for (const std::size_t workers : {1U, 2U}) {
        const auto site = std::make_shared<Site>();
        const auto make = maker<TypeParam>(site);
        const sm::Options options{.programs = 20, .length = 10, .workers = workers, .corpus = ""};
        EXPECT_TRUE((sm::check<std::variant<Note>>(make, options).passed));
        expect_pairs(*site);
        EXPECT_EQ((sm::check<std::variant<Note, Wrong>>(make, options).failure),
                  Failure::wrong_answer);
        expect_pairs(*site);
        EXPECT_THROW((sm::check<std::variant<Fragile>>(make, options)), std::logic_error);
        expect_pairs(*site);
    }
}

TYPED_TEST(EverySystem, IsTornDownThoughItThrows) {
    const auto site = std::make_shared<Site>();
    const auto report = sm::check<Throwing>(maker<TypeParam>(site), {.seed = 1, .corpus = ""});
    EXPECT_EQ(report.failure, Failure::exception);
    expect_pairs(*site);
}

TYPED_TEST(EverySystem, IsTornDownThoughACallNeverAnswers) {
    const auto site = std::make_shared<Site>();
    const auto report =
        sm::check<std::variant<Stuck>>(maker<TypeParam>(site), {.programs = 3,
                                                                .length = 1,
                                                                .command_time_limit = briefly,
                                                                .corpus = "",
                                                                .allow_unknown = true});
    EXPECT_TRUE(report.passed) << report.text();
    EXPECT_EQ(report.statistics.programs(), 3U);
    EXPECT_EQ(report.statistics.calls(sm::Ending::timed_out), 3U);
    EXPECT_EQ(report.statistics.cut_short(), sm::HasClients<TypeParam> ? 0U : 3U);
    site->release();
    // What the destructors refer to may be gone when the calls come back.
    EXPECT_EQ(site->torn_down.load(), 3);
    EXPECT_EQ(site->destroyed.load(), 0);
}

TEST(Experiment, CountsProgramsThatATimeOutEndedOnSeveralWorkersToo) {
    const auto site = std::make_shared<Site>();
    const auto report =
        sm::check<std::variant<Stuck>>(maker<Plain>(site), {.programs = 2,
                                                            .length = 2,
                                                            .workers = 2,
                                                            .command_time_limit = briefly,
                                                            .corpus = "",
                                                            .allow_unknown = true});
    EXPECT_EQ(report.statistics.cut_short(), 2U);
    site->release();
}

TEST(Experiment, TellsWhatMakeThrewInASequentialSearch) {
    const auto standard = []() -> Plain { throw std::runtime_error("no licence"); };
    const auto number = []() -> Plain { throw 42; };
    for (const std::size_t workers : {1U, 2U}) {
        const sm::Options options{.workers = workers, .corpus = ""};
        EXPECT_THAT(sm::check<Simple>(standard, options).text(), HasSubstr("no licence"));
        const auto report = sm::check<Simple>(number, options);
        EXPECT_FALSE(report.passed);
        EXPECT_THAT(report.text(), HasSubstr("an exception of type int"));
    }
}

TEST(Experiment, TellsWhatAClientThrew) {
    const auto site = std::make_shared<Site>();
    site->client_fails_at = 1;
    const auto report =
        sm::check<Simple>(maker<Served>(site), {.workers = 2, .seed = 1, .corpus = ""});
    EXPECT_FALSE(report.passed);
    EXPECT_THAT(report.text(), HasSubstr("connection refused"));
    expect_pairs(*site);
}

// -- shrinking

struct Pick {
    weak::Number number;
    int apply(Model& m) const { return ++m.calls, 0; }
    int run(auto&) const { return number.value >= 500 ? 1 : 0; }
};

TEST(Experiment, ShrinksArgumentsThatHashAlike) {
    const auto make = maker<Plain>(std::make_shared<Site>());
    const auto report = sm::check<std::variant<Pick>>(make, {.seed = 1, .corpus = ""});
    ASSERT_EQ(report.program.size(), 1U);
    EXPECT_EQ(std::get<Pick>(report.program.prefix[0].command).number.value, 500);
}

// -- options

/// Throws at every call, though it may have taken effect.
struct Loses {
    void apply(Model& m) const { ++m.calls; }
    void run(auto&) const { throw std::runtime_error("connection lost"); }
};

TEST(Options, ExceptionsThatAreUnknownDoNotHideAWrongAnswer) {
    for (const std::size_t workers : {1U, 2U}) {
        const sm::Options options{.programs = 50,
                                  .length = 6,
                                  .workers = workers,
                                  .seed = 1,
                                  .corpus = "",
                                  .exceptions_unknown = true};
        const auto make = maker<Plain>(std::make_shared<Site>());
        EXPECT_TRUE((sm::check<std::variant<Note, Loses>>(make, options).passed));
        const auto report = sm::check<std::variant<Loses, Wrong>>(make, options);
        EXPECT_EQ(report.failure, Failure::wrong_answer);
        EXPECT_EQ(report.program.size(), 1U);
    }
}

TEST(Options, AllowingUnknownVerdictsDoesNotHideAWrongAnswer) {
    const auto site = std::make_shared<Site>();
    const sm::Options options{.programs = 20,
                              .length = 3,
                              .seed = 1,
                              .command_time_limit = briefly,
                              .corpus = "",
                              .allow_unknown = true};
    const auto report = sm::check<std::variant<Stuck, Wrong>>(maker<Plain>(site), options);
    EXPECT_EQ(report.failure, Failure::wrong_answer);
    site->release();
}

#if !defined(__SANITIZE_THREAD__)

TEST(Options, ForkRunsConcurrentProgramsLikeAnyOther) {
    const auto site = std::make_shared<Site>();
    const sm::Options options{
        .programs = 20, .length = 10, .workers = 3, .seed = 1, .corpus = "", .fork = true};
    const auto report = sm::check<Simple>(maker<Served>(site), options);
    EXPECT_TRUE(report.passed) << report.text();
    EXPECT_EQ(report.statistics.programs(), 20U);
    EXPECT_GT(report.statistics.calls(sm::Ending::answered), 60U);
    const auto wrong = sm::check<std::variant<Note, Wrong>>(maker<Served>(site), options);
    EXPECT_EQ(wrong.failure, Failure::wrong_answer);
    EXPECT_EQ(wrong.program.size(), 1U);
    // Every system was made in a child.
    EXPECT_EQ(site->made.load(), 0);
}

#endif

}  // namespace
