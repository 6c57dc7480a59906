#include <sm/cluster/prefetch.hpp>
#include <sm/os/wait.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

#include <sys/wait.h>

namespace {

using namespace std::chrono_literals;

struct Counts {
    std::atomic<int> made = 0;
    std::atomic<int> gone = 0;
};

struct Thing {
    explicit Thing(Counts& c) : counts(c), number(++c.made) {}
    Thing(const Thing&) = delete;
    ~Thing() { ++counts.gone; }
    Counts& counts;
    int number;
};

auto maker(Counts& counts) {
    return [&counts] { return std::make_unique<Thing>(counts); };
}

TEST(Prefetch, MakesNothingBeforeTheFirstIsTaken) {
    Counts counts;
    { const sm::Prefetch<Thing> ahead(maker(counts)); }
    EXPECT_EQ(counts.made, 0);
}

TEST(Prefetch, MakesTheNextWhileOneIsInUse) {
    Counts counts;
    sm::Prefetch<Thing> ahead(maker(counts), {.ready = 2});
    const auto first = ahead.take();
    EXPECT_EQ(first->number, 1);
    EXPECT_TRUE(sm::eventually([&] { return counts.made == 3; }, {.interval = 1ms}).held);
    EXPECT_EQ(counts.gone, 0);
}

TEST(Prefetch, TearsDownInTheBackgroundWhatIsGivenBack) {
    Counts counts;
    sm::Prefetch<Thing> ahead(maker(counts));
    ahead.take().reset();
    EXPECT_TRUE(sm::eventually([&] { return counts.gone == 1; }, {.interval = 1ms}).held);
}

TEST(Prefetch, GivesEachThingOnceAndInOrder) {
    Counts counts;
    sm::Prefetch<Thing> ahead(maker(counts), {.ready = 3});
    for (int i = 1; i <= 50; ++i) EXPECT_EQ(ahead.take()->number, i);
}

TEST(Prefetch, LeavesNothingBehind) {
    Counts counts;
    {
        sm::Prefetch<Thing> ahead(maker(counts), {.ready = 4});
        for (int i = 0; i < 10; ++i) ahead.take();
    }
    EXPECT_EQ(counts.made, counts.gone);
}

TEST(Prefetch, ThrowsToTheTakerWhatMakingThrewAndTriesAgain) {
    Counts counts;
    int tries = 0;
    sm::Prefetch<Thing> ahead([&] {
        if (++tries == 2) throw std::runtime_error("the second fails");
        return std::make_unique<Thing>(counts);
    });
    EXPECT_NO_THROW(ahead.take());
    EXPECT_THROW(ahead.take(), std::runtime_error);
    EXPECT_NO_THROW(ahead.take());
}

TEST(Prefetch, DoesNotTryForEverWhenMakingFails) {
    std::atomic<int> tries = 0;
    {
        sm::Prefetch<Thing> ahead([&]() -> std::unique_ptr<Thing> {
            ++tries;
            throw std::runtime_error("always");
        });
        EXPECT_THROW(ahead.take(), std::runtime_error);
    }
    EXPECT_LE(tries, 3);  // the one taken, one ready, and one that was begun
}

TEST(Prefetch, LetsAThingOutliveIt) {
    Counts counts;
    sm::Prefetch<Thing>::Taken kept;
    {
        sm::Prefetch<Thing> ahead(maker(counts));
        kept = ahead.take();
    }
    EXPECT_EQ(counts.made, counts.gone + 1);
    kept.reset();
    EXPECT_EQ(counts.made, counts.gone);
}

TEST(Prefetch, BoundsHowManyWaitToBeTornDown) {
    std::atomic<int> alive = 0, most = 0;
    struct Slow {
        std::atomic<int>& alive;
        ~Slow() {
            sm::steady().wait(1ms);
            --alive;
        }
    };
    {
        sm::Prefetch<Slow> ahead(
            [&] {
                most = std::max<int>(most, ++alive);
                return std::unique_ptr<Slow>(new Slow{alive});
            },
            {.ready = 1, .retiring = 2});
        for (int i = 0; i < 50; ++i) ahead.take();
    }
    EXPECT_LE(most, 1 + 1 + 1 + 2 + 1);  // making, ready, in use, waiting, being torn down
}

TEST(Prefetch, ServesSeveralThreads) {
    Counts counts;
    {
        sm::Prefetch<Thing> ahead(maker(counts), {.ready = 2});
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                for (int j = 0; j < 25; ++j) ahead.take();
            });
    }
    EXPECT_GE(counts.made, 100);
    EXPECT_EQ(counts.made, counts.gone);
}

TEST(Prefetch, MakesSeveralAtATime) {
    std::atomic<int> making = 0;
    Counts counts;
    sm::Prefetch<Thing> ahead(
        [&] {
            ++making;
            // Each is made only once all others are being made too.
            EXPECT_TRUE(sm::eventually([&] { return making >= 3; }, {.interval = 1ms}).held);
            return std::make_unique<Thing>(counts);
        },
        {.ready = 3, .makers = 3});
    EXPECT_NE(ahead.take(), nullptr);
}

struct Renewable {
    int number = 0;
};

/// So many are kept ready; `renew` says whether one can be used again.
class Renewing {
 public:
    explicit Renewing(sm::Prefetch<Renewable>::Renew renew, std::size_t ready = 1)
        : ahead_([this] { return std::make_unique<Renewable>(Renewable{++made}); },
                 {.ready = ready}, std::move(renew)) {}

    std::shared_ptr<Renewable> take() { return ahead_.take(); }
    std::atomic<int> made = 0;

 private:
    sm::Prefetch<Renewable> ahead_;
};

TEST(Prefetch, UsesAgainWhatCanBeRenewed) {
    std::atomic<int> renewed = 0;
    Renewing things([&](Renewable&) { return ++renewed > 0; });
    for (int i = 0; i < 50; ++i) things.take();
    EXPECT_LE(things.made, 2) << "one in use, and one ready";
    EXPECT_GE(renewed, 47);
}

TEST(Prefetch, ReplacesWhatCannotBeRenewed) {
    Renewing things([](Renewable&) { return false; });
    for (int i = 1; i <= 10; ++i) EXPECT_EQ(things.take()->number, i);
}

TEST(Prefetch, ReplacesWhatThrowsWhenItIsRenewed) {
    Renewing things([](Renewable&) -> bool { throw std::runtime_error("its engine is gone"); });
    for (int i = 1; i <= 10; ++i) EXPECT_EQ(things.take()->number, i);
}

TEST(Prefetch, MakesMoreWhereNoneComesBack) {
    Renewing things([](Renewable&) { return true; });
    std::vector<std::shared_ptr<Renewable>> kept;
    for (int i = 1; i <= 5; ++i) {
        kept.push_back(things.take());
        EXPECT_EQ(kept.back()->number, i);
    }
}

TEST(Prefetch, WorksInPlaceInAForkedChild) {
#if defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "ThreadSanitizer does not follow a fork of a program with threads";
#endif
    Counts counts;
    sm::Prefetch<Thing> ahead(maker(counts));
    ahead.take();
    const pid_t child = ::fork();
    if (child == 0) {
        const auto gone = counts.gone.load();
        ahead.take();
        ::_exit(counts.gone == gone + 1 ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
}

}  // namespace
