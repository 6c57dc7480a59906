#include "schedule/fiber.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using sm::detail::Fiber;
using testing::ElementsAre;

TEST(Fiber, GoesOnWhereItWasLeft) {
    std::vector<int> order;
    Fiber outer;
    std::unique_ptr<Fiber> inner;
    inner = std::make_unique<Fiber>([&] {
        order.push_back(1);
        inner->switch_to(outer);
        order.push_back(3);
        inner->finish(outer);
    });
    outer.switch_to(*inner);
    order.push_back(2);
    outer.switch_to(*inner);
    order.push_back(4);
    EXPECT_THAT(order, ElementsAre(1, 2, 3, 4));
}

TEST(Fiber, SwitchesToAnyOther) {
    std::vector<int> order;
    Fiber outer;
    std::unique_ptr<Fiber> first;
    std::unique_ptr<Fiber> second;
    first = std::make_unique<Fiber>([&] {
        order.push_back(1);
        first->switch_to(*second);
        order.push_back(3);
        first->finish(outer);
    });
    second = std::make_unique<Fiber>([&] {
        order.push_back(2);
        second->finish(*first);
    });
    outer.switch_to(*first);
    EXPECT_THAT(order, ElementsAre(1, 2, 3));
}

TEST(Fiber, KeepsTheExceptionThatItHandlesApart) {
    std::string caught;
    Fiber outer;
    std::unique_ptr<Fiber> inner;
    inner = std::make_unique<Fiber>([&] {
        try {
            throw std::runtime_error("inner");
        } catch (...) {
            inner->switch_to(outer);
            try {
                throw;
            } catch (const std::exception& error) {
                caught += error.what();
            }
        }
        inner->finish(outer);
    });
    outer.switch_to(*inner);
    EXPECT_EQ(std::current_exception(), nullptr);
    try {
        throw std::runtime_error("outer ");
    } catch (const std::exception& error) {
        caught += error.what();
        outer.switch_to(*inner);
    }
    EXPECT_EQ(caught, "outer inner");
}

TEST(Fiber, CountsWhatIsBeingUnwoundOnItsOwnStackOnly) {
    Fiber outer;
    int uncaught_there = -1;
    std::unique_ptr<Fiber> inner;
    inner = std::make_unique<Fiber>([&] {
        uncaught_there = std::uncaught_exceptions();
        inner->finish(outer);
    });
    struct Switching {
        Fiber& outer;
        Fiber& inner;
        ~Switching() { outer.switch_to(inner); }
    };
    try {
        const Switching switching{outer, *inner};
        throw std::runtime_error("unwinds");
    } catch (const std::exception&) {
    }
    EXPECT_EQ(uncaught_there, 0);
}

TEST(Fiber, HasRoomForDeepCalls) {
    const auto depth = [](auto& self, int left) -> int {
        volatile char room[1000] = {};
        return left == 0 ? room[0] : 1 + self(self, left - 1);
    };
    Fiber outer;
    int reached = 0;
    std::unique_ptr<Fiber> inner;
    inner = std::make_unique<Fiber>([&] {
        reached = depth(depth, 200);
        inner->finish(outer);
    });
    outer.switch_to(*inner);
    EXPECT_EQ(reached, 200);
}

TEST(Fiber, ManyTakeTurnsOnStacksThatAreUsedAgain) {
    int ran = 0;
    for (int round = 0; round < 4; ++round) {
        Fiber outer;
        std::vector<std::unique_ptr<Fiber>> fibers(25);
        for (auto& fiber : fibers) {
            auto* const place = &fiber;
            fiber = std::make_unique<Fiber>([&, place] {
                ++ran;
                (*place)->finish(outer);
            });
        }
        for (auto& fiber : fibers) outer.switch_to(*fiber);
    }
    EXPECT_EQ(ran, 100);
}

using FiberDeathTest = testing::Test;

TEST_F(FiberDeathTest, RunningOverItsStackEndsTheProcess) {
    testing::GTEST_FLAG(death_test_style) = "threadsafe";
    EXPECT_DEATH(
        {
            const auto forever = [](auto& self, int depth) -> int {
                volatile char room[10'000] = {};
                return depth < 0 ? room[0] : 1 + self(self, depth + 1);
            };
            Fiber outer;
            std::unique_ptr<Fiber> inner;
            inner = std::make_unique<Fiber>([&] { forever(forever, 0); });
            outer.switch_to(*inner);
        },
        "");
}

}  // namespace
