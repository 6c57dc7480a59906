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

const sm::SimulationOptions quick{.workers = 2, .calls = sm::quick_calls(), .acts_limit = 100};
const sm::SimulationOptions alone{.workers = 1, .acts_limit = 5};
const sm::SimulationOptions two{.workers = 2};

TEST(Once, GivesACommandOnce) {
    EXPECT_THAT(timed(sm::simulate(sm::once(Do{"a"}), two)), ElementsAre("0 a"));
}

TEST(Once, OfAGeneratorGivesItsFirstAct) {
    EXPECT_THAT(timed(sm::simulate(sm::once(forever_do("a")), two)), ElementsAre("0 a"));
}

TEST(Repeat, GivesACommandAsFastAsWorkersAreFree) {
    EXPECT_THAT(timed(sm::simulate(forever_do("a"), alone)),
                ElementsAre("0 a", "10 a", "20 a", "30 a", "40 a"));
}

TEST(Repeat, GivesTheFirstActOfAGeneratorAgain) {
    const auto letters = sm::each_of<Do>({{"a"}, {"b"}});
    EXPECT_THAT(texts(sm::simulate(sm::repeat(3, letters), two)), ElementsAre("a", "a", "a"));
    EXPECT_THAT(texts(sm::simulate(sm::repeat(letters), alone)), Each("a"));
}

TEST(EachOf, GivesItsCommandsInOrder) {
    EXPECT_THAT(timed(sm::simulate(sm::each_of<Do>({{"a"}, {"b"}, {"c"}}), two)),
                ElementsAre("0 a", "0 b", "10 c"));
    EXPECT_TRUE(sm::simulate(sm::each_of<Do>({})).acts.empty());
}

TEST(DrawEach, DrawsEachTimeAnew) {
    const auto numbers = sm::limit(1000, sm::draw_each([](sm::Random& random) {
                                       return Add{static_cast<std::int64_t>(random.below(4))};
                                   }));
    const auto seen = sm::simulate(numbers, two);
    for (const char* n : {"0", "1", "2", "3"}) EXPECT_GT(count(seen, n), 150);
}

TEST(DrawEach, MayLookAtTheContext) {
    const auto nows = sm::limit(
        3, sm::draw_each([](const sm::Context& context) { return Add{context.now.count()}; }));
    EXPECT_THAT(timed(sm::simulate(nows, alone)), ElementsAre("0 0", "10 10", "20 20"));
}

TEST(CountUp, GivesEachNumberOnce) {
    const auto adds = sm::count_up([](std::int64_t n) { return Add{n}; }, 7);
    EXPECT_THAT(texts(sm::simulate(sm::limit(4, adds), two)), ElementsAre("7", "8", "9", "10"));
}

TEST(Strike, IsForTheNemesisAndCommandsForClients) {
    const auto plan = sm::sequence({sm::strike({"kill"}, 5s), sm::once(Do{"a"}), sm::heal("kill")});
    const auto seen = sm::simulate(plan, {.workers = 1});
    EXPECT_THAT(full(seen), ElementsAre("0 -1 strike kill for 5s", "0 0 a", "10 -1 heal kill"));
}

TEST(StrikeEach, DrawsAFaultEachTime) {
    const auto faults = sm::limit(50, sm::strike_each([](sm::Random& random) {
                                      return sm::Strike{{random.below(2) == 0 ? "kill" : "pause"}};
                                  }));
    const auto seen = sm::simulate(faults, quick);
    EXPECT_GT(count(seen, "strike kill"), 10);
    EXPECT_GT(count(seen, "strike pause"), 10);
}

TEST(Sleep, KeepsOneWorkerFromWorkWhileOthersGoOn) {
    const auto plan = sm::sequence({sm::sleep(25ns), times_do(4, "a")});
    const auto seen = sm::simulate(plan, {.workers = 2, .nemesis = false});
    EXPECT_THAT(timed(seen), ElementsAre("0 sleep 25ns", "0 a", "10 a", "20 a", "25 a"));
}

TEST(Say, TakesNoTime) {
    const auto seen = sm::simulate(sm::phases({sm::say("hello"), sm::once(Do{"a"})}), two);
    EXPECT_THAT(timed(seen), ElementsAre("0 say \"hello\"", "0 a"));
}

TEST(Quiet, KeepsAllWorkersIdleSinceItWasAskedFirst) {
    const auto plan = sm::sequence({times_do(2, "a"), sm::quiet(25ns), times_do(2, "b")});
    EXPECT_THAT(timed(sm::simulate(plan, two)), ElementsAre("0 a", "0 a", "25 b", "25 b"));
}

TEST(QuietUntil, EndsAtATimeOfTheRun) {
    const auto plan = sm::sequence({times_do(3, "a"), sm::quiet_until(25ns), times_do(1, "b")});
    EXPECT_THAT(timed(sm::simulate(plan, two)), ElementsAre("0 a", "0 a", "10 a", "25 b"));
}

