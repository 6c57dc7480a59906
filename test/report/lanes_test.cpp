#include "report/lanes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "report/simulated.hpp"

namespace {

using sm::Ending;
using sm::history::Operation;
using sm::history::Operations;
using sm::report::Lanes;
using sm::report::lanes_of;
using testing::ElementsAre;

Operation answered(std::int64_t process, sm::Timestamp invoked, sm::Timestamp returned) {
    Operation operation;
    operation.process = process;
    operation.ending = Ending::answered;
    operation.invoked = invoked;
    operation.returned = returned;
    return operation;
}

Operation lost(std::int64_t process, sm::Timestamp invoked) {
    Operation operation;
    operation.process = process;
    operation.invoked = invoked;
    return operation;
}

TEST(Lanes, AProcessHasALane) {
    const auto lanes = lanes_of(Operations{answered(0, 0, 2), answered(1, 1, 3)});
    EXPECT_EQ(lanes.count, 2U);
    EXPECT_THAT(lanes.of, ElementsAre(0, 1));
}

TEST(Lanes, WhoeverGoesOnAfterASilenceHasTheSameLane) {
    const auto lanes = lanes_of(
        Operations{lost(0, 0), lost(1, 1), lost(2, 2), answered(5, 3, 4), answered(3, 5, 6)});
    EXPECT_EQ(lanes.count, 3U);
    EXPECT_THAT(lanes.of, ElementsAre(0, 1, 2, 2, 0));
}

TEST(Lanes, AWorkerThatNeverRanHasALaneThatStaysEmpty) {
    const auto lanes = lanes_of(Operations{lost(0, 0), lost(2, 1), answered(5, 2, 3)});
    EXPECT_THAT(lanes.of, ElementsAre(0, 2, 2));
}

TEST(Lanes, ProcessesThatFitNoNumberTakeTheFirstFreeLane) {
    const auto lanes =
        lanes_of(Operations{answered(200, 0, 3), lost(100, 1), answered(1007, 4, 5)});
    EXPECT_EQ(lanes.count, 2U);
    EXPECT_THAT(lanes.of, ElementsAre(0, 1, 1));
}

TEST(Lanes, AProcessThatWasNotReplacedKeepsItsLane) {
    const auto lanes = lanes_of(Operations{answered(40, 0, 1), answered(900, 2, 3)});
    EXPECT_THAT(lanes.of, ElementsAre(0, 1));
}

TEST(Lanes, TheNemesisHasNone) {
    const auto lanes = lanes_of(Operations{answered(Operation::nemesis, 0, 1), answered(0, 2, 3)});
    EXPECT_EQ(lanes.count, 1U);
    EXPECT_THAT(lanes.of, ElementsAre(Lanes::none, 0));
}

TEST(Lanes, AnEmptyHistoryHasNone) { EXPECT_EQ(lanes_of({}).count, 0U); }

TEST(Lanes, NoTwoOperationsOfALaneOverlap) {
    const auto run = simulated::run({.operations = 3000});
    const auto lanes = lanes_of(run.operations);
    EXPECT_EQ(lanes.count, 15U);
    std::vector<sm::Duration> until(lanes.count);
    for (std::size_t i = 0; i < run.operations.size(); ++i) {
        if (lanes.of[i] == Lanes::none) continue;
        EXPECT_LE(until[lanes.of[i]], run.operations[i].began);
        until[lanes.of[i]] = run.operations[i].ended;
    }
}

}  // namespace
