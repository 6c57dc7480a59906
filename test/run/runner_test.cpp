#include <sm/base/misuse.hpp>
#include <sm/base/random.hpp>

#include <gmock/gmock.h>

#include <algorithm>

#include "run/systems.hpp"

namespace {

using namespace systems;
using sm::Ending;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

/// The notes of one worker in their order.
std::vector<int> notes_of(const Site& site, int worker) {
    std::vector<int> notes;
    for (const auto& line : site.lines()) {
        if (line.worker == worker) notes.push_back(line.what);
    }
    return notes;
}

std::vector<Ending> endings(const History& history) {
    std::vector<Ending> all;
    for (const auto& entry : history.entries) all.push_back(entry.ending());
    return all;
}

/// Notes that tell their own numbers, from `first` on.
Steps notes(sm::StepId& first, std::uint64_t count) {
    Steps steps;
    for (; count > 0; --count, ++first) steps.push_back({first, Note{static_cast<int>(first)}});
    return steps;
}

template <class C>
const sm::Outcome<sm::response_of<C>>& outcome(const History& history, std::size_t place) {
    return std::get<sm::Call<C>>(history.entries.at(place).call).outcome;
}

TEST(Runner, RunsThePrefixAndThenEachBranchInItsOrder) {
    sm::Random random(1);
    for (int round = 0; round < 100; ++round) {
        const auto site = std::make_shared<Site>();
        RunnerOf run(maker<Served>(site), long_enough);
        Program program;
        sm::StepId next = 1;
        program.prefix = notes(next, random.below(4));
        for (auto b = random.below(4); b > 0; --b) {
            program.branches.push_back(notes(next, random.below(5)));
        }
        const auto history = run(program);

        const auto lines = site->lines();
        ASSERT_EQ(lines.size(), program.size());
        ASSERT_EQ(history.entries.size(), program.size());
        for (std::size_t i = 0; i < program.prefix.size(); ++i) {
            ASSERT_EQ(lines[i], (Site::Line{0, static_cast<int>(i) + 1}));
        }
        for (std::size_t b = 0; b < program.branches.size(); ++b) {
            std::vector<int> wanted;
            if (b == 0) {
                for (const auto& step : program.prefix) wanted.push_back(static_cast<int>(step.id));
            }
            for (const auto& step : program.branches[b]) {
                wanted.push_back(static_cast<int>(step.id));
            }
            ASSERT_EQ(notes_of(*site, static_cast<int>(b)), wanted);
        }
    }
}

TEST(Runner, TellsCallsInTheOrderInWhichTheyBegan) {
    const auto site = std::make_shared<Site>();
    RunnerOf run(maker<Served>(site), long_enough);
    sm::StepId next = 1;
    const auto prefix = notes(next, 2);
    const auto first = notes(next, 20);
    const auto history = run({{}, prefix, {first, notes(next, 20)}});
    ASSERT_EQ(history.entries.size(), 42U);
    for (std::size_t i = 0; i < history.entries.size(); ++i) {
        const auto& entry = history.entries[i];
        EXPECT_LE(entry.invoked, entry.returned);
        const auto& before = history.entries[i - std::min<std::size_t>(i, 1)];
        EXPECT_LE(before.invoked, entry.invoked);
        if (i > 1) {
            EXPECT_LE(history.entries[1].returned, entry.invoked);
        }
    }
}

/// Three calls of Meet answer only if all three are running at once.
TEST(Runner, RunsTheBranchesAtTheSameTime) {
    const auto site = std::make_shared<Site>();
    RunnerOf run(maker<Plain>(site), long_enough);
    const Program program{{}, {}, {{{1, Meet{3}}}, {{2, Meet{3}}}, {{3, Meet{3}}}}};
    const auto history = run(program);
    EXPECT_THAT(endings(history),
                ElementsAre(Ending::answered, Ending::answered, Ending::answered));
    sm::Timestamp last_begun = 0;
    sm::Timestamp first_ended = sm::never;
    for (const auto& entry : history.entries) {
        last_begun = std::max(last_begun, entry.invoked);
        first_ended = std::min(first_ended, entry.returned);
    }
    EXPECT_LE(last_begun, first_ended);
}

TEST(Runner, GivesBranchesWhatThePrefixAndTheyThemselvesWereAnswered) {
    const auto site = std::make_shared<Site>();
    RunnerOf run(maker<Served>(site), long_enough);
    run({{},
         {{1, Note{5}}},
         {{{2, Take{{1}}}, {3, Note{6}}, {4, Take{{3}}}, {5, Take{{1}}}},
          {{6, Note{8}}, {7, Take{{6}}}, {8, Take{{1}}}}}});
    EXPECT_THAT(notes_of(*site, 0), ElementsAre(5, 5, 6, 6, 5));
    EXPECT_THAT(notes_of(*site, 1), ElementsAre(8, 8, 5));
}

TEST(Runner, DoesNotRunWhatRefersToACallWithoutAnAnswer) {
    for (const Throw what : {Throw::refused, Throw::unknown, Throw::standard, Throw::number}) {
        const auto site = std::make_shared<Site>();
        RunnerOf run(maker<Served>(site), long_enough);
        const auto history =
            run({{}, {{1, Throws{what}}, {2, Take{{1}}}}, {{{3, Take{{2}}}}, {{4, Note{4}}}}});
        ASSERT_EQ(history.entries.size(), 4U);
        EXPECT_EQ(history.entries[1].ending(), Ending::not_run);
        EXPECT_EQ(reason(history.entries[1]), "not run: #1, which it refers to, was not answered");
        EXPECT_THAT(site->lines(), ElementsAre(Site::Line{1, 4}));
    }
}

TEST(Runner, TellsHowEachCallEnded) {
    const auto site = std::make_shared<Site>();
    RunnerOf run(maker<Plain>(site), long_enough);
    const auto history = run({{},
                              {{1, Note{3}},
                               {2, Throws{Throw::refused}},
                               {3, Throws{Throw::unknown}},
                               {4, Throws{Throw::standard}},
                               {5, Throws{Throw::number}}},
                              {}});
    EXPECT_THAT(endings(history), ElementsAre(Ending::answered, Ending::refused, Ending::unknown,
                                              Ending::threw, Ending::threw));
    EXPECT_EQ(outcome<Note>(history, 0).answer, 3);
    EXPECT_EQ(reason(history.entries[1]), "full");
    EXPECT_EQ(reason(history.entries[2]), "connection lost");
    EXPECT_EQ(reason(history.entries[3]), "std::out_of_range: at 7");
    EXPECT_EQ(reason(history.entries[4]), "an exception of type int");
    for (std::size_t i = 1; i < 5; ++i) EXPECT_FALSE(outcome<Throws>(history, i).answer);
}

TEST(Runner, StopsWhereTheObserverSaysSo) {
    const auto site = std::make_shared<Site>();
    RunnerOf run(maker<Plain>(site), long_enough);
    const Program program{{}, {{1, Note{1}}, {2, Note{2}}, {3, Note{3}}}, {{{4, Note{4}}}}};
    const auto found = run(program, [](const auto& entry) { return entry.id != 2; });
    EXPECT_TRUE(found.ended_early);
    EXPECT_EQ(found.history.entries.size(), 2U);
    EXPECT_EQ(site->lines().size(), 2U);
    EXPECT_FALSE(run(program, [](const auto&) { return true; }).ended_early);
}

TEST(Runner, EndsThePlainObjectInWhichACallIsStuck) {
    const auto site = std::make_shared<Site>();
    RunnerOf run(maker<Plain>(site), briefly);
    const Program program{{}, {{1, Note{1}}, {2, Stuck{}}, {3, Note{3}}}, {{{4, Note{4}}}}};
    const auto found = run(program, [](const auto&) { return true; });
    EXPECT_TRUE(found.ended_early);
    const auto history = sm::detail::typed_history<Cmd>(found.history);
    ASSERT_THAT(endings(history), ElementsAre(Ending::answered, Ending::timed_out));
    EXPECT_EQ(reason(history.entries[1]), "no answer within 0.2 s");
    EXPECT_EQ(history.entries[1].returned, sm::never);
    EXPECT_FALSE(outcome<Stuck>(history, 1).answer);
    EXPECT_EQ(sm::detail::abandoned_workers(), 1U);
    site->release();
}

TEST(Runner, AWorkerLeftBehindNeverTouchesTheNextRun) {
    const auto site = std::make_shared<Site>();
    RunnerOf run(maker<Served>(site), std::chrono::seconds{1});
    const auto first = run({{}, {{1, Note{1}}}, {{{2, Note{2}}}, {{3, Stuck{}}}}});
    EXPECT_THAT(endings(first), Contains(Ending::timed_out));
    // The stuck call comes back in the midst of the second run.
    const auto second = run({{}, {{1, Note{5}}, {2, Unblock{}}, {3, Note{7}}}, {}});
    EXPECT_EQ(site->back.load(), 1);
    EXPECT_THAT(endings(second), ElementsAre(Ending::answered, Ending::answered, Ending::answered));
    EXPECT_EQ(outcome<Note>(second, 0).answer, 5);
    EXPECT_EQ(outcome<Note>(second, 2).answer, 7);
}

TEST(Runner, ANewClientGoesOnForOneThatIsStuck) {
    const auto site = std::make_shared<Site>();
    RunnerOf run(maker<Served>(site), briefly);
    const auto history = run({{},
                              {{1, Note{1}}, {2, Stuck{}}, {3, Take{{1}}}, {4, Take{{2}}}},
                              {{{5, Note{5}}, {6, Stuck{}}, {7, Take{{5}}}}, {{8, Note{8}}}}});
    ASSERT_EQ(history.entries.size(), 8U);
    EXPECT_EQ(history.entries[0].worker, 0);
    EXPECT_EQ(history.entries[1].ending(), Ending::timed_out);
    // Worker 1 is that of the second branch; the first is for whoever ended the prefix.
    EXPECT_EQ(history.entries[2].worker, 2);
    EXPECT_EQ(history.entries[3].ending(), Ending::not_run);
    EXPECT_THAT(notes_of(*site, 0), ElementsAre(1));
    EXPECT_THAT(notes_of(*site, 1), ElementsAre(8));
    EXPECT_THAT(notes_of(*site, 2), ElementsAre(1, 5));
    EXPECT_THAT(notes_of(*site, 4), ElementsAre(5));
    EXPECT_EQ(site->clients.load(), 4);
    site->release();
}

TEST(Runner, ANewClientBeginsTheFirstBranchWhereThePrefixEndsInAStuckCall) {
    const auto site = std::make_shared<Site>();
    RunnerOf run(maker<Served>(site), briefly);
    run({{}, {{1, Note{1}}, {2, Stuck{}}}, {{{3, Note{3}}}, {{4, Note{4}}}}});
    EXPECT_THAT(notes_of(*site, 0), ElementsAre(1));
    EXPECT_THAT(notes_of(*site, 1), ElementsAre(4));
    EXPECT_THAT(notes_of(*site, 2), ElementsAre(3));
    EXPECT_EQ(site->clients.load(), 3);
    site->release();
}

std::vector<std::pair<sm::Timestamp, sm::Timestamp>> timestamps(const History& history) {
    std::vector<std::pair<sm::Timestamp, sm::Timestamp>> all;
    for (const auto& entry : history.entries) all.emplace_back(entry.invoked, entry.returned);
    return all;
}

/// On a clock that ticks seldom they would seem to overlap.
TEST(Runner, NumbersTheCallsOfASequentialProgram) {
    const auto site = std::make_shared<Site>();
    RunnerOf run(maker<Plain>(site), long_enough);
    const auto history = run({{}, {{1, Note{1}}, {2, Note{2}}, {3, Note{3}}}, {}});
    EXPECT_THAT(timestamps(history),
                ElementsAre(std::pair(1, 2), std::pair(3, 4), std::pair(5, 6)));
}

TEST(Runner, GoesOnNumberingWhereAWorkerIsLeftBehind) {
    const auto site = std::make_shared<Site>();
    RunnerOf run(maker<Served>(site), briefly);
    const auto history = run({{}, {{1, Note{1}}, {2, Stuck{}}, {3, Note{3}}}, {}});
    EXPECT_THAT(timestamps(history),
                ElementsAre(std::pair(1, 2), std::pair(3, sm::never), std::pair(4, 5)));
    site->release();
}

TEST(Runner, MakesNoClientWhereNothingIsLeftToDo) {
    const auto site = std::make_shared<Site>();
    RunnerOf run(maker<Served>(site), briefly);
    const auto history = run({{}, {{1, Stuck{}}}, {}});
    EXPECT_THAT(endings(history), ElementsAre(Ending::timed_out));
    EXPECT_EQ(site->clients.load(), 1);
    site->release();
}

TEST(Runner, GivesUpWhereNoCallEverReturns) {
    const auto site = std::make_shared<Site>();
    RunnerOf run(maker<Served>(site), std::chrono::milliseconds{1});
    Program program;
    program.branches.resize(2);
    for (sm::StepId id = 1; id <= 100; ++id) program.branches[id % 2].push_back({id, Stuck{}});
    try {
        run(program);
        ADD_FAILURE() << "no Misuse";
    } catch (const sm::Misuse& misuse) {
        EXPECT_THAT(misuse.what(), HasSubstr("too many calls never returned"));
    }
    EXPECT_EQ(site->torn_down.load(), 1);
    site->release();
    // Those that have come back are no burden any more.
    RunnerOf again(maker<Served>(site), long_enough);
    EXPECT_THAT(endings(again({{}, {{1, Note{1}}}, {}})), ElementsAre(Ending::answered));
}

}  // namespace
