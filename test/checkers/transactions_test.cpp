#include <sm/base/misuse.hpp>
#include <sm/checkers/transactions.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checkers/transactions/script.hpp"

namespace {

using script::anomalies;
using script::example;
using script::history;
using script::ok;
using script::possible;
using script::refused;
using script::steps;
using script::unknown;
using sm::Verdict;
using sm::checkers::ConsistencyModel;
using sm::history::CheckResult;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Txns = std::initializer_list<script::Txn>;

CheckResult lists(Txns txns, sm::checkers::TransactionOptions options = {}) {
    return sm::checkers::list_append(std::move(options))(history(txns));
}

TEST(ListAppend, ASerialHistoryIsValid) {
    const auto found = lists({ok("append x 1").during(0, 1), ok("r x [1], append x 2").during(2, 3),
                              ok("r x [1 2], r y []").during(4, 5)});
    EXPECT_EQ(found.verdict(), Verdict::valid);
    EXPECT_THAT(anomalies(found), IsEmpty());
    EXPECT_THAT(possible(found), ElementsAre("strict serializable"));
    EXPECT_THAT(found.violations, IsEmpty());
}

TEST(ListAppend, ACycleOfWritesIsG0) {
    const auto found = lists({ok("append x 1, append y 2"), ok("append x 3, append y 4"),
                              ok("r x [1 3]"), ok("r y [4 2]")});
    EXPECT_EQ(found.verdict(), Verdict::invalid);
    EXPECT_THAT(anomalies(found), ElementsAre("G0"));
    EXPECT_THAT(steps(found, "G0"),
                ElementsAre("T0 appended 1 to :x, T1 appended 3 after it (as T2 read)",
                            "T1 appended 4 to :y, T0 appended 2 after it (as T3 read)"));
    EXPECT_THAT(possible(found), IsEmpty());
    EXPECT_THAT(found.violations, ElementsAre(0U, 1U));
}

TEST(ListAppend, AReadOfARefusedAppendIsG1a) {
    const auto found =
        lists({refused("append x 1"), ok("r x [1]"), ok("append y 1"), ok("r y [1]")});
    EXPECT_EQ(found.verdict(), Verdict::invalid);
    EXPECT_THAT(anomalies(found), ElementsAre("G1a"));
    EXPECT_EQ(example(found, "G1a"), "T0 appended 1 to :x and was refused, T1 read [1] of :x");
    EXPECT_THAT(possible(found), ElementsAre("read uncommitted"));
    EXPECT_THAT(found.violations, ElementsAre(0U, 1U));
}

TEST(ListAppend, AReadBetweenTwoAppendsOfOneTransactionIsG1b) {
    const auto found = lists({ok("append x 1, append x 2"), ok("r x [1]"), ok("r x [1 2]")});
    EXPECT_THAT(anomalies(found), ElementsAre("G1b", "G-single"));
    EXPECT_EQ(example(found, "G1b"),
              "T1 read [1] of :x, which T0 overwrote in the same transaction");
    EXPECT_THAT(possible(found), ElementsAre("read uncommitted"));
}

TEST(ListAppend, ATransactionMayReadBetweenItsOwnAppends) {
    const auto found = lists({ok("append x 1, r x [1], append x 2, r x [1 2]"), ok("r x [1 2]")});
    EXPECT_THAT(anomalies(found), IsEmpty());
    EXPECT_EQ(found.verdict(), Verdict::valid);
}

TEST(ListAppend, TransactionsThatReadEachOthersAppendsAreG1c) {
    const auto found = lists({ok("append x 1, r y [2]"), ok("append y 2, r x [1]")});
    EXPECT_THAT(anomalies(found), ElementsAre("G1c"));
    EXPECT_THAT(steps(found, "G1c"), ElementsAre("T0 appended 1 to :x, T1 read [1] of :x",
                                                 "T1 appended 2 to :y, T0 read [2] of :y"));
}

TEST(ListAppend, ACycleOfAppendAndReadIsG1c) {
    const auto found = lists(
        {ok("append x 1, r y [2]"), ok("append x 3, append y 2"), ok("r x [3 1]"), ok("r x []")});
    EXPECT_THAT(anomalies(found), IsEmpty());
    const auto turned =
        lists({ok("append x 1, r y [2]"), ok("append x 3, append y 2"), ok("r x [1 3]")});
    EXPECT_THAT(anomalies(turned), ElementsAre("G1c"));
    EXPECT_THAT(steps(turned, "G1c"),
                ElementsAre("T1 appended 2 to :y, T0 read [2] of :y",
                            "T0 appended 1 to :x, T1 appended 3 after it (as T2 read)"));
}

TEST(ListAppend, ATransactionThatLosesItsOwnAppendIsInternal) {
    const auto found =
        lists({ok("append x 1"), ok("r x [1], append x 2, r x [1]"), ok("r x [1 2]")});
    EXPECT_THAT(anomalies(found), ElementsAre("internal"));
    EXPECT_EQ(example(found, "internal"),
              "T1 read [1] of :x, where its own reads and appends before lead to [1 2]");
    EXPECT_THAT(possible(found), ElementsAre("read committed"));
}

TEST(ListAppend, AnUnreadListEndsWithOnesOwnAppends) {
    const auto found = lists({ok("append x 1"), ok("append x 2, r x [2 1]")});
    EXPECT_THAT(anomalies(found), Contains("internal"));
    EXPECT_EQ(example(found, "internal"),
              "T1 read [2 1] of :x, where its own reads and appends before lead to [... 2]");
    const auto right = lists({ok("append x 1"), ok("append x 2, r x [1 2]")});
    EXPECT_THAT(anomalies(right), IsEmpty());
}

TEST(ListAppend, AReadThatChangesWithinATransactionIsInternalAndASkew) {
    const auto found = lists({ok("append x 1"), ok("r x [], r x [1]")});
    EXPECT_THAT(anomalies(found), ElementsAre("internal", "G-single"));
    EXPECT_THAT(possible(found), ElementsAre("read committed"));
}

TEST(ListAppend, AReadOfWhatOneAppendsLaterIsAFutureRead) {
    const auto found = lists({ok("r x [1], append x 1"), ok("r x [1]")});
    EXPECT_THAT(anomalies(found), ElementsAre("future read"));
    EXPECT_EQ(example(found, "future read"), "T0 read [1] of :x, and appended 1 later");
}

TEST(ListAppend, AnElementTwiceInAListIsADuplicate) {
    const auto found = lists({ok("append x 1"), ok("append x 2"), ok("r x [1 2 1]")});
    EXPECT_THAT(anomalies(found), ElementsAre("duplicate elements"));
    EXPECT_EQ(example(found, "duplicate elements"),
              "T2 read [1 2 1] of :x, with 1 more than once, which was appended once");
    EXPECT_THAT(possible(found), IsEmpty());
}

TEST(ListAppend, ListsOfWhichNoneBeginsTheOtherAreOfAnIncompatibleOrder) {
    const auto found =
        lists({ok("append x 1"), ok("append x 2"), ok("r x [1 2]"), ok("r x [2 1]")});
    EXPECT_THAT(anomalies(found), ElementsAre("incompatible order"));
    EXPECT_EQ(
        example(found, "incompatible order"),
        "T3 read [2 1] of :x, T2 read [1 2] of :x; neither list is the beginning of the other");
    EXPECT_THAT(possible(found), ElementsAre("read uncommitted"));
    EXPECT_THAT(found.violations, ElementsAre(2U, 3U));
}

TEST(ListAppend, ATransactionsAppendsInAnotherOrderAreIncompatibleToo) {
    const auto found = lists({ok("append x 1, r y [], append x 2"), ok("r x [2 1]")});
    EXPECT_THAT(anomalies(found), Contains("incompatible order"));
    EXPECT_EQ(example(found, "incompatible order"),
              "T0 appended 1, then 2 to :x, and T1 read [2 1] of :x");
    EXPECT_THAT(anomalies(lists({ok("append x 1, append x 2"), ok("r x [2]")})),
                Contains("incompatible order"));
}

TEST(ListAppend, AnElementThatNobodyAppendedIsGarbage) {
    const auto found = lists({ok("append x 1"), ok("r x [1 7]")});
    EXPECT_THAT(anomalies(found), ElementsAre("garbage read"));
    EXPECT_EQ(example(found, "garbage read"), "T1 read [1 7] of :x, and nobody appended 7");
    EXPECT_EQ(found.verdict(), Verdict::invalid);
}

TEST(ListAppend, ACommittedAppendUponARefusedOneIsADirtyUpdate) {
    const auto found = lists({refused("append x 1"), ok("append x 2"), ok("r x [1 2]")});
    EXPECT_THAT(anomalies(found), ElementsAre("dirty update", "G1a"));
    EXPECT_EQ(example(found, "dirty update"),
              "T0 appended 1 to :x and was refused, T1 appended 2 to :x after it: T2 read [1 2] of "
              ":x");
}

TEST(ListAppend, TwoThatAppendUponTheSameReadLoseAnUpdate) {
    const auto found = lists({ok("r x [], append x 1"), ok("r x [], append x 2"), ok("r x [1 2]")});
    EXPECT_THAT(anomalies(found), ElementsAre("lost update", "G-single"));
    EXPECT_EQ(example(found, "lost update"),
              "T0 read [] of :x and appended 1; T1 read [] of :x and appended 2");
    EXPECT_THAT(possible(found), ElementsAre("read atomic"));
}

TEST(ListAppend, UpdatesAreLostAlsoWhereNobodyReadsThem) {
    const auto found = lists({ok("r x [], append x 1"), ok("r x [], append x 2")});
    EXPECT_THAT(anomalies(found), ElementsAre("lost update", "G2-item"));
    EXPECT_THAT(possible(found), ElementsAre("read atomic"));
}

TEST(ListAppend, SeeingOneAppendOfATransactionAndNotTheOtherIsAFracturedRead) {
    const auto found = lists({ok("append x 1, append y 2"), ok("r x [1], r y []"), ok("r y [2]")});
    EXPECT_THAT(anomalies(found), ElementsAre("fractured read", "G-single"));
    EXPECT_EQ(example(found, "fractured read"),
              "T1 saw T0, and not its write of 2 to :y: T1 read [1] of :x, T1 read [] of :y");
    EXPECT_THAT(steps(found, "G-single"), ElementsAre("T1 read [] of :y, T0 appended 2 after that",
                                                      "T0 appended 1 to :x, T1 read [1] of :x"));
    EXPECT_THAT(possible(found), ElementsAre("read committed"));
}

TEST(ListAppend, ReadSkewOverAThirdTransactionIsGSingle) {
    const auto found = lists({ok("append x 1"), ok("r x [1], append y 2"), ok("r y [2], r x []")});
    EXPECT_THAT(anomalies(found), ElementsAre("G-single"));
    EXPECT_THAT(possible(found), ElementsAre("read atomic"));
    EXPECT_EQ(found.details.find("examples")->find("G-single")->item(0).find("cycle")->text(),
              "T2 -rw-> T0 -wr-> T1 -wr-> T2");
}

TEST(ListAppend, WriteSkewIsG2ItemAndSnapshotIsolationAllowsIt) {
    const Txns skew{ok("r x [], append y 1"), ok("r y [], append x 2"), ok("r x [2], r y [1]")};
    const auto found = lists(skew);
    EXPECT_THAT(anomalies(found), ElementsAre("G2-item"));
    EXPECT_THAT(possible(found), ElementsAre("strong snapshot isolation"));
    EXPECT_THAT(steps(found, "G2-item"), ElementsAre("T0 read [] of :x, T1 appended 2 after that",
                                                     "T1 read [] of :y, T0 appended 1 after that"));
    const auto allowed = lists(skew, {.required = ConsistencyModel::snapshot_isolation});
    EXPECT_EQ(allowed.verdict(), Verdict::valid);
    EXPECT_EQ(allowed.conclusion.reason, "snapshot isolation allows what was found: G2-item (1)");
    EXPECT_THAT(allowed.violations, IsEmpty());
}

TEST(ListAppend, TwoReadersThatSeeTwoWritesInOppositeOrdersAreGNonadjacent) {
    const auto found = lists({ok("append x 1"), ok("append y 2"), ok("r x [1], r y []"),
                              ok("r x [], r y [2]"), ok("r x [1], r y [2]")});
    EXPECT_THAT(anomalies(found), ElementsAre("G-nonadjacent"));
    EXPECT_THAT(possible(found), ElementsAre("read atomic"));
    EXPECT_THAT(steps(found, "G-nonadjacent"),
                ElementsAre("T2 read [] of :y, T1 appended 2 after that",
                            "T1 appended 2 to :y, T3 read [2] of :y",
                            "T3 read [] of :x, T0 appended 1 after that",
                            "T0 appended 1 to :x, T2 read [1] of :x"));
}

TEST(ListAppend, AnAppendInNoReadComesAfterTheLongestRead) {
    const auto found = lists({ok("append x 1, append y 2"), ok("r y [2], r x []")});
    EXPECT_THAT(anomalies(found), ElementsAre("fractured read", "G-single"));
}

TEST(ListAppend, WhatIsOfUnknownOutcomeAndReadCountsAsCommitted) {
    const auto found = lists({unknown("append x 1, append y 2"), ok("r x [1], r y []")});
    EXPECT_THAT(anomalies(found), ElementsAre("fractured read", "G-single"));
    EXPECT_EQ(script::count(found, "transactions", "unknown, whose writes were read"), 1);
}

TEST(ListAppend, WhatIsOfUnknownOutcomeAndNeverReadNeedNotHaveHappened) {
    const auto found = lists({unknown("append x 1"), ok("append y 1").during(5, 6),
                              ok("r x [], r y [1]").during(10, 11)});
    EXPECT_EQ(found.verdict(), Verdict::valid);
    EXPECT_EQ(script::count(found, "transactions", "unknown, taken as not committed"), 1);
}

TEST(ListAppend, ACycleOfWritesThroughOneOfUnknownOutcomeMayBeAnAbortedRead) {
    const auto found = lists({unknown("append x 1, append y 2"), ok("append x 3, append y 4"),
                              ok("r x [1 3]"), ok("r y [4 2]")});
    EXPECT_THAT(anomalies(found), ElementsAre("G0"));
    EXPECT_THAT(possible(found), ElementsAre("read uncommitted"));
}

// Order of processes and of real time.

TEST(ListAppendInTime, AStaleReadIsGSingleRealtime) {
    const auto found = lists(
        {ok("append x 1").during(0, 1), ok("r x []").during(2, 3), ok("r x [1]").during(4, 5)});
    EXPECT_THAT(anomalies(found), ElementsAre("G-single-realtime"));
    EXPECT_THAT(steps(found, "G-single-realtime"),
                ElementsAre("T1 read [] of :x, T0 appended 1 after that",
                            "T0 returned (at 1) before T1 was invoked (at 2)"));
    EXPECT_THAT(possible(found), ElementsAre("strong session serializable"));
    EXPECT_EQ(lists({ok("append x 1").during(0, 1), ok("r x []").during(2, 3)},
                    {.required = ConsistencyModel::serializable})
                  .verdict(),
              Verdict::valid);
}

TEST(ListAppendInTime, EqualStampsOrderNothing) {
    const auto found = lists({ok("append x 1").by(1).during(0, 2), ok("r x []").by(1).during(2, 3),
                              ok("r x [1]").during(4, 5)});
    EXPECT_EQ(found.verdict(), Verdict::valid) << to_string(found);
}

TEST(ListAppendInTime, AStaleReadOfOnesOwnIsGSingleProcess) {
    const auto found = lists({ok("append x 1").by(4).during(0, 1), ok("r x []").by(4).during(2, 3),
                              ok("r x [1]").during(4, 5)});
    EXPECT_THAT(anomalies(found), ElementsAre("G-single-process"));
    EXPECT_THAT(steps(found, "G-single-process"),
                ElementsAre("T1 read [] of :x, T0 appended 1 after that",
                            "T0 returned (at 1) before T1 was invoked (at 2), both by process 4"));
    EXPECT_THAT(possible(found), ElementsAre("serializable"));
}

TEST(ListAppendInTime, AReadOfTheFutureIsG1cRealtime) {
    const auto found = lists({ok("r x [1]").during(0, 1), ok("append x 1").during(2, 3)});
    EXPECT_THAT(anomalies(found), ElementsAre("G1c-realtime"));
    const auto own = lists({ok("r x [1]").by(1).during(0, 1), ok("append x 1").by(1).during(2, 3)});
    EXPECT_THAT(anomalies(own), ElementsAre("G1c-process"));
    EXPECT_THAT(steps(own, "G1c-process"),
                ElementsAre("T1 appended 1 to :x, T0 read [1] of :x",
                            "T0 returned (at 1) before T1 was invoked (at 2), both by process 1"));
}

TEST(ListAppendInTime, AppendsAgainstTheOrderOfTimeAreG0) {
    const auto found = lists({ok("append x 1").during(0, 1), ok("append x 2").during(2, 3),
                              ok("r x [2 1]").during(4, 5)});
    EXPECT_THAT(anomalies(found), ElementsAre("G0-realtime"));
    EXPECT_THAT(possible(found), ElementsAre("strong session serializable"));
    const auto own = lists({ok("append x 1").by(1).during(0, 1),
                            ok("append x 2").by(1).during(2, 3), ok("r x [2 1]").during(4, 5)});
    EXPECT_THAT(anomalies(own), ElementsAre("G0-process"));
    EXPECT_THAT(possible(own), ElementsAre("serializable"));
}

TEST(ListAppendInTime, TwoReadersThatEachMissOneWriteAreGNonadjacent) {
    const auto own = lists({ok("append x 1").during(0, 3), ok("append y 2").during(0, 3),
                            ok("r x [1]").by(1).during(1, 2), ok("r y []").by(1).during(3, 4),
                            ok("r y [2]").by(2).during(1, 2), ok("r x []").by(2).during(3, 4)});
    EXPECT_THAT(anomalies(own), ElementsAre("G-nonadjacent-process"));
    const auto others = lists({ok("append x 1").during(0, 5), ok("append y 2").during(0, 5),
                               ok("r x [1]").during(1, 2), ok("r y []").during(3, 4),
                               ok("r y [2], r x []").during(0, 5)});
    EXPECT_THAT(anomalies(others), ElementsAre("G-nonadjacent-realtime"));
    EXPECT_THAT(possible(others), ElementsAre("strong session serializable"));
}

TEST(ListAppendInTime, SkewsMayNeedTheOrderOfProcesses) {
    const auto found = lists({ok("r x []").by(1).during(0, 1), ok("append y 1").by(1).during(2, 3),
                              ok("r y [], append x 2").during(0, 9), ok("r x [2], r y [1]")});
    EXPECT_THAT(anomalies(found), IsEmpty());
    const auto two = lists({ok("r x []").by(1).during(2, 3), ok("append y 1").by(1).during(0, 1),
                            ok("append x 2").by(2).during(0, 1), ok("r y []").by(2).during(2, 3)});
    EXPECT_THAT(anomalies(two), ElementsAre("G-nonadjacent-process"));
    const auto item =
        lists({ok("append y 1").by(1).during(0, 1), ok("r x []").by(1).during(2, 3),
               ok("r z [], append x 2").during(0, 9), ok("append z 3, r y []").during(0, 9)});
    EXPECT_THAT(anomalies(item), ElementsAre("G2-item-process"));
    EXPECT_THAT(possible(item), ElementsAre("strong snapshot isolation", "serializable"));
}

TEST(ListAppendInTime, SkewsMayNeedTheOrderOfRealTime) {
    const auto found =
        lists({ok("append y 1").during(0, 1), ok("r x []").during(2, 3),
               ok("r z [], append x 2").during(0, 9), ok("append z 3, r y []").during(0, 9)});
    EXPECT_THAT(anomalies(found), ElementsAre("G2-item-realtime"));
    EXPECT_THAT(possible(found),
                ElementsAre("strong snapshot isolation", "strong session serializable"));
}

}  // namespace
