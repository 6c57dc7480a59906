#include <sm/base/misuse.hpp>
#include <sm/checkers/transactions.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checkers/transactions/anomalies.hpp"
#include "checkers/transactions/precedence.hpp"
#include "checkers/transactions/script.hpp"

namespace {

using namespace script;
using enum sm::checkers::ConsistencyModel;
using sm::Verdict;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(ConsistencyModels, AreOrderedByWhatTheyImply) {
    EXPECT_TRUE(implies(strict_serializable, read_uncommitted));
    EXPECT_TRUE(implies(strict_serializable, strong_snapshot_isolation));
    EXPECT_TRUE(implies(serializable, snapshot_isolation));
    EXPECT_TRUE(implies(snapshot_isolation, snapshot_isolation));
    EXPECT_FALSE(implies(snapshot_isolation, serializable));
    EXPECT_FALSE(implies(serializable, strong_session_snapshot_isolation));
    EXPECT_FALSE(implies(strong_snapshot_isolation, serializable));
    EXPECT_EQ(to_string(strong_session_serializable), "strong session serializable");
}

TEST(ConsistencyModels, StrongestAndWeakestAreThoseThatNoOtherOneImplies) {
    using namespace sm::detail::transactions;
    Anomalies anomalies;
    EXPECT_THAT(anomalies.strongest_possible(), ElementsAre(strict_serializable));
    anomalies.count(AnomalyKind::g2_item_process);
    EXPECT_THAT(anomalies.strongest_possible(),
                ElementsAre(strong_snapshot_isolation, serializable));
    anomalies.count(AnomalyKind::g_single_realtime);
    EXPECT_THAT(anomalies.strongest_possible(),
                ElementsAre(strong_session_snapshot_isolation, serializable));
}

TEST(Precedence, IsReducedToWhatDoesNotFollow) {
    using sm::detail::transactions::Interval;
    const std::vector<Interval> intervals{{0, 1}, {2, 5}, {3, 4}, {6, 7}, {5, 9}, {8, sm::never}};
    std::vector<std::pair<std::size_t, std::size_t>> found;
    sm::detail::transactions::each_precedence(
        intervals, [&](auto before, auto after) { found.emplace_back(before, after); });
    EXPECT_THAT(found,
                testing::UnorderedElementsAre(std::pair(0, 1), std::pair(0, 2), std::pair(1, 3),
                                              std::pair(2, 3), std::pair(2, 4), std::pair(3, 5)));
}

TEST(TransactionFinding, OfAnEmptyHistoryIsValid) {
    EXPECT_EQ(sm::checkers::list_append()({}).verdict(), Verdict::valid);
    EXPECT_EQ(sm::checkers::rw_register()({}).verdict(), Verdict::valid);
}

TEST(TransactionFinding, IsUnknownWhereNothingDependsOnAnything) {
    const auto found =
        sm::checkers::list_append()(history({ok("append x 1"), ok("append y 1"), ok("r z []")}));
    EXPECT_EQ(found.verdict(), Verdict::unknown);
    EXPECT_THAT(found.conclusion.reason, HasSubstr("nothing could be inferred"));
    EXPECT_THAT(texts(*found.details.find("warnings")),
                Contains(HasSubstr("there are no wr edges")));
}

TEST(TransactionFinding, SaysWhatItRestsOn) {
    const auto found = sm::checkers::list_append()(
        history({ok("append x 1"), ok("append x 2"), ok("r x [1 2]"), refused("append x 3"),
                 unknown("append x 4, r x nil")}));
    EXPECT_EQ(count(found, "transactions", "committed"), 3);
    EXPECT_EQ(count(found, "transactions", "refused"), 1);
    EXPECT_EQ(count(found, "transactions", "unknown, taken as not committed"), 1);
    EXPECT_EQ(found.details.find("reads")->integer(), 1);
    EXPECT_EQ(found.details.find("writes")->integer(), 4);
    EXPECT_EQ(found.details.find("keys")->integer(), 1);
    EXPECT_EQ(count(found, "edges", "ww"), 1);
    EXPECT_EQ(count(found, "edges", "wr"), 1);
    EXPECT_EQ(count(found, "edges", "rw"), 0);
    EXPECT_EQ(count(found, "order of versions", "the longest read of each list"), 2);
    EXPECT_THAT(texts(*found.details.find("warnings")), IsEmpty());
}

TEST(TransactionFinding, GivesTheReasonInASentence) {
    const auto found = sm::checkers::list_append({.required = serializable})(
        history({ok("append x 1, r y [2]"), ok("append y 2, r x [1]")}));
    EXPECT_EQ(found.conclusion.reason,
              "not serializable: G1c (1); G1c: T0 -wr-> T1 -wr-> T0; T0 appended 1 to :x, T1 read "
              "[1] of :x; T1 appended 2 to :y, T0 read [2] of :y");
    EXPECT_THAT(texts(*found.details.find("ruled out")), Contains("serializable"));
    EXPECT_THAT(texts(*found.details.find("ruled out")),
                testing::Not(Contains("read uncommitted")));
}

TEST(TransactionFinding, ShowsTheEndOfALongList) {
    std::string all;
    sm::history::Operations operations;
    for (int i = 0; i < 9; ++i) {
        operations.push_back(ok("append x " + std::to_string(i)));
        all += " " + std::to_string(i);
    }
    operations.push_back(ok("r x [" + all + "]"));
    operations.push_back(ok("r x [0 1 2 3 4 5 7]"));
    const auto found = sm::checkers::list_append()(operations);
    EXPECT_EQ(example(found, "incompatible order"),
              "T10 read [... 3 4 5 7] of :x, T9 read [... 5 6 7 8] of :x; neither list is the "
              "beginning of the other");
}

TEST(TransactionFinding, LeavesOutWhatIsNoTransactionAndSaysSo) {
    auto operations = history({ok("append x 1"), ok("r x [1]"), ok("r x [1]"), ok("r x [1]")});
    operations[2].function = "read";
    operations[3].process = sm::history::Operation::nemesis;
    const auto found = sm::checkers::list_append()(operations);
    EXPECT_EQ(found.verdict(), Verdict::valid);
    EXPECT_EQ(found.details.find("reads")->integer(), 1);
    EXPECT_THAT(texts(*found.details.find("warnings")),
                ElementsAre("1 operations are not transactions, and were left out"));
}

TEST(TransactionFinding, TakesWordsAsNamesOrTexts) {
    auto operations = history({ok("append x 1"), ok("r x [1]")});
    operations[0].function = "transact";
    operations[0].answer = sm::history::Value::list({sm::history::Value::list(
        {sm::history::Value::text("append"), sm::history::Value::name("x"),
         sm::history::Value::integer(1)})});
    const auto found = sm::checkers::list_append()(operations);
    EXPECT_EQ(found.verdict(), Verdict::valid);
    EXPECT_EQ(count(found, "edges", "wr"), 1);
}

TEST(TransactionFinding, AnAnswerMayBeMissingWhereNothingWasRead) {
    auto operations = history({ok("append x 1"), ok("r x [1]")});
    operations[0].value = std::exchange(operations[0].answer, {});
    EXPECT_EQ(count(sm::checkers::list_append()(operations), "edges", "wr"), 1);
    operations[1].value = std::exchange(operations[1].answer, {});
    EXPECT_THROW(sm::checkers::list_append()(operations), sm::Misuse);
}

/// The text of the Misuse that the history is.
std::string misuse(const sm::checkers::Checker& checker, std::initializer_list<Txn> txns) {
    try {
        checker(history(txns));
    } catch (const sm::Misuse& error) {
        return error.what();
    }
    return "none";
}

TEST(TransactionFinding, RefusesTheSameWriteTwice) {
    EXPECT_EQ(misuse(sm::checkers::list_append(), {ok("append x 1"), refused("append x 1")}),
              "operation 1: it writes 1 to :x, as operation 0 does; each value may be written to a "
              "key once, or nobody can tell which one was read: let the workload count its values "
              "up");
}

TEST(TransactionFinding, RefusesWhatIsOfTheOtherWorkload) {
    EXPECT_THAT(misuse(sm::checkers::list_append(), {ok("w x 1")}),
                HasSubstr("operation 0: [:w :x 1] is not known here"));
    EXPECT_THAT(misuse(sm::checkers::rw_register(), {ok("append x 1")}),
                HasSubstr("check list-append"));
    EXPECT_THAT(misuse(sm::checkers::list_append(), {ok("r x 1")}),
                HasSubstr("reads a value that is not a list"));
    EXPECT_THAT(misuse(sm::checkers::list_append(), {ok("r x")}),
                HasSubstr("is not a micro-operation"));
    EXPECT_THAT(misuse(sm::checkers::rw_register(), {ok("w x nil")}), HasSubstr("never written"));
    EXPECT_THAT(misuse(sm::checkers::list_append(), {ok("r x nil").during(5, 4)}),
                HasSubstr("returned at 4, before it was invoked at 5"));
}

TEST(TransactionBounds, OfTimeMakeItUnknown) {
    /// Moves on by itself, so that some time passes while judging.
    struct Ticking final : sm::Clock {
        mutable sm::Duration time{};
        sm::Duration now() const override { return time += std::chrono::milliseconds{1}; }
        void wait(sm::Duration) override {}
    } clock;
    sm::history::Operations operations;
    for (int i = 0; i < 20'000; ++i) operations.push_back(ok("append x " + std::to_string(i)));
    operations.push_back(ok("r x [1]"));
    const auto found = sm::checkers::list_append(
        {.limits = {.time = std::chrono::milliseconds{3}, .clock = &clock}})(operations);
    EXPECT_EQ(found.verdict(), Verdict::unknown);
    EXPECT_EQ(found.conclusion.reason, "judging reached its limit of 3 ms");
    EXPECT_THAT(texts(*found.details.find("warnings")),
                Contains(HasSubstr("anomalies may be missing")));
}

TEST(TransactionBounds, OfMemoryMakeItUnknown) {
    sm::history::Operations operations;
    for (int i = 0; i < 20'000; ++i) operations.push_back(ok("append x " + std::to_string(i)));
    const auto found =
        sm::checkers::list_append({.limits = {.memory = std::size_t{1} << 20}})(operations);
    EXPECT_EQ(found.verdict(), Verdict::unknown);
    EXPECT_EQ(found.conclusion.reason, "judging needs more than its limit of 1 MiB of memory");
}

TEST(TransactionBounds, DoNotHideWhatWasFoundBefore) {
    sm::history::Operations operations = history({refused("append y 1"), ok("r y [1]")});
    for (int i = 0; i < 20'000; ++i) operations.push_back(ok("append x " + std::to_string(i)));
    const auto found =
        sm::checkers::list_append({.limits = {.memory = std::size_t{6} << 20}})(operations);
    EXPECT_THAT(texts(*found.details.find("warnings")), Contains(HasSubstr("6 MiB")));
    EXPECT_EQ(found.verdict(), Verdict::invalid);
}

}  // namespace
