#include <sm/checkers/final_set.hpp>

#include <gtest/gtest.h>

#include <set>

#include "checkers/operations.hpp"
#include "checkers/systems_of_operations.hpp"

namespace {

using namespace operations;
using sm::Verdict;
using sm::history::CheckResult;

CheckResult check(const Operations& history) { return sm::checkers::final_set()(history); }

Script added(std::initializer_list<int> elements) {
    Script script;
    for (const int element : elements) script.ok(0, "add", number(element));
    return script;
}

TEST(FinalSet, IsValidIfTheLastReadHasAllThatWasAdded) {
    const auto found = check(added({0, 1, 2, 4}).read(1, set({0, 1, 2, 4})));
    EXPECT_EQ(found.verdict(), Verdict::valid);
    EXPECT_EQ(found.conclusion.reason, "");
    EXPECT_EQ(elements(found, "ok"), "#{0..2 4}");
    EXPECT_TRUE(found.violations.empty());
}

TEST(FinalSet, TellsWhatIsLost) {
    const auto found = check(added({3, 5, 1}).read(1, set({5})));
    EXPECT_EQ(found.verdict(), Verdict::invalid);
    EXPECT_EQ(
        found.conclusion.reason,
        "2 elements are lost, for example 1: operation 2 (0 :add 1) was answered before the last "
        "read, operation 3 (1 :read), which does not have it");
    EXPECT_EQ(found.violations, (std::vector<std::size_t>{2, 3}));
    EXPECT_EQ(elements(found, "lost"), "#{1 3}");
    EXPECT_EQ(to_string(found.details),
              "{attempts=3, acknowledged=3, last read=3, ok={count=1, fraction=0.3333, "
              "elements=\"#{5}\"}, lost={count=2, fraction=0.6667, elements=\"#{1 3}\"}, "
              "recovered={count=0, fraction=0.0, elements=\"#{}\"}, unexpected={count=0, "
              "fraction=0.0, elements=\"#{}\"}, duplicates=0}");
}

TEST(FinalSet, TellsWhatNobodyAdded) {
    const auto found = check(added({1}).read(1, set({1, 7, 8, 9})));
    EXPECT_EQ(found.verdict(), Verdict::invalid);
    EXPECT_EQ(found.conclusion.reason,
              "3 elements are unexpected, for example 7: the last read, operation 1 (1 :read), has "
              "it, and "
              "nobody added it");
    EXPECT_EQ(elements(found, "unexpected"), "#{7..9}");
    EXPECT_EQ(found.violations, (std::vector<std::size_t>{1}));
}

TEST(FinalSet, TellsWhatIsReadThoughItWasRefused) {
    const auto found = check(Script().fail(0, "add", number(7)).read(1, set({7})));
    EXPECT_EQ(
        found.conclusion.reason,
        "1 element is unexpected, for example 7: the last read, operation 1 (1 :read), has it, and "
        "operation 0 (0 :add 7) was refused");
    EXPECT_EQ(found.violations, (std::vector<std::size_t>{0, 1}));
}

TEST(FinalSet, TellsWhatIsReadBeforeItWasAdded) {
    const auto found = check(Script().read(1, set({7})).ok(0, "add", number(7)));
    EXPECT_EQ(
        found.conclusion.reason,
        "1 element is unexpected, for example 7: the last read, operation 0 (1 :read), has it, and "
        "operation 1 (0 :add 7) came after it");
}

TEST(FinalSet, CountsAsRecoveredWhatIsReadAndOfUnknownOutcome) {
    const auto found =
        check(Script().info(0, "add", number(1)).info(2, "add", number(2)).read(1, set({2})));
    EXPECT_EQ(found.verdict(), Verdict::valid);
    EXPECT_EQ(elements(found, "recovered"), "#{2}");
    EXPECT_EQ(elements(found, "lost"), "#{}");
}

TEST(FinalSet, DoesNotMissWhatWasAddedWhileOrAfterTheReadRan) {
    const auto found = check(Script()
                                 .ok(0, "add", number(1))
                                 .at(0, 20)
                                 .read(1, set({}))
                                 .at(10, 30)
                                 .ok(0, "add", number(2))
                                 .at(40, 50));
    EXPECT_EQ(found.verdict(), Verdict::valid);
}

TEST(FinalSet, LooksAtTheAnsweredReadThatWasInvokedLast) {
    const auto found = check(added({1}).read(1, set({})).read(2, set({1})).info(1, "read", {}));
    EXPECT_EQ(found.verdict(), Verdict::valid);
    EXPECT_EQ(detail(found, {"last read"}), "2");
}

TEST(FinalSet, IsUnknownIfNeverRead) {
    const auto found = check(added({1}).info(1, "read", {}).fail(1, "read", {}));
    EXPECT_EQ(found.verdict(), Verdict::unknown);
    EXPECT_EQ(found.conclusion.reason, "the set was never read");
}

TEST(FinalSet, CannotTellFromAReadThatIsNoCollection) {
    const auto found =
        sm::checkers::run_checker(sm::checkers::final_set(), "set", added({1}).read(1, number(1)));
    EXPECT_EQ(found.verdict(), Verdict::unknown);
    EXPECT_EQ(
        found.conclusion.reason,
        "the checker threw: operation 1 (1 :read) answered 1; final_set expects a list or set "
        "of elements. Let the client answer so, or give the call another function.");
}

TEST(FinalSet, LeavesOutWhatIsTooLongToList) {
    Script script;
    std::vector<std::int64_t> odd;
    for (int i = 0; i < 20; ++i) {
        script.ok(0, "add", number(2 * i));
        odd.push_back(2 * i);
    }
    EXPECT_EQ(elements(check(script.read(1, set(odd))), "ok"),
              "#{0 2 4 6 8 10 12 14 16 18 20 22 24 26 28 30 … 4 more}");
}

/// What the words say, element by element.
struct Naive {
    std::set<Value> ok, lost, recovered, unexpected;

