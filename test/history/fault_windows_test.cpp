#include <sm/history/fault_windows.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
using sm::Duration;
using sm::Ending;
using sm::history::fault_windows;
using sm::history::FaultWindow;
using sm::history::Operation;
using sm::history::Operations;
using sm::history::Value;
using testing::ElementsAre;
using testing::IsEmpty;

/// What the nemesis did, from when to when.
Operation done(std::string function, Duration began, Duration ended, Value value = {}) {
    Operation operation;
    operation.process = Operation::nemesis;
    operation.function = std::move(function);
    operation.value = std::move(value);
    operation.ending = Ending::answered;
    operation.began = began;
    operation.ended = ended;
    return operation;
}

Operation at(std::string function, Duration when) {
    return done(std::move(function), when, when + 10ms);
}

Operation read_until(Duration ended) {
    Operation operation;
    operation.function = "read";
    operation.ending = Ending::answered;
    operation.ended = ended;
    return operation;
}

/// Name, beginning and end of each, in seconds.
std::vector<std::string> texts_of(const Operations& operations) {
    std::vector<std::string> texts;
    for (const FaultWindow& window : fault_windows(operations)) {
        texts.push_back(window.name + " " + std::to_string(window.began / 1s) + "-" +
                        std::to_string(window.ended / 1s) + (window.open ? " open" : ""));
    }
    return texts;
}

TEST(Faults, OfOneNameThatOverlapEndByTheirValues) {
    const auto first = Value::text("n1");
    const auto second = Value::text("n2");
    const Operations history{done("start-kill", 1s, 1s, first), done("start-kill", 2s, 2s, second),
                             done("stop-kill", 3s, 3s, first), done("stop-kill", 4s, 4s, second)};
    const auto windows = fault_windows(history);
    ASSERT_EQ(windows.size(), 2U);
    EXPECT_EQ(windows[0].began, 1s);
    EXPECT_EQ(windows[0].ended, 3s);
    EXPECT_EQ(windows[1].began, 2s);
    EXPECT_EQ(windows[1].ended, 4s);
}

TEST(Faults, AHistoryWithoutANemesisHasNone) {
    EXPECT_THAT(texts_of({read_until(3s)}), IsEmpty());
    EXPECT_THAT(texts_of({}), IsEmpty());
}

TEST(Faults, AnOperationThatLastsIsAWindowOfItsOwn) {
    EXPECT_THAT(texts_of({done("partition", 1s, 4s), done("kill", 5s, 6s)}),
                ElementsAre("partition 1-4", "kill 5-6"));
}

TEST(Faults, StartAndStopAreOneWindow) {
    EXPECT_THAT(texts_of({at("start", 1s), at("stop", 4s), at("start", 6s), at("stop", 8s)}),
                ElementsAre("fault 1-4", "fault 6-8"));
}

TEST(Faults, NamedStartsEndAtTheirOwnStops) {
    EXPECT_THAT(texts_of({at("start-partition", 1s), at("start-skew", 2s), at("stop-partition", 3s),
                          at("stop-skew", 5s)}),
                ElementsAre("partition 1-3", "skew 2-5"));
}

TEST(Faults, AHealNamesWhatItEnds) {
    EXPECT_THAT(texts_of({at("partition", 1s), at("heal partition", 4s)}),
                ElementsAre("partition 1-4"));
    EXPECT_THAT(texts_of({at("partition", 1s), at("heal_partition", 4s)}),
                ElementsAre("partition 1-4"));
}

TEST(Faults, AHealWithoutANameEndsAllThatAreOn) {
    EXPECT_THAT(texts_of({at("start-partition", 1s), at("start-skew", 2s), at("heal", 4s)}),
                ElementsAre("partition 1-4", "skew 2-4"));
}

TEST(Faults, KilledIsUntilStartedAndPausedUntilResumed) {
    EXPECT_THAT(texts_of({at("kill", 1s), at("start", 4s), at("pause", 5s), at("resume", 7s)}),
                ElementsAre("kill 1-4", "pause 5-7"));
}

TEST(Faults, AFinalHealDoesNotStretchWhatHadEnded) {
    EXPECT_THAT(texts_of({done("partition", 1s, 4s), done("partition", 6s, 9s), at("heal", 20s)}),
                ElementsAre("partition 1-4", "partition 6-9"));
}

TEST(Faults, WhatNothingEndsLastsAsLongAsTheHistoryAndIsOpen) {
    EXPECT_THAT(texts_of({at("start-partition", 1s), read_until(9s)}),
                ElementsAre("partition 1-9 open"));
}

TEST(Faults, AFaultWhoseEndWasNotSeenIsOpen) {
    auto partition = done("partition", 2s, 0s);
    partition.ending = Ending::unknown;
    EXPECT_THAT(texts_of({partition, read_until(9s)}), ElementsAre("partition 2-9 open"));
}

TEST(Faults, ARefusedOneDidNotHappen) {
    auto refused = done("partition", 1s, 4s);
    refused.ending = Ending::refused;
    EXPECT_THAT(texts_of({refused}), IsEmpty());
}

TEST(Faults, AStopOfProcessesIsAFaultOfItsOwn) {
    EXPECT_THAT(texts_of({done("stop", 1s, 4s)}), ElementsAre("stop 1-4"));
}

TEST(Faults, AHealWithNothingOnIsNothing) {
    EXPECT_THAT(texts_of({at("stop-partition", 1s), at("heal", 2s), read_until(3s)}), IsEmpty());
}

TEST(Faults, ABeginningToldTwiceIsOneWindow) {
    EXPECT_THAT(texts_of({at("start-partition", 1s), at("start-partition", 2s),
                          at("stop-partition", 4s), at("stop-partition", 5s)}),
                ElementsAre("partition 1-4"));
}

TEST(Faults, OverlappingWindowsComeInTheOrderOfTheirBeginnings) {
    EXPECT_THAT(texts_of({at("start-skew", 1s), done("kill", 2s, 3s), at("stop-skew", 5s)}),
                ElementsAre("skew 1-5", "kill 2-3"));
}

TEST(Faults, AWindowTellsItsArgumentsAndItsPlace) {
    const auto windows =
        fault_windows(Operations{read_until(9s), done("kill", 2s, 3s, Value::name("n1"))});
    ASSERT_EQ(windows.size(), 1U);
    EXPECT_EQ(windows[0].arguments, Value::name("n1"));
    EXPECT_EQ(windows[0].place, 1U);
}

TEST(Faults, WithoutTimesTheEventsAreCounted) {
    auto partition = done("partition", 0s, 0s);
    partition.invoked = 3;
    partition.returned = 8;
    const auto windows = fault_windows(Operations{partition});
    ASSERT_EQ(windows.size(), 1U);
    EXPECT_EQ(windows[0].began, 3ns);
    EXPECT_EQ(windows[0].ended, 8ns);
}

}  // namespace
