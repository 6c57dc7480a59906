#include <sm/fault/undo.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace {

using sm::fault::Undo;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Undo, TakesTheLastStepFirstAndEachOnce) {
    std::vector<int> taken;
    Undo undo;
    undo.add("one", [&] { taken.push_back(1); });
    undo.add("two", [&] { taken.push_back(2); });
    EXPECT_THAT(undo.run(), IsEmpty());
    EXPECT_THAT(undo.run(), IsEmpty());
    EXPECT_THAT(taken, ElementsAre(2, 1));
}

TEST(Undo, GoesOnAfterAStepThatFailsAndKeepsIt) {
    std::vector<int> taken;
    bool broken = true;
    Undo undo;
    undo.add("one", [&] { taken.push_back(1); });
    undo.add("two", [&] {
        if (broken) throw std::runtime_error("no");
        taken.push_back(2);
    });
    undo.add("three", [&] {
        if (broken) throw 7;  // NOLINT: of any type
        taken.push_back(3);
    });
    EXPECT_THAT(undo.run(),
                ElementsAre("three: something was thrown that is not a std::exception", "two: no"));
    EXPECT_THAT(taken, ElementsAre(1));
    broken = false;
    EXPECT_FALSE(undo.empty());
    EXPECT_THAT(undo.run(), IsEmpty());
    EXPECT_THAT(taken, ElementsAre(1, 3, 2));
    EXPECT_TRUE(undo.empty());
}

}  // namespace