    explicit Naive(const Operations& history) {
        const Operation* read = nullptr;
        for (const Operation& one : history) {
            if (one.function != "read" || !one.answered()) continue;
            if (read == nullptr || one.invoked >= read->invoked) read = &one;
        }
        for (int element = 0; read != nullptr && element < 4; ++element) {
            bool tried = false;
            bool due = false;
            bool acknowledged = false;
            for (const Operation& one : history) {
                if (one.function != "add" || !(one.value == number(element))) continue;
                tried = tried || (!one.refused() && one.invoked <= read->returned);
                acknowledged = acknowledged || one.answered();
                due = due || (one.answered() && one.returned < read->invoked);
            }
            const auto items = read->answer.items();
            const bool seen = std::count(items.begin(), items.end(), number(element)) > 0;
            if (seen && tried) ok.insert(number(element));
            if (seen && tried && !acknowledged) recovered.insert(number(element));
            if (seen && !tried) unexpected.insert(number(element));
            if (!seen && due) lost.insert(number(element));
        }
    }
};

TEST(FinalSet, FindsWhatItsWordsSayAndConvictsNoLinearizableHistory) {
    int invalid = 0;
    for_random_histories(set_system(), [&](const Operations& history) {
        const auto found = check(history);
        if (found.verdict() == Verdict::unknown) return;
        const Naive naive(history);
        ASSERT_EQ(count(found, "ok"), std::to_string(naive.ok.size()));
        ASSERT_EQ(count(found, "lost"), std::to_string(naive.lost.size()));
        ASSERT_EQ(count(found, "recovered"), std::to_string(naive.recovered.size()));
        ASSERT_EQ(count(found, "unexpected"), std::to_string(naive.unexpected.size()));
        const bool found_invalid = !naive.lost.empty() || !naive.unexpected.empty();
        ASSERT_EQ(found.verdict() == Verdict::invalid, found_invalid);
        if (found_invalid) {
            ASSERT_FALSE(has_order(set_system(), history));
        }
        invalid += found_invalid ? 1 : 0;
    });
    EXPECT_GT(invalid, 100'000 / toys::kShare / 50);
}

}  // namespace
