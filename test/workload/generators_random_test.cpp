#include <sm/workload/keys.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "workload/schedules.hpp"

// Random compositions, each with a mark on its acts, hold what each combinator promises.

namespace {

using namespace schedules;
using namespace std::chrono_literals;

constexpr int rounds = 400;
constexpr int workers = 6;

/// A generator that is over some time, of random parts.
class Composer {
 public:
    explicit Composer(sm::Random& random) : random_(random) {}

    sm::gen::Generator compose(const std::string& mark, int depth) {
        if (depth == 0) return leaf(mark);
        const auto part = [&] { return compose(mark, depth - 1); };
        // Drawn one by one, for the arguments of a call are evaluated in any order.
        const auto gap = nanoseconds(1, 60);
        const auto n = random_.between(1, 9);
        switch (random_.below(13)) {
            case 0:
                return sm::gen::stagger(gap, part());
            case 1:
                return sm::gen::delay(gap, part());
            case 2:
                return sm::gen::rate(1e8 / double(n), part());
            case 3:
                return sm::gen::limit(2 * n, part());
            case 4:
                return sm::gen::time_limit(8 * gap, part());
            case 5:
                return sm::gen::cycle(1 + n % 3, part());
            case 6:
                return sm::gen::mix(two(mark, depth));
            case 7:
                return sm::gen::any(two(mark, depth));
            case 8:
                return sm::gen::sequence(two(mark, depth));
            case 9:
                return sm::gen::phases(two(mark, depth));
            case 10:
                return sm::gen::each_worker(part());
            case 11:
                return sm::gen::until_ok(part());
            default:
                return sm::gen::repeat(n, part());
        }
    }

 private:
    sm::Duration nanoseconds(std::int64_t low, std::int64_t high) {
        return sm::Duration{random_.between(low, high)};
    }
    sm::gen::Generator leaf(const std::string& mark) {
        switch (random_.below(4)) {
            case 0:
                return sm::gen::quiet(nanoseconds(0, 50));
            case 1:
                return sm::gen::once(Do{mark});
            default:
                return times_do(random_.between(1, 12), mark);
        }
    }
    std::vector<sm::gen::Generator> two(const std::string& mark, int depth) {
        std::vector<sm::gen::Generator> both;
        both.push_back(compose(mark, depth - 1));
        both.push_back(compose(mark, depth - 1));
        return both;
    }

