#include <sm/value/duration.hpp>
#include <sm/workload/dry_run.hpp>
#include <sm/workload/keys.hpp>

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
    const auto plan =
        sm::gen::phases({sm::gen::once(Do{"a"}), sm::gen::nemesis(sm::gen::inject({"kill"}))});
    EXPECT_EQ(to_string(sm::gen::dry_run(plan, {.workers = 1})),
              "0ns client 1 Do{what=\"a\"} → answered at 10ns\n"
              "10ns nemesis inject kill → answered at 20ns\n");
}

TEST(Simulate, AnswersAtOnceInQuickCalls) {
    const auto seen =
        sm::gen::dry_run(times_do(3, "a"), {.workers = 1, .calls = sm::gen::quick_calls()});
    EXPECT_THAT(timed(seen), ElementsAre("0 a", "0 a", "0 a"));
    EXPECT_EQ(seen.lasted, 0ns);
}

TEST(Simulate, KeepsEachWorkerBusyInPerfectCalls) {
    EXPECT_THAT(timed(sm::gen::dry_run(times_do(5, "a"), {.workers = 3})),
                ElementsAre("0 a", "0 a", "0 a", "10 a", "10 a"));
}

TEST(Simulate, EndsImperfectCallsInTurnAndGoesOnAsAnotherProcess) {
    const auto seen =
        sm::gen::dry_run(times_do(5, "a"), {.workers = 1, .calls = sm::gen::imperfect_calls()});
    std::vector<std::pair<std::int64_t, std::string>> all;
    for (const auto& act : seen.acts) all.emplace_back(act.process, to_string(act.end));
    using Pair = std::pair<std::int64_t, std::string>;
    EXPECT_THAT(all, ElementsAre(Pair{0, "answered"}, Pair{0, "refused"}, Pair{0, "unknown"},
                                 Pair{1, "answered"}, Pair{1, "refused"}));
}

TEST(Simulate, StopsAtItsLimits) {
    const auto by_acts = sm::gen::dry_run(forever_do("a"), {.workers = 1, .acts_limit = 3});
    EXPECT_EQ(by_acts.acts.size(), 3U);
    EXPECT_FALSE(by_acts.over);
    const auto by_time = sm::gen::dry_run(forever_do("a"), {.workers = 1, .time_limit = 25ns});
    EXPECT_THAT(timed(by_time), ElementsAre("0 a", "10 a", "20 a"));
    EXPECT_EQ(by_time.lasted, 30ns);
}

TEST(Simulate, RefusesEndsThatCannotBe) {
    const auto back = [](const sm::gen::DryRunCall&, sm::Random&) {
        return sm::gen::DryRunEnd{-1ns};
    };
    EXPECT_THAT(misuse_of([&] { sm::gen::dry_run(forever_do("a"), {.calls = back}); }),
                HasSubstr("after a time that is not negative"));
}

/// Of its lines, with the clients counted from 0.
std::uint64_t digest_of(const sm::gen::DryRun& seen) {
    std::string text;
    for (const auto& act : seen.acts) {
        text += sm::show_duration(act.began) + " " +
                (act.worker == sm::gen::nemesis_worker
                     ? "nemesis"
                     : "client " + std::to_string(act.worker - sm::gen::first_client)) +
                " " + to_string(act.act) + " → " + to_string(act.end) + " at " +
                sm::show_duration(act.ended) + "\n";
    }
    return sm::Seed{0}.child(text).value;
}

/// Every combinator, one inside another.
sm::gen::Generator everything() {
    const auto register_of = [](std::int64_t key) {
        const auto draws = sm::gen::draw_each([key](sm::Random& random) {
            return Add{key * 100 + static_cast<std::int64_t>(random.below(5))};
        });
        return sm::gen::limit(
            40, sm::gen::stagger(50ns, sm::gen::reserve({{1, sm::gen::repeat(Add{key})}}, draws)));
    };
    const auto keys = sm::gen::concurrent_keys(3, register_of);
    const auto faults = sm::gen::cycle(sm::gen::sequence(
        {sm::gen::sleep(700ns), sm::gen::inject({"partition"}, 300ns), sm::gen::sleep(500ns),
         sm::gen::inject_each([](sm::Random& random) {
             return sm::gen::Inject{{"kill", sm::to_tree(static_cast<int>(random.below(3)))}};
         }),
         sm::gen::heal()}));
    const auto numbers = sm::gen::count_up([](std::int64_t n) { return Add{-n}; });
    const auto odd = sm::gen::filter(
        [](const sm::gen::Act& act) { return text_of(act).back() % 2 == 1; }, numbers);
    const auto side =
        sm::gen::weighted({{3, sm::gen::rate(2e7, odd)},
                           {1, sm::gen::delay(90ns, sm::gen::mix({times_do(20, "m"), numbers}))}});
    const auto same = [](sm::gen::Act act) { return act; };
    return sm::gen::phases(
        {sm::gen::time_limit(
             20us, sm::gen::any({sm::gen::clients(sm::gen::on_workers(
                                     [](sm::gen::Worker worker) { return worker <= 6; }, keys)),
                                 sm::gen::on_workers({7, 8, 9}, side), sm::gen::nemesis(faults)})),
         sm::gen::then(sm::gen::say("done"), sm::gen::quiet(1us)),
         sm::gen::clients(
             sm::gen::each_worker(sm::gen::until_ok(sm::gen::flip_flop(forever_do("x"), numbers)))),
         sm::gen::process_limit(
             12, sm::gen::map(same, sm::gen::repeat(60, sm::gen::once(forever_do("p"))))),
         sm::gen::sequential_keys(register_of, {.count = 2})});
}

sm::gen::DryRun run_everything(std::uint64_t seed) {
    const auto calls = [](const sm::gen::DryRunCall&, sm::Random& random) {
        const auto takes = static_cast<std::int64_t>(random.below(200));
        const auto luck = random.below(10);
        const auto kind = luck == 0   ? sm::gen::Event::Kind::unknown
                          : luck == 1 ? sm::gen::Event::Kind::refused
                                      : sm::gen::Event::Kind::answered;
        return sm::gen::DryRunEnd{sm::Duration{takes}, kind};
    };
    return sm::gen::dry_run(everything(), {.workers = 9, .seed = seed, .calls = calls});
}

TEST(Simulate, DoesTheSameForTheSameSeed) {
    EXPECT_EQ(to_string(run_everything(1)), to_string(run_everything(1)));
    EXPECT_NE(to_string(run_everything(1)), to_string(run_everything(2)));
}

TEST(Simulate, DoesTheSameInEveryBuild) {
    const auto seen = run_everything(1);
    EXPECT_TRUE(seen.over);
    EXPECT_EQ(seen.acts.size(), 1522U);
    EXPECT_EQ(digest_of(seen), 9689093194247431984U);
}

}  // namespace
