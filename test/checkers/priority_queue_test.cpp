#include <sm/checkers/priority_queue.hpp>

#include <gtest/gtest.h>

#include "checkers/special_histories.hpp"

namespace {

using sm::Verdict;
using sm::checkers::Object;

TEST(PriorityQueue, IsJudgedAsByTheSearch) {
    objects::agrees_with_search(Object::priority_queue, [](const auto& h) {
        return sm::checkers::judge_priority_queue(h);
    });
}

TEST(PriorityQueue, ConvictsAnExtractionThatPassesOver) {
    objects::Script script(Object::priority_queue);
    script.call(1, 2, "insert", 1).call(3, 4, "insert", 2);
    script.call(5, 6, "extract-max", {}, 1).call(7, 8, "extract-max", {}, 2);
    const auto result = sm::checkers::judge_priority_queue(script.history());
    EXPECT_EQ(result.verdict, Verdict::invalid);
    EXPECT_EQ(result.reason,
              "whenever 1 may have been taken, a value before it in priority was in the queue");
}

TEST(PriorityQueue, LetsTheLeastBeExtractedFirst) {
    objects::Script script(Object::priority_queue);
    script.call(1, 2, "insert", 1).call(3, 4, "insert", 2);
    script.call(5, 6, "extract-min", {}, 1).call(7, 8, "extract-min", {}, 2);
    EXPECT_EQ(sm::checkers::judge_priority_queue(script.history()).verdict, Verdict::valid);
}

}  // namespace
