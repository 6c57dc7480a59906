#include <sm/workload/generators.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "workload/schedules.hpp"

namespace {

using namespace schedules;
using namespace std::chrono_literals;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const sm::gen::DryRunOptions quick{
    .workers = 2, .calls = sm::gen::quick_calls(), .acts_limit = 100};
const sm::gen::DryRunOptions alone{.workers = 1, .acts_limit = 5};
const sm::gen::DryRunOptions two{.workers = 2};

TEST(Once, GivesACommandOnce) {
    EXPECT_THAT(timed(sm::gen::dry_run(sm::gen::once(Do{"a"}), two)), ElementsAre("0 a"));
}

TEST(Once, OfAGeneratorGivesItsFirstAct) {
    EXPECT_THAT(timed(sm::gen::dry_run(sm::gen::once(forever_do("a")), two)), ElementsAre("0 a"));
}

TEST(Repeat, GivesACommandAsFastAsWorkersAreFree) {
    EXPECT_THAT(timed(sm::gen::dry_run(forever_do("a"), alone)),
                ElementsAre("0 a", "10 a", "20 a", "30 a", "40 a"));
}

TEST(Repeat, GivesTheFirstActOfAGeneratorAgain) {
    const auto letters = sm::gen::each_of<Do>({{"a"}, {"b"}});
    EXPECT_THAT(texts(sm::gen::dry_run(sm::gen::repeat(3, letters), two)),
                ElementsAre("a", "a", "a"));
    EXPECT_THAT(texts(sm::gen::dry_run(sm::gen::repeat(letters), alone)), Each("a"));
}

TEST(EachOf, GivesItsCommandsInOrder) {
    EXPECT_THAT(timed(sm::gen::dry_run(sm::gen::each_of<Do>({{"a"}, {"b"}, {"c"}}), two)),
                ElementsAre("0 a", "0 b", "10 c"));
    EXPECT_TRUE(sm::gen::dry_run(sm::gen::each_of<Do>({})).acts.empty());
}

TEST(DrawEach, DrawsEachTimeAnew) {
    const auto numbers = sm::gen::limit(1000, sm::gen::draw_each([](sm::Random& random) {
                                            return Add{static_cast<std::int64_t>(random.below(4))};
                                        }));
    const auto seen = sm::gen::dry_run(numbers, two);
    for (const char* n : {"0", "1", "2", "3"}) EXPECT_GT(count(seen, n), 150);
}

TEST(DrawEach, MayLookAtTheContext) {
    const auto nows = sm::gen::limit(3, sm::gen::draw_each([](const sm::gen::Context& context) {
                                         return Add{context.now.count()};
                                     }));
    EXPECT_THAT(timed(sm::gen::dry_run(nows, alone)), ElementsAre("0 0", "10 10", "20 20"));
}

TEST(CountUp, GivesEachNumberOnce) {
    const auto adds = sm::gen::count_up([](std::int64_t n) { return Add{n}; }, 7);
    EXPECT_THAT(texts(sm::gen::dry_run(sm::gen::limit(4, adds), two)),
                ElementsAre("7", "8", "9", "10"));
}

TEST(Inject, IsForTheNemesisAndCommandsForClients) {
    const auto plan = sm::gen::sequence(
        {sm::gen::inject({"kill"}, 5s), sm::gen::once(Do{"a"}), sm::gen::heal("kill")});
    const auto seen = sm::gen::dry_run(plan, {.workers = 1});
    EXPECT_THAT(full(seen), ElementsAre("0 0 inject kill for 5s", "0 1 a", "10 0 heal kill"));
}

TEST(InjectEach, DrawsAFaultEachTime) {
    const auto faults =
        sm::gen::limit(50, sm::gen::inject_each([](sm::Random& random) {
                           return sm::gen::Inject{{random.below(2) == 0 ? "kill" : "pause"}};
                       }));
    const auto seen = sm::gen::dry_run(faults, quick);
    EXPECT_GT(count(seen, "inject kill"), 10);
    EXPECT_GT(count(seen, "inject pause"), 10);
}

TEST(Sleep, KeepsOneWorkerFromWorkWhileOthersGoOn) {
    const auto plan = sm::gen::sequence({sm::gen::sleep(25ns), times_do(4, "a")});
    const auto seen = sm::gen::dry_run(plan, {.workers = 2, .nemesis = false});
    EXPECT_THAT(timed(seen), ElementsAre("0 sleep 25ns", "0 a", "10 a", "20 a", "25 a"));
}

TEST(Say, TakesNoTime) {
    const auto seen =
        sm::gen::dry_run(sm::gen::phases({sm::gen::say("hello"), sm::gen::once(Do{"a"})}), two);
    EXPECT_THAT(timed(seen), ElementsAre("0 say \"hello\"", "0 a"));
}

TEST(Quiet, KeepsAllWorkersIdleSinceItWasAskedFirst) {
    const auto plan = sm::gen::sequence({times_do(2, "a"), sm::gen::quiet(25ns), times_do(2, "b")});
    EXPECT_THAT(timed(sm::gen::dry_run(plan, two)), ElementsAre("0 a", "0 a", "25 b", "25 b"));
}

TEST(QuietUntil, EndsAtATimeOfTheRun) {
    const auto plan =
        sm::gen::sequence({times_do(3, "a"), sm::gen::quiet_until(25ns), times_do(1, "b")});
    EXPECT_THAT(timed(sm::gen::dry_run(plan, two)), ElementsAre("0 a", "0 a", "10 a", "25 b"));
}

TEST(QuietWhile, EndsWhenItsConditionDoesNotHold) {
    const auto busy = [](const sm::gen::Context& context) { return context.free.size() < 2; };
    const auto plan =
        sm::gen::sequence({times_do(1, "a"), sm::gen::quiet_while(busy), sm::gen::once(Do{"b"})});
    EXPECT_THAT(timed(sm::gen::dry_run(plan, {.workers = 2, .nemesis = false})),
                ElementsAre("0 a", "10 b"));
}

std::vector<std::int64_t> gaps(const sm::gen::DryRun& seen) {
    std::vector<std::int64_t> all;
    for (std::size_t i = 1; i < seen.acts.size(); ++i) {
        all.push_back((seen.acts[i].began - seen.acts[i - 1].began).count());
    }
    return all;
}

double mean(const std::vector<std::int64_t>& all) {
    return static_cast<double>(std::accumulate(all.begin(), all.end(), std::int64_t{0})) /
           static_cast<double>(all.size());
}

TEST(Stagger, BeginsAtOnceAndWaitsEvenlyUpToTwiceTheMean) {
    const auto seen =
        sm::gen::dry_run(sm::gen::stagger(1000ns, times_do(20001, "a")), {.workers = 1, .seed = 3});
    EXPECT_EQ(seen.acts[0].began, 0ns);
    const auto all = gaps(seen);
    EXPECT_NEAR(mean(all), 1000, 20);
    EXPECT_THAT(all, Each(testing::AllOf(testing::Ge(0), testing::Le(2000))));
    EXPECT_NEAR(static_cast<double>(std::ranges::count_if(all, [](auto g) { return g < 500; })),
                5000, 250);
}

TEST(Stagger, IsSlowedDownBySlowAnswers) {
    const sm::gen::DryRunOptions slow{.workers = 1, .calls = sm::gen::perfect_calls(10us)};
    EXPECT_GT(mean(gaps(sm::gen::dry_run(sm::gen::stagger(1us, times_do(1000, "a")), slow))), 9999);
}

TEST(Delay, KeepsAnInterval) {
    EXPECT_THAT(timed(sm::gen::dry_run(sm::gen::delay(3ns, times_do(5, "a")), two)),
                ElementsAre("0 a", "3 a", "10 a", "13 a", "20 a"));
}

TEST(Rate, HasExponentialGaps) {
    const sm::gen::DryRunOptions many{.workers = 200, .seed = 5};
    const auto all = gaps(sm::gen::dry_run(sm::gen::rate(1e6, times_do(20001, "a")), many));
    EXPECT_NEAR(mean(all), 1000, 25);
    const auto beyond = [&](std::int64_t at) {
        return static_cast<double>(std::ranges::count_if(all, [&](auto g) { return g > at; })) /
               20000.0;
    };
    EXPECT_NEAR(beyond(1000), 0.3679, 0.015);  // exp(-1)
    EXPECT_NEAR(beyond(3000), 0.0498, 0.007);  // exp(-3)
}

TEST(Rate, MakesUpForWhatCameLate) {
    const auto stalls = [](const sm::gen::DryRunCall& call, sm::Random&) {
        return sm::gen::DryRunEnd{call.index == 0 ? sm::Duration{100us} : sm::Duration{10ns}};
    };
    const auto seen =
        sm::gen::dry_run(sm::gen::rate(1e6, times_do(1000, "a")), {.workers = 1, .calls = stalls});
    EXPECT_NEAR(static_cast<double>(seen.lasted.count()), 1e6, 1.2e5);
    const auto all = gaps(seen);
    EXPECT_GT(std::ranges::count(all, 10), 50);
}

TEST(Pace, RefusesWhatIsNoPace) {
    EXPECT_THAT(misuse_of([] { sm::gen::stagger(0ns, {}); }),
                HasSubstr("stagger: the mean interval"));
    EXPECT_THAT(misuse_of([] { sm::gen::delay(-1ns, {}); }), HasSubstr("delay: the interval"));
    for (const double wrong : {0.0, -1.0, 2e9, 1.0 / 0.0, 0.0 / 0.0}) {
        EXPECT_THAT(misuse_of([&] { sm::gen::rate(wrong, {}); }),
                    HasSubstr("rate: acts per second"));
    }
}

TEST(Limit, EndsAfterSoManyActs) {
    EXPECT_THAT(timed(sm::gen::dry_run(sm::gen::limit(3, forever_do("a")), two)),
                ElementsAre("0 a", "0 a", "10 a"));
    EXPECT_THAT(texts(sm::gen::dry_run(sm::gen::limit(0, forever_do("a")), two)), IsEmpty());
    EXPECT_THROW(sm::gen::limit(-1, {}), sm::Misuse);
}

TEST(TimeLimit, BeginsNothingOnceItHasPassed) {
    EXPECT_THAT(timed(sm::gen::dry_run(sm::gen::time_limit(20ns, forever_do("a")), two)),
                ElementsAre("0 a", "0 a", "10 a", "10 a"));
}

TEST(TimeLimit, CountsFromWhenItWasAskedFirst) {
    const auto plan =
        sm::gen::phases({times_do(1, "a"), sm::gen::time_limit(15ns, forever_do("b"))});
    EXPECT_THAT(timed(sm::gen::dry_run(plan, {.workers = 1})), ElementsAre("0 a", "10 b", "20 b"));
}

TEST(TimeLimit, EndsWhileItsPartWaits) {
    const auto plan = sm::gen::phases({sm::gen::time_limit(15ns, sm::gen::quiet(100ns)),
                                       sm::gen::time_limit(5ns, sm::gen::quiet(sm::gen::forever))});
    EXPECT_EQ(sm::gen::dry_run(plan, two).lasted, 20ns);
}

TEST(TimeLimit, IsAtLeastWhatPhasesTakeOneAfterAnother) {
    const auto plan =
        sm::gen::phases({sm::gen::time_limit(1s, sm::gen::delay(100ms, forever_do("a"))),
                         sm::gen::time_limit(1s, sm::gen::delay(100ms, forever_do("b")))});
    const auto seen = sm::gen::dry_run(plan, two);
    EXPECT_EQ(count(seen, "a"), 10);
    EXPECT_EQ(count(seen, "b"), 10);
}

TEST(ProcessLimit, EndsAfterSoManyProcesses) {
    const sm::gen::DryRunOptions crash{
        .workers = 2, .calls = [](const sm::gen::DryRunCall&, sm::Random&) {
            return sm::gen::DryRunEnd{10ns, sm::gen::Event::Kind::unknown};
        }};
    const auto seen = sm::gen::dry_run(sm::gen::process_limit(5, forever_do("a")), crash);
    std::set<std::int64_t> processes;
    for (const auto& act : seen.acts) processes.insert(act.process);
    EXPECT_THAT(seen.acts, SizeIs(5));
    EXPECT_THAT(processes, SizeIs(5));
}

TEST(ProcessLimit, LetsAProcessGoOnThatIsAnswered) {
    const auto seen = sm::gen::dry_run(sm::gen::process_limit(2, times_do(100, "a")), two);
    EXPECT_THAT(seen.acts, SizeIs(100));
}

TEST(UntilOk, EndsWithTheFirstAnswer) {
    const auto third = [](const sm::gen::DryRunCall& call, sm::Random&) {
        constexpr sm::gen::Event::Kind kinds[] = {sm::gen::Event::Kind::refused,
                                                  sm::gen::Event::Kind::unknown,
                                                  sm::gen::Event::Kind::answered};
        return sm::gen::DryRunEnd{10ns, kinds[call.index % 3]};
    };
    const auto seen =
        sm::gen::dry_run(sm::gen::until_ok(forever_do("a")), {.workers = 1, .calls = third});
    EXPECT_THAT(timed(seen), ElementsAre("0 a", "10 a", "20 a"));
}

TEST(UntilOk, IsNotEndedByWhatOthersWereAnswered) {
    const auto refuses = [](const sm::gen::DryRunCall& call, sm::Random&) {
        const bool is_a = text_of(call.act) == "a";
        return sm::gen::DryRunEnd{
            10ns, is_a ? sm::gen::Event::Kind::refused : sm::gen::Event::Kind::answered};
    };
    const auto plan = sm::gen::any({sm::gen::until_ok(times_do(10, "a")), times_do(10, "b")});
    EXPECT_EQ(count(sm::gen::dry_run(plan, {.workers = 3, .calls = refuses}), "a"), 10);
}

TEST(UntilOk, IsNotEndedBySayingSomething) {
    const auto refused = [](const sm::gen::DryRunCall&, sm::Random&) {
        return sm::gen::DryRunEnd{10ns, sm::gen::Event::Kind::refused};
    };
    const auto plan = sm::gen::until_ok(sm::gen::sequence({sm::gen::say("go"), times_do(3, "a")}));
    EXPECT_EQ(count(sm::gen::dry_run(plan, {.workers = 1, .calls = refused}), "a"), 3);
}

TEST(Cycle, BeginsAgain) {
    const auto faults = sm::gen::cycle(
        sm::gen::sequence({sm::gen::sleep(5ns), sm::gen::inject({"kill"}), sm::gen::heal()}));
    const auto seen = sm::gen::dry_run(
        sm::gen::nemesis(faults), {.workers = 1, .calls = sm::gen::quick_calls(), .acts_limit = 7});
    EXPECT_THAT(timed(seen), ElementsAre("0 sleep 5ns", "5 inject kill", "5 heal", "5 sleep 5ns",
                                         "10 inject kill", "10 heal", "10 sleep 5ns"));
}

TEST(Cycle, CountsItsRounds) {
    const auto plan = sm::gen::cycle(2, sm::gen::each_of<Do>({{"a"}, {"b"}}));
    EXPECT_THAT(texts(sm::gen::dry_run(plan, two)), ElementsAre("a", "b", "a", "b"));
}

TEST(Cycle, IsOverIfThereIsNothingToBeDone) {
    EXPECT_TRUE(sm::gen::dry_run(sm::gen::cycle(sm::gen::Generator{}), two).over);
    EXPECT_TRUE(sm::gen::dry_run(sm::gen::cycle(sm::gen::mix({})), two).over);
}

TEST(Cycle, StartsATimeLimitAnew) {
    const auto plan = sm::gen::cycle(
        2, sm::gen::sequence({sm::gen::time_limit(15ns, forever_do("a")), sm::gen::quiet(10ns)}));
    EXPECT_THAT(timed(sm::gen::dry_run(plan, {.workers = 1})),
                ElementsAre("0 a", "10 a", "25 a", "35 a"));
}

}  // namespace