TEST(QuietWhile, EndsWhenItsConditionDoesNotHold) {
    const auto busy = [](const sm::Context& context) { return context.free.size() < 2; };
    const auto plan = sm::sequence({times_do(1, "a"), sm::quiet_while(busy), sm::once(Do{"b"})});
    EXPECT_THAT(timed(sm::simulate(plan, {.workers = 2, .nemesis = false})),
                ElementsAre("0 a", "10 b"));
}

std::vector<std::int64_t> gaps(const sm::Simulated& seen) {
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
        sm::simulate(sm::stagger(1000ns, times_do(20001, "a")), {.workers = 1, .seed = 3});
    EXPECT_EQ(seen.acts[0].began, 0ns);
    const auto all = gaps(seen);
    EXPECT_NEAR(mean(all), 1000, 20);
    EXPECT_THAT(all, Each(testing::AllOf(testing::Ge(0), testing::Le(2000))));
    EXPECT_NEAR(static_cast<double>(std::ranges::count_if(all, [](auto g) { return g < 500; })),
                5000, 250);
}

TEST(Stagger, IsSlowedDownBySlowAnswers) {
    const sm::SimulationOptions slow{.workers = 1, .calls = sm::perfect_calls(10us)};
    EXPECT_GT(mean(gaps(sm::simulate(sm::stagger(1us, times_do(1000, "a")), slow))), 9999);
}

TEST(Delay, KeepsAnInterval) {
    EXPECT_THAT(timed(sm::simulate(sm::delay(3ns, times_do(5, "a")), two)),
                ElementsAre("0 a", "3 a", "10 a", "13 a", "20 a"));
}

TEST(Rate, HasExponentialGaps) {
    const sm::SimulationOptions many{.workers = 200, .seed = 5};
    const auto all = gaps(sm::simulate(sm::rate(1e6, times_do(20001, "a")), many));
    EXPECT_NEAR(mean(all), 1000, 25);
    const auto beyond = [&](std::int64_t at) {
        return static_cast<double>(std::ranges::count_if(all, [&](auto g) { return g > at; })) /
               20000.0;
    };
    EXPECT_NEAR(beyond(1000), 0.3679, 0.015);  // exp(-1)
    EXPECT_NEAR(beyond(3000), 0.0498, 0.007);  // exp(-3)
}

TEST(Rate, MakesUpForWhatCameLate) {
    const auto stalls = [](const sm::SimulatedCall& call, sm::Random&) {
        return sm::SimulatedEnd{call.index == 0 ? sm::Duration{100us} : sm::Duration{10ns}};
    };
    const auto seen =
        sm::simulate(sm::rate(1e6, times_do(1000, "a")), {.workers = 1, .calls = stalls});
    EXPECT_NEAR(static_cast<double>(seen.lasted.count()), 1e6, 1.2e5);
    const auto all = gaps(seen);
    EXPECT_GT(std::ranges::count(all, 10), 50);
}

TEST(Pace, RefusesWhatIsNoPace) {
    EXPECT_THAT(misuse_of([] { sm::stagger(0ns, {}); }), HasSubstr("stagger: the mean interval"));
    EXPECT_THAT(misuse_of([] { sm::delay(-1ns, {}); }), HasSubstr("delay: the interval"));
    for (const double wrong : {0.0, -1.0, 2e9, 1.0 / 0.0, 0.0 / 0.0}) {
        EXPECT_THAT(misuse_of([&] { sm::rate(wrong, {}); }), HasSubstr("rate: acts per second"));
    }
}

TEST(Limit, EndsAfterSoManyActs) {
    EXPECT_THAT(timed(sm::simulate(sm::limit(3, forever_do("a")), two)),
                ElementsAre("0 a", "0 a", "10 a"));
    EXPECT_THAT(texts(sm::simulate(sm::limit(0, forever_do("a")), two)), IsEmpty());
    EXPECT_THROW(sm::limit(-1, {}), sm::Misuse);
}

TEST(TimeLimit, BeginsNothingOnceItHasPassed) {
    EXPECT_THAT(timed(sm::simulate(sm::time_limit(20ns, forever_do("a")), two)),
                ElementsAre("0 a", "0 a", "10 a", "10 a"));
}

TEST(TimeLimit, CountsFromWhenItWasAskedFirst) {
    const auto plan = sm::phases({times_do(1, "a"), sm::time_limit(15ns, forever_do("b"))});
    EXPECT_THAT(timed(sm::simulate(plan, {.workers = 1})), ElementsAre("0 a", "10 b", "20 b"));
}

