#include "check/executor.hpp"

#include <sm/base/random.hpp>

#include <gmock/gmock.h>

#include "run/systems.hpp"

#include <signal.h>
#include <unistd.h>

namespace {

using namespace systems;
using sm::Ending;
using sm::Failure;
using sm::Verdict;
using sm::detail::Executor;
using sm::detail::JudgedRun;
using testing::ElementsAre;
using testing::HasSubstr;

/// Runs programs on systems of a `make`.
template <class Make, class Commands = Cmd>
struct ExecutorOf {
    Make make;
    Executor executor;

    ExecutorOf(Make of, sm::Duration limit, bool exceptions_unknown = false)
        : make(std::move(of)),
          executor({sm::detail::vocabulary<Commands>(), sm::detail::system_type<Commands, Make>(),
                    &make, sm::detail::encoding_of<Commands>()},
                   limit, exceptions_unknown) {}
    ExecutorOf(const ExecutorOf&) = delete;
    ExecutorOf& operator=(const ExecutorOf&) = delete;

    JudgedRun here(const sm::Program<Commands>& program) {
        return executor.run(sm::detail::any_program(program));
    }
    JudgedRun in_child(const sm::Program<Commands>& program) {
        return executor.run_isolated(sm::detail::any_program(program));
    }
};

std::vector<Ending> endings(const JudgedRun& run) {
    std::vector<Ending> all;
    for (const auto& entry : run.history.entries) all.push_back(entry.ending);
    return all;
}

const Program throwing{
    {}, {{1, Note{1}}, {2, Throws{Throw::standard}}, {3, Note{3}}}, {{{4, Note{4}}}}};

TEST(Executor, EndsAProgramAtAnException) {
    ExecutorOf run(maker<Served>(std::make_shared<Site>()), long_enough);
    const auto found = run.here(throwing);
    EXPECT_THAT(endings(found), ElementsAre(Ending::answered, Ending::threw));
    EXPECT_EQ(found.judged.failure, Failure::exception);
    EXPECT_EQ(found.judged.violation, 1U);
    EXPECT_EQ(found.judged.conclusion.reason, "Throws{what=standard}: std::out_of_range: at 7");
    EXPECT_EQ(found.judged.before.as<Model>().calls, 1);
}

TEST(Executor, TakesExceptionsAsUnknownByOption) {
    ExecutorOf run(maker<Served>(std::make_shared<Site>()), long_enough, true);
    const auto found = run.here(throwing);
    EXPECT_THAT(endings(found),
                ElementsAre(Ending::answered, Ending::threw, Ending::answered, Ending::answered));
    EXPECT_EQ(found.judged.failure, Failure::none);
}

TEST(Executor, CannotTellWhatCameAfterACallThatAPlainObjectNeverAnswered) {
    const auto site = std::make_shared<Site>();
    const Program program{{}, {{1, Note{1}}}, {{{2, Stuck{}}, {3, Note{3}}}}};
    ExecutorOf plain(maker<Plain>(site), briefly);
    const auto found = plain.here(program);
    EXPECT_EQ(found.judged.failure, Failure::undecided);
    EXPECT_EQ(found.judged.conclusion.verdict, Verdict::unknown);
    ExecutorOf served(maker<Served>(site), briefly);
    EXPECT_EQ(served.here(program).judged.conclusion.verdict, Verdict::valid);
    site->release();
}

#if !defined(__SANITIZE_THREAD__)

TEST(Executor, TellsWhatRanInAChild) {
    sm::Random random(1);
    ExecutorOf run(maker<Served>(std::make_shared<Site>()), long_enough);
    for (int round = 0; round < 30; ++round) {
        Program program;
        sm::StepId id = 0;
        const auto draw = [&](Steps& steps) {
            for (auto left = random.below(4); left > 0; --left) {
                ++id;
                steps.push_back({id, Note{static_cast<int>(random.below(100))}});
            }
        };
        draw(program.prefix);
        program.branches.resize(random.below(4));
        for (auto& branch : program.branches) draw(branch);

        const auto found = run.in_child(program);
        EXPECT_EQ(found.judged.conclusion.verdict, Verdict::valid);
        const auto history = sm::detail::typed_history<Cmd>(found.history);
        ASSERT_EQ(history.entries.size(), program.size());
        const auto expect_in_order = [&](int worker, const Steps& steps) {
            auto at = history.entries.begin();
            for (const auto& step : steps) {
                at = std::find_if(at, history.entries.end(),
                                  [&](const auto& entry) { return entry.id == step.id; });
                ASSERT_NE(at, history.entries.end());
                const auto& call = std::get<sm::Call<Note>>(at->call);
                EXPECT_EQ(at->worker, worker);
                EXPECT_EQ(call.outcome.answer, std::get<Note>(step.command).what);
                EXPECT_LE(at->invoked, at->returned);
            }
        };
        expect_in_order(0, program.prefix);
        for (std::size_t b = 0; b < program.branches.size(); ++b) {
            expect_in_order(static_cast<int>(b), program.branches[b]);
        }
    }
}

TEST(Executor, GoesOnAfterATimeOutInAChild) {
    const auto site = std::make_shared<Site>();
    const Program program{{}, {{1, Note{1}}}, {{{2, Stuck{}}, {3, Take{{1}}}}, {{4, Stuck{}}}}};
    ExecutorOf served(maker<Served>(site), briefly);
    const auto found = served.in_child(program);
    EXPECT_EQ(found.judged.conclusion.verdict, Verdict::valid);
    ASSERT_EQ(found.history.entries.size(), 4U);
    for (const auto& entry : found.history.entries) {
        const bool is_stuck = entry.id % 2 == 0;
        EXPECT_EQ(entry.ending, is_stuck ? Ending::timed_out : Ending::answered);
        EXPECT_EQ(entry.reason, is_stuck ? "no answer within 0.2 s" : "");
        EXPECT_EQ(entry.returned == sm::never, is_stuck);
    }
    EXPECT_EQ(found.history.entries.back().worker, 2);
    // All that was stuck is gone with the child.
    EXPECT_EQ(sm::detail::abandoned_workers(), 0U);

    ExecutorOf plain(maker<Plain>(site), briefly);
    const auto cut = plain.in_child(program);
    EXPECT_EQ(cut.judged.failure, Failure::undecided);
}

TEST(Executor, TellsFromAChildWhyTheSystemCouldNotBeMade) {
    const auto why = [](auto& run) -> std::string {
        try {
            run.in_child({{}, {{1, Note{1}}}, {{{2, Note{2}}}, {{3, Note{3}}}}});
        } catch (const sm::detail::SetUpFailed& failed) {
            return failed.what();
        }
        return "it was set up";
    };
    ExecutorOf made([]() -> Plain { throw 42; }, long_enough);
    EXPECT_EQ(why(made), "an exception of type int");
    const auto site = std::make_shared<Site>();
    site->client_fails_at = 1;
    ExecutorOf served(maker<Served>(site), long_enough);
    EXPECT_EQ(why(served), "std::runtime_error: connection refused");
}

struct Exit {
    int status = 0;
    void apply(Model& m) const { ++m.calls; }
    void run(auto&) const { ::_exit(status); }
};
struct Fall {
    void apply(Model& m) const { ++m.calls; }
    void run(auto&) const { ::raise(SIGKILL); }
};
using Deadly = std::variant<Note, Exit, Fall, Stuck>;

TEST(Executor, TakesAProcessThatEndsInACallForACrash) {
    const auto make = maker<Plain>(std::make_shared<Site>());
    ExecutorOf<decltype(make), Deadly> run(make, long_enough);
    for (const int status : {0, 1, 117}) {
        const auto found = run.in_child({{}, {{1, Note{1}}, {2, Exit{status}}, {3, Note{3}}}, {}});
        EXPECT_EQ(found.judged.failure, Failure::crash) << status;
        EXPECT_EQ(found.judged.violation, 1U);
        EXPECT_EQ(found.judged.conclusion.verdict, Verdict::invalid);
        EXPECT_THAT(found.judged.conclusion.reason, HasSubstr("the process died"));
    }
    const auto killed = run.in_child({{}, {{1, Note{1}}}, {{{2, Fall{}}}, {{3, Note{3}}}}});
    EXPECT_EQ(killed.judged.failure, Failure::crash);
    EXPECT_THAT(killed.judged.conclusion.reason, HasSubstr("SIGKILL"));
}

TEST(Executor, BlamesNoCallForACrashThatWasGivenUpBefore) {
    const auto make = maker<Served>(std::make_shared<Site>());
    ExecutorOf<decltype(make), Deadly> run(make, briefly);
    const auto found = run.in_child({{}, {{1, Stuck{}}, {2, Fall{}}}, {}});
    EXPECT_EQ(found.judged.failure, Failure::crash);
    EXPECT_THAT(endings(found), ElementsAre(Ending::timed_out, Ending::crashed));
    EXPECT_EQ(found.judged.violation, 1U);
    EXPECT_EQ(found.history.entries[0].reason, "no answer within 0.2 s");
}

#endif

}  // namespace
