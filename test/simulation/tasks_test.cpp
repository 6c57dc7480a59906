#include "simulation/tasks.hpp"

#include <sm/base/misuse.hpp>
#include <sm/schedule/scheduler.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>
#include <vector>

namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

struct Tasks : testing::Test {
    sm::detail::Loop loop;
    sm::detail::Tasks scheduler{loop};
    sm::Clock& clock = scheduler.clock();
    std::vector<int> order;
};

TEST_F(Tasks, GoOnInTheOrderOfTheTimesThatTheyWaitFor) {
    scheduler.run({[&] {
                       clock.wait(2s);
                       order.push_back(2);
                   },
                   [&] {
                       clock.wait(1s);
                       order.push_back(1);
                       clock.wait(2s);
                       order.push_back(3);
                   }});
    EXPECT_THAT(order, ElementsAre(1, 2, 3));
    EXPECT_EQ(clock.now(), 3s);
}

TEST_F(Tasks, ThatThrowEndAlone) {
    const auto run = [&] {
        scheduler.run({[&] {
                           clock.wait(2s);
                           throw std::runtime_error("second");
                       },
                       [&] {
                           clock.wait(1s);
                           throw std::runtime_error("first");
                       },
                       [&] {
                           clock.wait(3s);
                           order.push_back(3);
                       }});
    };
    EXPECT_THAT(run, ThrowsMessage<std::runtime_error>("first"));
    EXPECT_THAT(order, ElementsAre(3));
}

TEST_F(Tasks, ThatNothingWouldWakeAreStuckAndAreUnwound) {
    struct Unwound {
        std::vector<int>& order;
        ~Unwound() { order.push_back(0); }
    };
    EXPECT_THROW(scheduler.run({[&] {
        const Unwound unwound{order};
        loop.park_until(sm::detail::never);
        order.push_back(1);
    }}),
                 sm::Stuck);
    EXPECT_THAT(order, ElementsAre(0));
    scheduler.run({[&] { order.push_back(2); }});
    EXPECT_THAT(order, ElementsAre(0, 2));
}

TEST_F(Tasks, CannotRunTasks) {
    EXPECT_THAT([&] { scheduler.run({[&] { scheduler.run({}); }}); },
                ThrowsMessage<sm::Misuse>(HasSubstr("a task cannot run tasks")));
}

TEST_F(Tasks, AreInTimeOrEndedWhereTheyWait) {
    scheduler.run({[&] {
        EXPECT_TRUE(scheduler.within(2s, [&] { clock.wait(1s); }));
        EXPECT_EQ(clock.now(), 1s);
        EXPECT_FALSE(scheduler.within(2s, [&] {
            clock.wait(10s);
            order.push_back(1);
        }));
        EXPECT_EQ(clock.now(), 3s);
        clock.wait(100s);
        EXPECT_EQ(clock.now(), 103s);
    }});
    EXPECT_TRUE(order.empty());
}

TEST_F(Tasks, PassOnWhatIsThrownInTime) {
    EXPECT_THROW(scheduler.within(2s, [] { throw std::runtime_error("in time"); }),
                 std::runtime_error);
}

TEST_F(Tasks, AreEndedByTheLimitThatPassesFirst) {
    scheduler.run({[&] {
        EXPECT_FALSE(scheduler.within(1s, [&] {
            EXPECT_TRUE(scheduler.within(5s, [&] { clock.wait(100s); }));
            order.push_back(1);
        }));
        EXPECT_TRUE(scheduler.within(5s, [&] {
            EXPECT_FALSE(scheduler.within(1s, [&] { clock.wait(100s); }));
            order.push_back(2);
        }));
    }});
    EXPECT_THAT(order, ElementsAre(2));
}

TEST_F(Tasks, MayWaitInDestructorsWhileTheyAreEnded) {
    struct Slow {
        sm::Clock& clock;
        ~Slow() { clock.wait(1s); }
    };
    scheduler.run({[&] {
        EXPECT_FALSE(scheduler.within(1s, [&] {
            const Slow slow{clock};
            clock.wait(100s);
        }));
        order.push_back(1);
    }});
    EXPECT_THAT(order, ElementsAre(1));
    EXPECT_EQ(clock.now(), 2s);
}

TEST_F(Tasks, WaitAlsoOutside) {
    clock.wait(5s);
    EXPECT_EQ(clock.now(), 5s);
    EXPECT_FALSE(scheduler.within(1s, [&] { clock.wait(2s); }));
    EXPECT_EQ(clock.now(), 6s);
}

TEST_F(Tasks, WaitForEachOtherAtAPlace) {
    int place = 0;
    scheduler.run({[&] {
                       scheduler.wait_on(&place, 10s);
                       EXPECT_EQ(clock.now(), 1s);
                       scheduler.wait_on(&place, 10s);
                       EXPECT_EQ(clock.now(), 11s) << "nobody wakes it again";
                   },
                   [&] {
                       clock.wait(1s);
                       scheduler.wake(&order);  // where nobody waits
                       scheduler.wake(&place);
                   }});
}

TEST_F(Tasks, ThatAreWokenGoOnWhenNothingElseHappensAtThatInstant) {
    int place = 0;
    scheduler.run({[&] {
                       scheduler.wait_on(&place, 1s);
                       order.push_back(3);
                   },
                   [&] {
                       clock.wait(1s);
                       order.push_back(1);
                       loop.park_until(loop.now());  // arranged after the other's time was up
                       order.push_back(2);
                   }});
    EXPECT_THAT(order, ElementsAre(1, 2, 3));
}

TEST_F(Tasks, AreEndedWhereTheyWaitForEachOther) {
    int place = 0;
    scheduler.run({[&] {
        EXPECT_FALSE(scheduler.within(1s, [&] { scheduler.wait_on(&place, 1h); }));
        scheduler.wake(&place);
    }});
    EXPECT_EQ(clock.now(), 1s);
}

TEST_F(Tasks, ThatNeverLetTimePassAreFound) {
    EXPECT_THAT(
        [&] {
            scheduler.run({[&] {
                for (;;) loop.park_until(loop.now());
            }});
        },
        ThrowsMessage<sm::Stuck>(HasSubstr("time stands still")));
}

}  // namespace