TEST(TimeLimit, EndsWhileItsPartWaits) {
    const auto plan = sm::phases(
        {sm::time_limit(15ns, sm::quiet(100ns)), sm::time_limit(5ns, sm::quiet(sm::forever))});
    EXPECT_EQ(sm::simulate(plan, two).lasted, 20ns);
}

TEST(TimeLimit, IsAtLeastWhatPhasesTakeOneAfterAnother) {
    const auto plan = sm::phases({sm::time_limit(1s, sm::delay(100ms, forever_do("a"))),
                                  sm::time_limit(1s, sm::delay(100ms, forever_do("b")))});
    const auto seen = sm::simulate(plan, two);
    EXPECT_EQ(count(seen, "a"), 10);
    EXPECT_EQ(count(seen, "b"), 10);
}

TEST(ProcessLimit, EndsAfterSoManyProcesses) {
    const sm::SimulationOptions crash{.workers = 2,
                                      .calls = [](const sm::SimulatedCall&, sm::Random&) {
                                          return sm::SimulatedEnd{10ns, sm::Event::Kind::unknown};
                                      }};
    const auto seen = sm::simulate(sm::process_limit(5, forever_do("a")), crash);
    std::set<std::int64_t> processes;
    for (const auto& act : seen.acts) processes.insert(act.process);
    EXPECT_THAT(seen.acts, SizeIs(5));
    EXPECT_THAT(processes, SizeIs(5));
}

TEST(ProcessLimit, LetsAProcessGoOnThatIsAnswered) {
    const auto seen = sm::simulate(sm::process_limit(2, times_do(100, "a")), two);
    EXPECT_THAT(seen.acts, SizeIs(100));
}

TEST(UntilOk, EndsWithTheFirstAnswer) {
    const auto third = [](const sm::SimulatedCall& call, sm::Random&) {
        constexpr sm::Event::Kind kinds[] = {sm::Event::Kind::refused, sm::Event::Kind::unknown,
                                             sm::Event::Kind::answered};
        return sm::SimulatedEnd{10ns, kinds[call.index % 3]};
    };
    const auto seen = sm::simulate(sm::until_ok(forever_do("a")), {.workers = 1, .calls = third});
    EXPECT_THAT(timed(seen), ElementsAre("0 a", "10 a", "20 a"));
}

TEST(UntilOk, IsNotEndedByWhatOthersWereAnswered) {
    const auto refuses = [](const sm::SimulatedCall& call, sm::Random&) {
        const bool is_a = text_of(call.act) == "a";
        return sm::SimulatedEnd{10ns, is_a ? sm::Event::Kind::refused : sm::Event::Kind::answered};
    };
    const auto plan = sm::any({sm::until_ok(times_do(10, "a")), times_do(10, "b")});
    EXPECT_EQ(count(sm::simulate(plan, {.workers = 3, .calls = refuses}), "a"), 10);
}

TEST(UntilOk, IsNotEndedBySayingSomething) {
    const auto refused = [](const sm::SimulatedCall&, sm::Random&) {
        return sm::SimulatedEnd{10ns, sm::Event::Kind::refused};
    };
    const auto plan = sm::until_ok(sm::sequence({sm::say("go"), times_do(3, "a")}));
    EXPECT_EQ(count(sm::simulate(plan, {.workers = 1, .calls = refused}), "a"), 3);
}

TEST(Cycle, BeginsAgain) {
    const auto faults = sm::cycle(sm::sequence({sm::sleep(5ns), sm::strike({"kill"}), sm::heal()}));
    const auto seen = sm::simulate(sm::nemesis(faults),
                                   {.workers = 1, .calls = sm::quick_calls(), .acts_limit = 7});
    EXPECT_THAT(timed(seen), ElementsAre("0 sleep 5ns", "5 strike kill", "5 heal", "5 sleep 5ns",
                                         "10 strike kill", "10 heal", "10 sleep 5ns"));
}

TEST(Cycle, CountsItsRounds) {
    const auto plan = sm::cycle(2, sm::each_of<Do>({{"a"}, {"b"}}));
    EXPECT_THAT(texts(sm::simulate(plan, two)), ElementsAre("a", "b", "a", "b"));
}

TEST(Cycle, IsOverIfThereIsNothingToBeDone) {
    EXPECT_TRUE(sm::simulate(sm::cycle(sm::Generator{}), two).over);
    EXPECT_TRUE(sm::simulate(sm::cycle(sm::mix({})), two).over);
}

TEST(Cycle, StartsATimeLimitAnew) {
    const auto plan =
        sm::cycle(2, sm::sequence({sm::time_limit(15ns, forever_do("a")), sm::quiet(10ns)}));
    EXPECT_THAT(timed(sm::simulate(plan, {.workers = 1})),
                ElementsAre("0 a", "10 a", "25 a", "35 a"));
}

}  // namespace
