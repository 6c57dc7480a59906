#include <sm/checkers/total_queue.hpp>

#include <gtest/gtest.h>

#include <map>

#include "checkers/operations.hpp"
#include "checkers/systems_of_operations.hpp"

namespace {

using namespace operations;
using sm::Verdict;
using sm::history::CheckResult;

CheckResult check(const Operations& history, sm::checkers::TotalQueueOptions options = {}) {
    return sm::checkers::total_queue(options)(history);
}

Script enqueued(std::initializer_list<int> elements) {
    Script script;
    for (const int element : elements) script.ok(0, "enqueue", number(element));
    return script;
}

Value drained(const Numbers& numbers) { return list_of(numbers); }

TEST(TotalQueue, IsValidIfAllComesOut) {
    const auto found = check(
        enqueued({1, 2, 1}).ok(1, "dequeue", {}, number(1)).ok(1, "drain", {}, drained({1, 2})));
    EXPECT_EQ(found.verdict(), Verdict::valid);
    EXPECT_EQ(to_string(found.details),
              "{attempts=3, acknowledged=3, ok={count=3, fraction=1.0}, lost={count=0, "
              "fraction=0.0, elements=\"#{}\"}, unexpected={count=0, fraction=0.0, "
              "elements=\"#{}\"}, duplicated={count=0, fraction=0.0, elements=\"#{}\"}, "
              "recovered={count=0, fraction=0.0, elements=\"#{}\"}, maybe left in the queue=0, "
              "dequeues of unknown outcome=0, drains of unknown outcome=0}");
}

TEST(TotalQueue, TellsWhatIsLost) {
    const auto found = check(enqueued({1, 4, 3}).ok(1, "drain", {}, drained({1})));
    EXPECT_EQ(found.verdict(), Verdict::invalid);
    EXPECT_EQ(
        found.conclusion.reason,
        "2 elements never came out, for example 3: operation 2 (0 :enqueue 3) was answered, and "
        "operation 3 (1 :drain) then left nothing in the queue");
    EXPECT_EQ(found.violations, (std::vector<std::size_t>{2, 3}));
    EXPECT_EQ(elements(found, "lost"), "#{3..4}");
}

TEST(TotalQueue, CountsEqualElements) {
    const auto found = check(enqueued({1, 1, 1}).ok(1, "drain", {}, drained({1})));
    EXPECT_EQ(count(found, "lost"), "2");
}

TEST(TotalQueue, TakesAllAsDequeuedWhereNothingWasSeenEmpty) {
    const auto found = check(enqueued({1, 2}).ok(1, "dequeue", {}, number(2)));
    EXPECT_EQ(found.conclusion.reason,
              "1 element never came out, for example 1: operation 0 (0 :enqueue 1) was answered");
}

TEST(TotalQueue, DoesNotMissWhatMayBeLeftInTheQueue) {
    const auto found =
        check(enqueued({1}).ok(1, "drain", {}, drained({1})).ok(0, "enqueue", number(2)));
    EXPECT_EQ(found.verdict(), Verdict::valid);
    EXPECT_EQ(detail(found, {"maybe left in the queue"}), "1");
}

TEST(TotalQueue, CannotTellOfWhatAnUnknownDequeueMayHaveTaken) {
    const auto found =
        check(enqueued({1, 2}).info(1, "dequeue", {}).ok(2, "drain", {}, drained({2})));
    EXPECT_EQ(found.verdict(), Verdict::unknown);
    EXPECT_EQ(
        found.conclusion.reason,
        "1 element never came out, for example 1: operation 0 (0 :enqueue 1) was answered, and "
        "operation 3 (2 :drain) then left nothing in the queue; 1 dequeue of unknown outcome "
        "can have taken one each");
}

TEST(TotalQueue, ConvictsWhereMoreIsLostThanUnknownDequeuesCanHaveTaken) {
    const auto found =
        check(enqueued({1, 2, 3}).info(1, "dequeue", {}).ok(2, "drain", {}, drained({2})));
    EXPECT_EQ(found.verdict(), Verdict::invalid);
    EXPECT_EQ(
        found.conclusion.reason,
        "2 elements never came out, for example 1: operation 0 (0 :enqueue 1) was answered, and "
        "operation 4 (2 :drain) then left nothing in the queue; 1 dequeue of unknown outcome "
        "can have taken only one each");
}

TEST(TotalQueue, CannotTellOfWhatAnUnknownDrainMayHaveTaken) {
    const auto found =
        check(enqueued({1, 2, 3}).info(1, "drain", {}).ok(2, "dequeue", {}, Value()));
    EXPECT_EQ(found.verdict(), Verdict::unknown);
    EXPECT_EQ(
        found.conclusion.reason,
        "3 elements never came out, for example 1: operation 0 (0 :enqueue 1) was answered, and "
        "operation 4 (2 :dequeue) then left nothing in the queue; 1 drain of unknown outcome "
        "may have taken any");
}

TEST(TotalQueue, DoesNotExcuseALossByADequeueThatCameLater) {
    const auto found = check(enqueued({1}).ok(2, "drain", {}, drained({})).info(1, "dequeue", {}));
    EXPECT_EQ(found.verdict(), Verdict::invalid);
}

TEST(TotalQueue, TellsWhatNobodyEnqueued) {
    const auto found = check(enqueued({1}).ok(1, "drain", {}, drained({1, 9, 9})));
    EXPECT_EQ(found.verdict(), Verdict::invalid);
    EXPECT_EQ(
        found.conclusion.reason,
        "2 elements are unexpected, for example 9: operation 1 (1 :drain) took it out, and nobody "
        "enqueued it");
    EXPECT_EQ(elements(found, "unexpected"), "#{9}");
}

TEST(TotalQueue, TellsWhatCameOutThoughItWasRefusedOrNotYetIn) {
    const auto refused =
        check(enqueued({1}).fail(0, "enqueue", number(9)).ok(1, "drain", {}, drained({1, 9})));
    EXPECT_EQ(refused.conclusion.reason,
              "1 element is unexpected, for example 9: operation 2 (1 :drain) took it out, and "
              "operation 1 "
              "(0 :enqueue 9) was refused");
    EXPECT_EQ(refused.violations, (std::vector<std::size_t>{1, 2}));
    const auto early = check(Script().ok(1, "dequeue", {}, number(9)).ok(0, "enqueue", number(9)));
    EXPECT_EQ(early.conclusion.reason,
              "1 element is unexpected, for example 9: operation 0 (1 :dequeue) took it out, and "
              "operation "
              "1 (0 :enqueue 9) came after it");
}

TEST(TotalQueue, CountsAsRecoveredWhatCameOutOfUnknownOutcome) {
    const auto found =
        check(enqueued({1}).info(0, "enqueue", number(2)).ok(1, "drain", {}, drained({1, 2})));
    EXPECT_EQ(found.verdict(), Verdict::valid);
    EXPECT_EQ(elements(found, "recovered"), "#{2}");
}

TEST(TotalQueue, ConvictsDuplicatesOnlyIfEachIsToComeOutOnce) {
    const Operations history = enqueued({1}).ok(1, "drain", {}, drained({1, 1}));
    EXPECT_EQ(check(history).verdict(), Verdict::valid);
    EXPECT_EQ(count(check(history), "duplicated"), "1");
    const auto found = check(history, {.delivery = sm::checkers::Delivery::exactly_once});
    EXPECT_EQ(found.verdict(), Verdict::invalid);
    EXPECT_EQ(
        found.conclusion.reason,
        "1 element is duplicated, for example 1: it came out 2 times, first by operation 1 (1 "
        ":drain), and 1 enqueue can have put it in");
}

TEST(TotalQueue, IsUnknownIfNothingWasEverEnqueued) {
    const auto found = check(Script().info(0, "enqueue", number(1)).ok(1, "dequeue", {}));
    EXPECT_EQ(found.verdict(), Verdict::unknown);
    EXPECT_EQ(found.conclusion.reason, "nothing was ever enqueued");
}

/// What the words say of one element.
struct Naive {
    int lost = 0, recovered = 0, duplicated = 0, unexpected = 0;
};

bool saw_it_empty(const Operation& one) {
    return one.answered() &&
           (one.function == "drain" || (one.function == "dequeue" && one.answer.is_nothing()));
}

Naive naive(const Operations& history, const Operation* empty, const Value& element) {
    int tried = 0, acknowledged = 0, due = 0, out = 0;
    bool strange = false;
    for (const Operation& one : history) {
        if (one.function == "enqueue" && one.value == element && !one.refused()) {
            ++tried;
            acknowledged += one.answered() ? 1 : 0;
            const bool before = empty == nullptr || one.returned < empty->invoked;
            due += one.answered() && before ? 1 : 0;
        }
        if (!one.answered() || one.function == "enqueue") continue;
        int times = one.answer == element ? 1 : 0;
        if (one.function == "drain") {
            const auto items = one.answer.items();
            times = static_cast<int>(std::count(items.begin(), items.end(), element));
        }
        out += times;
        const bool source = std::any_of(history.begin(), history.end(), [&](auto& other) {
            return other.function == "enqueue" && other.value == element && !other.refused() &&
                   other.invoked <= one.returned;
        });
        strange = strange || (times > 0 && !source);
    }
    Naive result{.lost = std::max(0, due - out)};
    if (strange) {
        result.unexpected = out;
    } else {
        result.duplicated = std::max(0, out - tried);
        result.recovered = std::max(0, std::min(out, tried) - acknowledged);
    }
    return result;
}

TEST(TotalQueue, FindsWhatItsWordsSayAndConvictsNoLinearizableHistory) {
    int invalid = 0;
    for_random_histories(queue_system(), [&](const Operations& history) {
        const Operation* empty = nullptr;
        for (const Operation& one : history) {
            if (saw_it_empty(one) && (empty == nullptr || one.invoked >= empty->invoked)) {
                empty = &one;
            }
        }
        Naive sum;
        for (int i = 0; i < 4; ++i) {
            const auto one = naive(history, empty, number(i));
            sum.lost += one.lost;
            sum.recovered += one.recovered;
            sum.duplicated += one.duplicated;
            sum.unexpected += one.unexpected;
        }
        const auto found = check(history, {.delivery = sm::checkers::Delivery::exactly_once});
        ASSERT_EQ(count(found, "lost"), std::to_string(sum.lost));
        ASSERT_EQ(count(found, "recovered"), std::to_string(sum.recovered));
        ASSERT_EQ(count(found, "duplicated"), std::to_string(sum.duplicated));
        ASSERT_EQ(count(found, "unexpected"), std::to_string(sum.unexpected));
        if (found.verdict() != Verdict::invalid || empty == nullptr) return;
        ++invalid;
        ASSERT_FALSE(has_order(queue_system(), history));
    });
    EXPECT_GT(invalid, 100'000 / toys::kShare / 50);
}

}  // namespace
