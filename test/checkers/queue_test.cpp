#include <sm/checkers/queue.hpp>

#include <gtest/gtest.h>

#include "checkers/special_histories.hpp"

namespace {

using sm::Verdict;
using sm::checkers::Object;

TEST(Queue, IsJudgedAsByTheSearch) {
    objects::agrees_with_search(Object::queue,
                                [](const auto& h) { return sm::checkers::judge_queue(h); });
}

TEST(Queue, ConvictsValuesThatOvertake) {
    objects::Script script(Object::queue);
    script.call(1, 2, "enqueue", 1).call(3, 4, "enqueue", 2);
    script.call(5, 6, "dequeue", {}, 2).call(7, 8, "dequeue", {}, 1);
    const auto result = sm::checkers::judge_queue(script.history());
    EXPECT_EQ(result.verdict, Verdict::invalid);
    EXPECT_EQ(result.reason, "1 is put in before 2 and taken after it");
}

TEST(Queue, LetsADequeueThatNeverAnsweredHaveTakenWhatIsMissing) {
    objects::Script script(Object::queue);
    script.call(1, 2, "enqueue", 1).call(3, 4, "enqueue", 2).call(7, 8, "dequeue", {}, 2);
    EXPECT_EQ(sm::checkers::judge_queue(script.history()).verdict, Verdict::invalid);
    script.open(6, "dequeue");
    EXPECT_EQ(sm::checkers::judge_queue(script.history()).verdict, Verdict::valid);
}

TEST(Queue, DoesNotLetItTakeWhatHadToBeGoneBefore) {
    objects::Script script(Object::queue);
    script.call(1, 2, "enqueue", 1).call(3, 4, "enqueue", 2).call(7, 8, "dequeue", {}, 2);
    script.open(9, "dequeue");
    EXPECT_EQ(sm::checkers::judge_queue(script.history()).verdict, Verdict::invalid);
}

TEST(Queue, ConvictsAnEmptyOneThatWasNeverEmpty) {
    objects::Script script(Object::queue);
    script.call(1, 2, "enqueue", 1).call(4, 5, "enqueue", 2).call(3, 9, "dequeue", {}, {});
    script.call(6, 12, "dequeue", {}, 1).call(10, 11, "dequeue", {}, 2);
    const auto result = sm::checkers::judge_queue(script.history());
    EXPECT_EQ(result.verdict, Verdict::invalid);
    EXPECT_EQ(result.witness.size(), 5U);
}

}  // namespace
