#include <sm/workload/generators.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "workload/schedules.hpp"

namespace {

using namespace schedules;
using namespace std::chrono_literals;
using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::Ge;
using testing::HasSubstr;
using testing::Le;
using testing::SizeIs;
using testing::UnorderedElementsAre;

const sm::gen::DryRunOptions one{.workers = 1};
const sm::gen::DryRunOptions two{.workers = 2};

/// Client 1 needs 10 ns, client 2 needs 30 ns.
const sm::gen::DryRunOptions uneven{
    .workers = 2, .nemesis = false, .calls = [](const sm::gen::DryRunCall& call, sm::Random&) {
        return sm::gen::DryRunEnd{call.worker == 1 ? 10ns : 30ns};
    }};

TEST(Sequence, GoesOnWhileWhatWasBegunIsUnderWay) {
    const auto plan = sm::gen::sequence({times_do(1, "a"), {}, times_do(3, "b")});
    EXPECT_THAT(timed(sm::gen::dry_run(plan, two)), ElementsAre("0 a", "0 b", "10 b", "10 b"));
}

TEST(Phases, WaitForSlowWorkers) {
    const auto plan = sm::gen::phases({times_do(2, "a"), times_do(1, "b"), times_do(3, "c")});
    const auto seen = sm::gen::dry_run(plan, {.workers = 3, .calls = uneven.calls});
    for (const auto& first : seen.acts) {
        for (const auto& second : seen.acts) {
            if (text_of(first.act) < text_of(second.act)) {
                EXPECT_LE(first.ended, second.began);
            }
        }
    }
    EXPECT_EQ(seen.acts.size(), 6U);
}

TEST(Phases, BeginExactlyWhenTheLastWorkerIsFree) {
    const auto each = [](const std::string& what) {
        return sm::gen::each_worker(sm::gen::once(Do{what}));
    };
    EXPECT_THAT(full(sm::gen::dry_run(sm::gen::phases({each("a"), each("b")}), uneven)),
                UnorderedElementsAre("0 1 a", "0 2 a", "30 1 b", "30 2 b"));
}

TEST(Phases, WaitOnlyForThoseTheySee) {
    const auto plan = sm::gen::any(
        {sm::gen::on_workers({2}, times_do(1, "slow")),
         sm::gen::on_workers({1}, sm::gen::phases({times_do(1, "a"), times_do(1, "b")}))});
    const auto seen = timed(sm::gen::dry_run(plan, uneven));
    EXPECT_THAT(seen, UnorderedElementsAre("0 slow", "0 a", "10 b"));
}

TEST(Synchronize, WaitsForAllOnce) {
    const auto plan = sm::gen::sequence({times_do(3, "a"), sm::gen::synchronize(times_do(3, "b"))});
    EXPECT_THAT(timed(sm::gen::dry_run(plan, two)),
                ElementsAre("0 a", "0 a", "10 a", "20 b", "20 b", "30 b"));
}

TEST(Then, BeginsTheSecondWhenAllAreFree) {
    EXPECT_THAT(timed(sm::gen::dry_run(sm::gen::then(times_do(1, "a"), times_do(2, "b")), two)),
                ElementsAre("0 a", "10 b", "10 b"));
}

TEST(FlipFlop, TakesTurnsUntilOneIsOver) {
    const auto plan = sm::gen::flip_flop(sm::gen::count_up([](std::int64_t n) { return Add{n}; }),
                                         sm::gen::each_of<Do>({{"a"}, {"b"}}));
    EXPECT_THAT(texts(sm::gen::dry_run(plan, two)), ElementsAre("0", "a", "1", "b", "2"));
}

TEST(Mix, GivesAllOfEachAndDropsWhatIsOver) {
    const auto plan = sm::gen::mix({times_do(5, "a"), times_do(10, "b"), {}});
    const auto seen = sm::gen::dry_run(plan, {.workers = 10, .calls = sm::gen::quick_calls()});
    EXPECT_EQ(count(seen, "a"), 5);
    EXPECT_EQ(count(seen, "b"), 10);
    EXPECT_TRUE(seen.over);
}

TEST(Mix, TakesEachEvenly) {
    const auto plan =
        sm::gen::limit(9000, sm::gen::mix({forever_do("a"), forever_do("b"), forever_do("c")}));
    const auto seen = sm::gen::dry_run(plan, {.workers = 5});
    for (const char* what : {"a", "b", "c"}) EXPECT_NEAR(double(count(seen, what)), 3000, 150);
}

TEST(Mix, KeepsTheShareOfOneThatWaits) {
    // Were the choice made anew at each event, the slow one would hardly ever be taken.
    const auto slow = sm::gen::delay(95ns, forever_do("slow"));
    const auto busy = sm::gen::on_workers({1}, sm::gen::limit(4000, forever_do("busy")));
    const auto mixed =
        sm::gen::on_workers({2}, sm::gen::limit(200, sm::gen::mix({slow, forever_do("fast")})));
    const auto seen = sm::gen::dry_run(sm::gen::any({busy, mixed}), two);
    EXPECT_NEAR(double(count(seen, "slow")), 100, 35);
}

TEST(Weighted, TakesEachAsOftenAsItsWeightSays) {
    const auto plan =
        sm::gen::limit(8000, sm::gen::weighted({{1, forever_do("a")}, {3, forever_do("b")}}));
    EXPECT_NEAR(double(count(sm::gen::dry_run(plan, two), "a")), 2000, 150);
    EXPECT_THROW(sm::gen::weighted({{0, forever_do("a")}}), sm::Misuse);
}

TEST(Any, TakesWhateverComesFirst) {
    const auto plan = sm::gen::any({sm::gen::sequence({sm::gen::quiet(20ns), times_do(2, "late")}),
                                    sm::gen::delay(15ns, times_do(3, "a"))});
    EXPECT_THAT(timed(sm::gen::dry_run(plan, one)),
                ElementsAre("0 a", "15 a", "25 late", testing::AnyOf("35 late", "35 a"),
                            testing::AnyOf("45 late", "45 a")));
}

TEST(Any, TakesEvenlyOneOfThoseThatAreReady) {
    const auto plan =
        sm::gen::limit(6000, sm::gen::any({forever_do("a"), sm::gen::quiet(sm::gen::forever),
                                           forever_do("b"), forever_do("c")}));
    const auto seen = sm::gen::dry_run(plan, two);
    for (const char* what : {"a", "b", "c"}) EXPECT_NEAR(double(count(seen, what)), 2000, 150);
}

TEST(Any, DrawsNothingInVain) {
    const auto numbers = [](std::int64_t first) {
        return sm::gen::limit(50, sm::gen::count_up([](std::int64_t n) { return Add{n}; }, first));
    };
    const auto seen = sm::gen::dry_run(sm::gen::any({numbers(0), numbers(100)}), {.workers = 3});
    std::set<std::string> all;
    for (const auto& text : texts(seen)) all.insert(text);
    EXPECT_THAT(all, SizeIs(100));
}

TEST(OnWorkers, GivesOnlyToThem) {
    const auto seen =
        sm::gen::dry_run(sm::gen::on_workers({1, 3}, times_do(50, "a")), {.workers = 5});
    EXPECT_THAT(workers_of(seen, "a"), ElementsAre(1, 3));
}

TEST(OnWorkers, GivesOnlyToThoseOfWhomItHolds) {
    const auto odd = [](sm::gen::Worker worker) { return worker % 2 == 1; };
    const auto seen = sm::gen::dry_run(sm::gen::on_workers(odd, times_do(50, "a")), {.workers = 5});
    EXPECT_THAT(workers_of(seen, "a"), ElementsAre(1, 3, 5));
}

TEST(OnWorkers, SaysThatNobodyOfThemIsThere) {
    EXPECT_THAT(misuse_of([] { sm::gen::dry_run(sm::gen::on_workers({7}, forever_do("a")), two); }),
                HasSubstr("on_workers: it is for client 7, but here there is the nemesis and "
                          "clients 1 to 2"));
    const auto nobody = [](sm::gen::Worker) { return false; };
    EXPECT_THAT(
        misuse_of([&] { sm::gen::dry_run(sm::gen::on_workers(nobody, forever_do("a")), two); }),
        HasSubstr("on_workers: its condition holds of none"));
    EXPECT_THAT(misuse_of([&] { sm::gen::dry_run(sm::gen::nemesis(sm::gen::heal()), uneven); }),
                HasSubstr("nemesis: it is for the nemesis, but here there is clients 1 to 2"));
}

TEST(ClientsAndNemesis, SleepApart) {
    const auto plan = sm::gen::any(
        {sm::gen::clients(sm::gen::sleep(1ns)), sm::gen::nemesis(sm::gen::sleep(2ns))});
    EXPECT_THAT(full(sm::gen::dry_run(plan, one)),
                UnorderedElementsAre("0 1 sleep 1ns", "0 0 sleep 2ns"));
}

TEST(EachWorker, HasACopyForEach) {
    const auto plan = sm::gen::each_worker(sm::gen::each_of<Do>({{"a"}, {"b"}}));
    EXPECT_THAT(full(sm::gen::dry_run(sm::gen::clients(plan), {.workers = 3})),
                UnorderedElementsAre("0 1 a", "0 2 a", "0 3 a", "10 1 b", "10 2 b", "10 3 b"));
}

TEST(EachWorker, GoesOnAfterItsCallsAreUnknown) {
    const sm::gen::DryRunOptions unknown{.workers = 2, .calls = sm::gen::imperfect_calls()};
    const auto plan = sm::gen::clients(sm::gen::each_worker(sm::gen::until_ok(forever_do("a"))));
    const auto seen = sm::gen::dry_run(plan, unknown);
    EXPECT_THAT(full(seen), UnorderedElementsAre("0 1 a", "0 2 a"));
    const auto three = sm::gen::clients(sm::gen::each_worker(times_do(3, "a")));
    EXPECT_THAT(sm::gen::dry_run(three, unknown).acts, SizeIs(6));
}

TEST(Reserve, GivesEachRangeItsOwn) {
    const auto plan =
        sm::gen::limit(400, sm::gen::clients(sm::gen::reserve(
                                {{2, forever_do("w")}, {3, forever_do("c")}}, forever_do("r"))));
    const auto seen = sm::gen::dry_run(plan, {.workers = 6});
    EXPECT_THAT(workers_of(seen, "w"), ElementsAre(1, 2));
    EXPECT_THAT(workers_of(seen, "c"), ElementsAre(3, 4, 5));
    EXPECT_THAT(workers_of(seen, "r"), ElementsAre(6));
}

TEST(Reserve, TakesRangesByTheirNumberOfWorkers) {
    const auto plan =
        sm::gen::stagger(1us, sm::gen::limit(6000, sm::gen::clients(sm::gen::reserve(
                                                       {{2, forever_do("w")}}, forever_do("r")))));
    const auto seen = sm::gen::dry_run(plan, {.workers = 6, .calls = sm::gen::quick_calls()});
    EXPECT_NEAR(double(count(seen, "w")), 2000, 150);
}

TEST(Reserve, SaysThatThereAreTooFew) {
    EXPECT_THAT(misuse_of([] {
                    sm::gen::dry_run(sm::gen::reserve({{2, {}}, {1, {}}}), two);
                }),
                HasSubstr("reserve: 3 clients are reserved, but here there is the nemesis and "
                          "clients 1 to 2"));
    EXPECT_THAT(
        misuse_of([] {
            sm::gen::dry_run(sm::gen::reserve({{2, times_do(1, "a")}}, forever_do("b")), uneven);
        }),
        HasSubstr("nobody is left for the rest"));
}

TEST(Map, ChangesWhatIsDone) {
    const auto louder = [](sm::gen::Act act) -> sm::gen::Act {
        auto command = std::get<sm::gen::Issue>(act).command.as<Do>();
        return sm::detail::act_of(Do{command.what + "!"});
    };
    EXPECT_THAT(texts(sm::gen::dry_run(sm::gen::map(louder, times_do(2, "a")), two)),
                ElementsAre("a!", "a!"));
}

TEST(Map, MayNotMakeWhatTheWorkerCannotDo) {
    const auto heal = [](sm::gen::Act) -> sm::gen::Act { return sm::gen::Heal{}; };
    EXPECT_THAT(misuse_of([&] { sm::gen::dry_run(sm::gen::map(heal, forever_do("a")), two); }),
                HasSubstr("map gave `heal` to client"));
}

TEST(Filter, KeepsWhatItsConditionHoldsOf) {
    const auto even = [](const sm::gen::Act& act) {
        return std::get<sm::gen::Issue>(act).command.as<Add>().n % 2 == 0;
    };
    const auto plan = sm::gen::limit(
        3, sm::gen::filter(even, sm::gen::count_up([](std::int64_t n) { return Add{n}; })));
    EXPECT_THAT(timed(sm::gen::dry_run(plan, one)), ElementsAre("0 0", "10 2", "20 4"));
}

TEST(Filter, SaysThatItRefusesAll) {
    const auto never = [](const sm::gen::Act&) { return false; };
    EXPECT_THAT(
        misuse_of([&] { sm::gen::dry_run(sm::gen::filter(never, forever_do("a")), two); }),
        HasSubstr("filter: 100000 acts in a row were refused, the last one `Do{what=\"a\"}"));
}

/// The set test of Jepsen's tutorial: adds under faults, then a rest, then one read.
TEST(Together, AddsUnderFaultsAreFollowedByOneReadInPeace) {
    const auto adds = sm::gen::clients(
        sm::gen::stagger(10ms, sm::gen::count_up([](std::int64_t n) { return Add{n}; })));
    const auto faults = sm::gen::nemesis(
        sm::gen::cycle(sm::gen::sequence({sm::gen::sleep(5s), sm::gen::inject({"partition"}),
                                          sm::gen::sleep(5s), sm::gen::heal("partition")})));
    const auto plan =
        sm::gen::phases({sm::gen::time_limit(12s, sm::gen::any({adds, faults})),
                         sm::gen::say("healing"), sm::gen::nemesis(sm::gen::heal()),
                         sm::gen::sleep(10s), sm::gen::clients(sm::gen::once(Do{"read"}))});
    const auto seen = sm::gen::dry_run(plan, {.workers = 10, .calls = sm::gen::perfect_calls(1ms)});
    const auto all = texts(seen);
    EXPECT_EQ(all.back(), "read");
    // The nemesis was asleep from 10.002 s to 15.002 s.
    EXPECT_EQ(seen.acts.back().began, 25'003ms);
    EXPECT_NEAR(double(seen.acts.size()), 1205, 60);
    EXPECT_EQ(count(seen, "inject partition"), 1);
    EXPECT_EQ(count(seen, "heal partition"), 1);
}

}  // namespace
