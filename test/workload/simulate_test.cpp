#include <sm/workload/keys.hpp>
#include <sm/workload/simulate.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "workload/schedules.hpp"

namespace {

using namespace schedules;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(Simulate, ShowsALineAnAct) {
    const auto plan = sm::phases({sm::once(Do{"a"}), sm::nemesis(sm::strike({"kill"}))});
    EXPECT_EQ(show(sm::simulate(plan, {.workers = 1})),
              "0ns client 0 Do{what=\"a\"} → answered at 10ns\n"
              "10ns nemesis strike kill → answered at 20ns\n");
}

TEST(Simulate, AnswersAtOnceInQuickCalls) {
    const auto seen = sm::simulate(times_do(3, "a"), {.workers = 1, .calls = sm::quick_calls()});
    EXPECT_THAT(timed(seen), ElementsAre("0 a", "0 a", "0 a"));
    EXPECT_EQ(seen.lasted, 0ns);
}

TEST(Simulate, KeepsEachWorkerBusyInPerfectCalls) {
    EXPECT_THAT(timed(sm::simulate(times_do(5, "a"), {.workers = 3})),
                ElementsAre("0 a", "0 a", "0 a", "10 a", "10 a"));
}

TEST(Simulate, EndsImperfectCallsInTurnAndGoesOnAsAnotherProcess) {
    const auto seen =
        sm::simulate(times_do(5, "a"), {.workers = 1, .calls = sm::imperfect_calls()});
    std::vector<std::pair<std::int64_t, std::string>> all;
    for (const auto& act : seen.acts) all.emplace_back(act.process, show(act.end));
    using Pair = std::pair<std::int64_t, std::string>;
    EXPECT_THAT(all, ElementsAre(Pair{0, "answered"}, Pair{0, "refused"}, Pair{0, "unknown"},
                                 Pair{1, "answered"}, Pair{1, "refused"}));
}

TEST(Simulate, StopsAtItsLimits) {
    const auto by_acts = sm::simulate(forever_do("a"), {.workers = 1, .acts_limit = 3});
    EXPECT_EQ(by_acts.acts.size(), 3U);
    EXPECT_FALSE(by_acts.over);
    const auto by_time = sm::simulate(forever_do("a"), {.workers = 1, .time_limit = 25ns});
    EXPECT_THAT(timed(by_time), ElementsAre("0 a", "10 a", "20 a"));
    EXPECT_EQ(by_time.lasted, 30ns);
}

TEST(Simulate, RefusesEndsThatCannotBe) {
    const auto back = [](const sm::SimulatedCall&, sm::Random&) { return sm::SimulatedEnd{-1ns}; };
    EXPECT_THAT(misuse_of([&] { sm::simulate(forever_do("a"), {.calls = back}); }),
                HasSubstr("after a time that is not negative"));
}

std::uint64_t digest_of(const std::string& text) { return sm::Seed{0}.child(text).value; }

/// Every combinator, one inside another.
sm::Generator everything() {
    const auto register_of = [](std::int64_t key) {
        const auto draws = sm::draw_each([key](sm::Random& random) {
            return Add{key * 100 + static_cast<std::int64_t>(random.below(5))};
        });
        return sm::limit(40, sm::stagger(50ns, sm::reserve({{1, sm::repeat(Add{key})}}, draws)));
    };
    const auto keys = sm::concurrent_keys(3, register_of);
    const auto faults = sm::cycle(sm::sequence(
        {sm::sleep(700ns), sm::strike({"partition"}, 300ns), sm::sleep(500ns),
         sm::strike_each([](sm::Random& random) {
             return sm::Strike{{"kill", sm::to_tree(static_cast<int>(random.below(3)))}};
         }),
         sm::heal()}));
    const auto numbers = sm::count_up([](std::int64_t n) { return Add{-n}; });
    const auto odd =
        sm::filter([](const sm::Act& act) { return text_of(act).back() % 2 == 1; }, numbers);
    const auto side = sm::weighted(
        {{3, sm::rate(2e7, odd)}, {1, sm::delay(90ns, sm::mix({times_do(20, "m"), numbers}))}});
    const auto same = [](sm::Act act) { return act; };
    return sm::phases(
        {sm::time_limit(20us, sm::any({sm::clients(sm::on_workers(
                                           [](sm::Worker worker) { return worker < 6; }, keys)),
                                       sm::on_workers({6, 7, 8}, side), sm::nemesis(faults)})),
         sm::then(sm::say("done"), sm::quiet(1us)),
         sm::clients(sm::each_worker(sm::until_ok(sm::flip_flop(forever_do("x"), numbers)))),
         sm::process_limit(12, sm::map(same, sm::repeat(60, sm::once(forever_do("p"))))),
         sm::sequential_keys(register_of, {.count = 2})});
}

sm::Simulated run_everything(std::uint64_t seed) {
    const auto calls = [](const sm::SimulatedCall&, sm::Random& random) {
        const auto takes = static_cast<std::int64_t>(random.below(200));
        const auto luck = random.below(10);
        const auto kind = luck == 0   ? sm::Event::Kind::unknown
                          : luck == 1 ? sm::Event::Kind::refused
                                      : sm::Event::Kind::answered;
        return sm::SimulatedEnd{sm::Duration{takes}, kind};
    };
    return sm::simulate(everything(), {.workers = 9, .seed = seed, .calls = calls});
}

TEST(Simulate, DoesTheSameForTheSameSeed) {
    EXPECT_EQ(show(run_everything(1)), show(run_everything(1)));
    EXPECT_NE(show(run_everything(1)), show(run_everything(2)));
}

TEST(Simulate, DoesTheSameInEveryBuild) {
    const auto seen = run_everything(1);
    EXPECT_TRUE(seen.over);
    EXPECT_EQ(seen.acts.size(), 1522U);
    EXPECT_EQ(digest_of(show(seen)), 15325671082026376460U);
}

}  // namespace
