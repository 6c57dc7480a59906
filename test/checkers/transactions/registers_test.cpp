#include <sm/base/misuse.hpp>
#include <sm/checkers/transactions.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checkers/transactions/script.hpp"

namespace {

using namespace script;
using enum sm::checkers::VersionInference;
using sm::Verdict;
using sm::history::CheckResult;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Txns = std::initializer_list<Txn>;

CheckResult registers(Txns txns, sm::checkers::TransactionOptions options = {}) {
    return sm::checkers::rw_register(std::move(options))(history(txns));
}

TEST(RwRegister, ASerialHistoryIsValid) {
    const auto found = registers({ok("w x 1").during(0, 1), ok("r x 1, w x 2").during(2, 3),
                                  ok("r x 2, r y nil").during(4, 5)});
    EXPECT_EQ(found.verdict(), Verdict::valid);
    EXPECT_THAT(anomalies(found), IsEmpty());
    EXPECT_EQ(count(found, "order of versions", "nil is the initial state"), 1);
    EXPECT_EQ(count(found, "order of versions", "writes follow reads within a transaction"), 1);
}

TEST(RwRegister, AReadOfARefusedWriteIsG1a) {
    const auto found = registers({refused("w x 1"), ok("r x 1")});
    EXPECT_THAT(anomalies(found), ElementsAre("G1a"));
    EXPECT_EQ(example(found, "G1a"), "T0 wrote 1 to :x and was refused, T1 read 1 of :x");
}

TEST(RwRegister, AReadOfAWriteThatItsWriterOverwroteIsG1b) {
    const auto found = registers({ok("w x 1, w x 2"), ok("r x 1")});
    EXPECT_THAT(anomalies(found), ElementsAre("G1b", "G-single"));
    EXPECT_THAT(steps(found, "G-single"),
                ElementsAre("T1 read 1 of :x, T0 wrote 2 after that (T0 wrote 1, then 2)",
                            "T0 wrote 1 to :x, T1 read 1 of :x"));
}

TEST(RwRegister, TransactionsThatReadEachOthersWritesAreG1c) {
    const auto found = registers({ok("w x 1, r y 2"), ok("w y 2, r x 1")});
    EXPECT_THAT(anomalies(found), ElementsAre("G1c"));
    EXPECT_THAT(possible(found), ElementsAre("read uncommitted"));
}

TEST(RwRegister, ATransactionThatLosesItsOwnWriteIsInternal) {
    const auto found = registers({ok("w x 1"), ok("w x 2, r x 1")});
    EXPECT_THAT(anomalies(found), ElementsAre("internal"));
    EXPECT_EQ(example(found, "internal"), "T1 read 1 of :x, where it wrote 2 before");
}

TEST(RwRegister, AReadOfWhatOneWritesLaterIsAFutureRead) {
    const auto found = registers({ok("r x 1, w x 1")});
    EXPECT_THAT(anomalies(found), ElementsAre("future read"));
}

TEST(RwRegister, AValueThatNobodyWroteIsGarbage) {
    const auto found = registers({ok("w x 1"), ok("r x 7")});
    EXPECT_THAT(anomalies(found), ElementsAre("garbage read"));
    EXPECT_EQ(example(found, "garbage read"), "T1 read 7 of :x, which nobody wrote");
    EXPECT_THAT(possible(found), IsEmpty());
}

TEST(RwRegister, TwoThatWriteUponTheSameReadLoseAnUpdate) {
    const auto found = registers({ok("w x 1"), ok("r x 1, w x 2"), ok("r x 1, w x 3")});
    EXPECT_THAT(anomalies(found), ElementsAre("lost update", "G2-item"));
    EXPECT_EQ(example(found, "lost update"),
              "T1 read 1 of :x and wrote 2; T2 read 1 of :x and wrote 3");
    EXPECT_THAT(possible(found), ElementsAre("read atomic"));
}

TEST(RwRegister, SeeingHalfOfATransactionIsAFracturedRead) {
    const auto found = registers({ok("w x 1, w y 2"), ok("r x 1, r y nil")});
    EXPECT_THAT(anomalies(found), ElementsAre("fractured read", "G-single"));
    EXPECT_THAT(steps(found, "G-single"),
                ElementsAre("T1 read nil of :y, T0 wrote 2 after that (nil is the initial state)",
                            "T0 wrote 1 to :x, T1 read 1 of :x"));
}

TEST(RwRegister, WriteSkewIsG2Item) {
    const auto found = registers({ok("r x nil, w y 1"), ok("r y nil, w x 2")});
    EXPECT_THAT(anomalies(found), ElementsAre("G2-item"));
    EXPECT_THAT(possible(found), ElementsAre("strong snapshot isolation"));
}

TEST(RwRegister, WithoutTheInferenceOfTheInitialStateSkewIsNotSeen) {
    const auto found =
        registers({ok("w z 1"), ok("r z 1"), ok("r x nil, w y 1"), ok("r y nil, w x 2")},
                  {.inferences = {writes_follow_reads}});
    EXPECT_EQ(found.verdict(), Verdict::valid);
    EXPECT_THAT(texts(*found.details.find("warnings")),
                ElementsAre("no version is known to come before another: there are no ww and no rw "
                            "edges, and lost updates and skews cannot be seen",
                            "2 of 3 writes were read by nobody; let transactions read more, or "
                            "read all keys at the end"));
}

TEST(RwRegister, WhatIsWrittenFollowsWhatWasRead) {
    const Txns txns{ok("w x 1"), ok("r x 1, w x 2, w y 1"), ok("r y 1, r x 1")};
    EXPECT_THAT(anomalies(registers(txns)), ElementsAre("fractured read", "G-single"));
    EXPECT_THAT(steps(registers(txns), "G-single"),
                ElementsAre("T2 read 1 of :x, T1 wrote 2 after that (T1 read 1 before it wrote 2)",
                            "T1 wrote 1 to :y, T2 read 1 of :y"));
    EXPECT_THAT(anomalies(registers(txns, {.inferences = {initial_state}})), IsEmpty());
}

TEST(RwRegister, WritesUponEachOthersReadsAreCyclicVersions) {
    const auto found = registers({ok("r x 2, w x 1"), ok("r x 1, w x 2")});
    EXPECT_THAT(anomalies(found), ElementsAre("cyclic versions", "G1c"));
    const auto& cycle = found.details.find("examples")->find("cyclic versions")->item(0);
    EXPECT_EQ(cycle.find("cycle")->text(), "of :x: 1 before 2 before 1");
    EXPECT_THAT(steps(found, "cyclic versions"),
                ElementsAre("T1 read 1 before it wrote 2", "T0 read 2 before it wrote 1"));
}

TEST(RwRegister, SequentialKeysOrderWhatAProcessMeets) {
    const Txns txns{ok("w x 1").by(1).during(0, 1), ok("w x 2, w y 1").by(1).during(2, 3),
                    ok("r y 1, r x 1").by(2).during(0, 9)};
    EXPECT_THAT(
        anomalies(registers(txns, {.required = sm::checkers::ConsistencyModel::serializable})),
        IsEmpty());
    const auto found = registers(txns, {.inferences = {initial_state, sequential_keys}});
    EXPECT_THAT(anomalies(found), ElementsAre("fractured read", "G-single"));
    EXPECT_THAT(steps(found, "G-single"),
                ElementsAre("T2 read 1 of :x, T1 wrote 2 after that (a process met 1 before 2, and "
                            "keys are taken to be sequential)",
                            "T1 wrote 1 to :y, T2 read 1 of :y"));
}

TEST(RwRegister, LinearizableKeysOrderWhatWasMetInRealTime) {
    const Txns txns{ok("w x 1").during(0, 1), ok("w x 2, w y 1").during(2, 3),
                    ok("r y 1, r x 1").during(0, 9)};
    EXPECT_THAT(anomalies(registers(txns, {.inferences = {initial_state, sequential_keys}})),
                IsEmpty());
    const auto found = registers(txns, {.inferences = {initial_state, linearizable_keys}});
    EXPECT_THAT(anomalies(found), ElementsAre("fractured read", "G-single"));
}

TEST(RwRegister, ALinearizableKeyThatGoesBackHasCyclicVersions) {
    const auto found = registers({ok("w x 1").during(0, 1), ok("r x nil").during(2, 3)},
                                 {.inferences = {initial_state, linearizable_keys}});
    EXPECT_THAT(anomalies(found), ElementsAre("cyclic versions"));
    EXPECT_THAT(steps(found, "cyclic versions"),
                ElementsAre("nil is the initial state",
                            "1 was met before nil, and keys are taken to be linearizable"));
}

TEST(RwRegister, ExplicitVersionsOrderWhatWasRead) {
    const sm::checkers::TransactionOptions options{.inferences = {explicit_versions}};
    const auto found = registers(
        {ok("w x [1 10], w y [2 20]"), ok("w x [2 30], w y [1 40]"), ok("r x [2 30], r y [2 20]")},
        options);
    EXPECT_THAT(anomalies(found), ElementsAre("G0"));
    EXPECT_THAT(steps(found, "G0"),
                ElementsAre("T0 wrote 10 to :x, T1 wrote 30 after it (the system numbered 10 "
                            "before 30)",
                            "T1 wrote 40 to :y, T0 wrote 20 after it (the system numbered 40 "
                            "before 20)"));
}

TEST(RwRegister, AVersionWithTwoValuesIsAnIncompatibleOrder) {
    const auto found = registers({ok("w x 10"), ok("w x 20"), ok("r x [1 10]"), ok("r x [1 20]")},
                                 {.inferences = {explicit_versions}});
    EXPECT_THAT(anomalies(found), ElementsAre("incompatible order"));
    EXPECT_EQ(example(found, "incompatible order"),
              "T3 met 20 as version 1 of :x, which elsewhere is 10");
}

TEST(RwRegister, AValueWithTwoVersionsIsAnIncompatibleOrder) {
    const auto found = registers({ok("w x 10"), ok("r x [1 10]"), ok("r x [2 10]")},
                                 {.inferences = {explicit_versions}});
    EXPECT_THAT(anomalies(found), ElementsAre("incompatible order"));
}

TEST(RwRegister, ExplicitVersionsHaveToBeThere) {
    EXPECT_THROW(registers({ok("w x 10"), ok("r x 10")}, {.inferences = {explicit_versions}}),
                 sm::Misuse);
}

TEST(RwRegister, OneOfManyReadersThatWritesTooIsInNoCycleWithItself) {
    const Txns txns{ok("r x nil"), ok("r x nil"), ok("r x nil"),       ok("r x nil"),
                    ok("r x nil"), ok("w x 1"),   ok("w x 2"),         ok("w x 3"),
                    ok("w x 4"),   ok("w x 5"),   ok("r x nil, w x 6")};
    const auto found = registers(txns, {.inferences = {initial_state}});
    EXPECT_THAT(anomalies(found), IsEmpty());
    EXPECT_EQ(count(found, "edges", "rw"), 5 + 5);  // five to the hub, and past oneself
}

TEST(RwRegister, TheSameInferencesOfLongHistoriesAreNotQuadratic) {
    sm::history::Operations operations;
    for (int i = 0; i < 20'000; ++i) {
        operations.push_back(i % 2 == 0 ? ok("r x nil") : ok("w x " + std::to_string(i)));
        operations.back().process = i;
    }
    const auto found = sm::checkers::rw_register(
        {.required = sm::checkers::ConsistencyModel::serializable})(operations);
    EXPECT_EQ(found.verdict(), Verdict::valid);
    EXPECT_EQ(count(found, "edges", "rw"), 10'000);  // to what stands for all writes
}

}  // namespace
