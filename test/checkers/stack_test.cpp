#include <sm/checkers/stack.hpp>

#include <gtest/gtest.h>

#include "checkers/special_histories.hpp"

namespace {

using sm::Verdict;
using sm::checkers::Object;

TEST(Stack, IsJudgedAsByTheSearch) {
    objects::agrees_with_search(Object::stack,
                                [](const auto& h) { return sm::checkers::judge_stack(h); });
}

TEST(Stack, ConvictsValuesThatCross) {
    objects::Script script(Object::stack);
    script.call(1, 2, "push", 1).call(3, 4, "push", 2);
    script.call(5, 6, "pop", {}, 1).call(7, 8, "pop", {}, 2);
    const auto result = sm::checkers::judge_stack(script.history());
    EXPECT_EQ(result.verdict, Verdict::invalid);
    EXPECT_EQ(result.witness.size(), 4U);
}

TEST(Stack, LeavesToTheSearchWhatAPopMayHaveTakenThatNeverAnswered) {
    objects::Script script(Object::stack);
    script.call(1, 2, "push", 1).call(3, 4, "push", 2).call(7, 8, "pop", {}, 1);
    EXPECT_EQ(sm::checkers::judge_stack(script.history()).verdict, Verdict::invalid);
    script.open(6, "pop");
    EXPECT_EQ(sm::checkers::judge_stack(script.history()).verdict, Verdict::unknown);
}

}  // namespace