    sm::Random& random_;
};

sm::gen::DryRunOptions options_of(sm::Random& random) {
    const auto calls = [](const sm::gen::DryRunCall&, sm::Random& chance) {
        const auto takes = sm::Duration{chance.between(0, 90)};
        constexpr sm::gen::Event::Kind kinds[] = {
            sm::gen::Event::Kind::answered, sm::gen::Event::Kind::answered,
            sm::gen::Event::Kind::refused, sm::gen::Event::Kind::unknown};
        return sm::gen::DryRunEnd{takes, kinds[chance.below(4)]};
    };
    return {.workers = workers, .nemesis = false, .seed = random.next(), .calls = calls};
}

/// Calls `body(composer, options)` for many seeds.
template <class Body>
void for_many(Body body) {
    for (std::uint64_t seed = 0; seed < rounds; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        sm::Random random{seed};
        const auto options = options_of(random);
        Composer composer(random);
        body(composer, options, random);
        if (testing::Test::HasFailure()) return;
    }
}

TEST(RandomGenerators, AreOverAndGiveEachWorkerOneActAtATime) {
    std::size_t acts = 0;
    for_many([&](Composer& composer, const sm::gen::DryRunOptions& options, sm::Random&) {
        const auto seen = sm::gen::dry_run(composer.compose("a", 4), options);
        EXPECT_TRUE(seen.over);
        std::map<sm::gen::Worker, sm::Duration> free_from;
        for (const auto& act : seen.acts) {
            EXPECT_LE(free_from[act.worker], act.began);
            free_from[act.worker] = act.ended;
        }
        acts += seen.acts.size();
    });
    EXPECT_GT(acts, std::size_t{10 * rounds});
}

TEST(RandomGenerators, NeverExceedALimit) {
    int reached = 0;
    for_many([&](Composer& composer, const sm::gen::DryRunOptions& options, sm::Random& random) {
        const auto most = static_cast<std::size_t>(random.between(1, 15));
        const auto inner = composer.compose("a", 3);
        const auto limited =
            sm::gen::dry_run(sm::gen::limit(static_cast<std::int64_t>(most), inner), options);
        const auto whole = sm::gen::dry_run(inner, options);
        // Up to the limit nothing is different.
        EXPECT_EQ(limited.acts.size(), std::min(most, whole.acts.size()));
        for (std::size_t i = 0; i < limited.acts.size(); ++i) {
            EXPECT_EQ(limited.acts[i].began, whole.acts[i].began);
            EXPECT_EQ(limited.acts[i].worker, whole.acts[i].worker);
        }
        reached += limited.acts.size() == most ? 1 : 0;
    });
    EXPECT_GT(reached, rounds / 4);
}

TEST(RandomGenerators, NeverBeginAnythingAfterATimeLimit) {
    int cut = 0;
    for_many([&](Composer& composer, const sm::gen::DryRunOptions& options, sm::Random& random) {
        const sm::Duration lasts{random.between(1, 300)};
        const auto inner = composer.compose("a", 3);
        const auto seen = sm::gen::dry_run(sm::gen::time_limit(lasts, inner), options);
        const auto whole = sm::gen::dry_run(inner, options);
        const auto in_time = std::ranges::count_if(
            whole.acts, [&](const sm::gen::DryRunAct& act) { return act.began < lasts; });
        EXPECT_EQ(static_cast<std::ptrdiff_t>(seen.acts.size()), in_time);
        for (const auto& act : seen.acts) EXPECT_LT(act.began, lasts);
        cut += seen.acts.size() < whole.acts.size() ? 1 : 0;
    });
    EXPECT_GT(cut, rounds / 10);
}

TEST(RandomGenerators, NeverOverlapInPhases) {
    for_many([&](Composer& composer, const sm::gen::DryRunOptions& options, sm::Random&) {
        const auto first = composer.compose("a", 3);
        const auto second = composer.compose("b", 3);
        const auto seen = sm::gen::dry_run(sm::gen::phases({first, second}), options);
        sm::Duration last_a{};
        for (const auto& act : seen.acts) {
            if (text_of(act.act) == "a") last_a = std::max(last_a, act.ended);
        }
        for (const auto& act : seen.acts) {
            if (text_of(act.act) == "b") {
                EXPECT_LE(last_a, act.began);
            }
        }
    });
}

TEST(RandomGenerators, KeepToTheirWorkers) {
    for_many([&](Composer& composer, const sm::gen::DryRunOptions& options, sm::Random& random) {
        sm::gen::WorkerSet some{1 + static_cast<sm::gen::Worker>(random.below(workers))};
        some.insert(1 + static_cast<sm::gen::Worker>(random.below(workers)));
        const auto left = composer.compose("a", 3);
        const auto right = composer.compose("b", 3);
        const auto others = sm::gen::WorkerSet::clients(workers) - some;
        const auto seen = sm::gen::dry_run(
            sm::gen::any({sm::gen::on_workers(some, left), sm::gen::on_workers(others, right)}),
            options);
        for (const auto& act : seen.acts) {
            EXPECT_EQ(text_of(act.act) == "a", some.contains(act.worker));
        }
    });
}

TEST(RandomGenerators, LoseNothingSideBySide) {
    for_many([&](Composer&, const sm::gen::DryRunOptions& options, sm::Random& random) {
        const auto a = random.between(0, 30);
        const auto b = random.between(0, 30);
        const auto slow = [&](std::int64_t n, const char* what) {
            return sm::gen::stagger(sm::Duration{random.between(1, 40)}, times_do(n, what));
        };
        const auto one = slow(a, "a");
        const auto other = slow(b, "b");
        for (const auto& both :
             {sm::gen::mix({one, other}), sm::gen::any({one, other}),
              sm::gen::sequence({one, other}), sm::gen::weighted({{5, one}, {2, other}}),
              sm::gen::reserve({{2, one}}, other), sm::gen::phases({one, other})}) {
            const auto seen = sm::gen::dry_run(both, options);
            EXPECT_EQ(count(seen, "a"), a);
            EXPECT_EQ(count(seen, "b"), b);
        }
        EXPECT_EQ(count(sm::gen::dry_run(sm::gen::each_worker(one), options), "a"), a * workers);
    });
}

TEST(RandomGenerators, AreAskedTwiceWithTheSameAnswer) {
    for_many([&](Composer& composer, const sm::gen::DryRunOptions&, sm::Random& random) {
        auto generator = composer.compose("a", 4);
        auto all = sm::gen::WorkerSet::clients(workers);
        for (int ask = 0; ask < 20; ++ask) {
            sm::Random once{random.next()};
            sm::Random twice = once;
            auto [next, then] = generator.next({sm::Duration{ask * 15}, all, all, &once});
            const auto again = generator.next({sm::Duration{ask * 15}, all, all, &twice}).first;
            EXPECT_EQ(once, twice);
            EXPECT_EQ(next.kind, again.kind);
            EXPECT_EQ(next.worker, again.worker);
            EXPECT_EQ(next.at, again.at);
            generator = then;
        }
    });
}

}  // namespace
