#include <sm/checkers/register.hpp>

#include <gtest/gtest.h>

#include "checkers/special_histories.hpp"

namespace {

using sm::Verdict;
using sm::checkers::Object;

TEST(Register, IsJudgedAsByTheSearch) {
    objects::agrees_with_search(Object::plain_register,
                                [](const auto& h) { return sm::checkers::judge_register(h); });
}

TEST(Register, IsLeftToTheSearchIfTwoWritesHaveOneValue) {
    objects::Script script(Object::plain_register);
    script.call(1, 2, "write", 1).call(3, 4, "write", 1);
    EXPECT_EQ(sm::checkers::judge_register(script.history()).verdict, Verdict::unknown);
}

TEST(Register, MayOrderCallsThatTouchEitherWay) {
    objects::Script script(Object::plain_register);
    script.call(1, 5, "write", 1).call(5, 7, "read", {}, {});
    EXPECT_EQ(sm::checkers::judge_register(script.history()).verdict, Verdict::valid);
}

TEST(Register, NamesTwoValuesThatEachHaveToBeFirst) {
    objects::Script script(Object::plain_register);
    script.call(1, 9, "write", 1).call(1, 9, "write", 2);
    script.call(2, 3, "read", {}, 1).call(4, 5, "read", {}, 2).call(6, 7, "read", {}, 1);
    const auto result = sm::checkers::judge_register(script.history());
    EXPECT_EQ(result.verdict, Verdict::invalid);
    EXPECT_EQ(result.reason, "the values 2 and 1 each have to precede the other");
}

}  // namespace
