#include <sm/checkers/set.hpp>

#include <gtest/gtest.h>

#include "checkers/special_histories.hpp"

namespace {

using sm::Verdict;
using sm::checkers::Object;
using sm::history::Value;

TEST(Set, IsJudgedAsByTheSearch) {
    objects::agrees_with_search(Object::set,
                                [](const auto& h) { return sm::checkers::judge_set(h); });
}

TEST(Multiset, IsJudgedAsByTheSearch) {
    objects::agrees_with_search(Object::multiset,
                                [](const auto& h) { return sm::checkers::judge_set(h); });
}

Value truth(bool value) { return Value::boolean(value); }

TEST(Set, ConvictsAnElementThatWasNotThere) {
    objects::Script script(Object::set);
    script.call(1, 2, "add", 1, truth(true)).call(3, 4, "remove", 1, truth(true));
    script.call(5, 6, "contains", 1, truth(true)).call(1, 9, "add", 2, truth(true));
    const auto result = sm::checkers::judge_set(script.history());
    EXPECT_EQ(result.verdict, Verdict::invalid);
    EXPECT_EQ(result.witness, (std::vector<std::size_t>{0, 1, 2}));
}

TEST(Set, ConvictsTwoReadsOfTheWholeThatNoOrderHolds) {
    objects::Script script(Object::set);
    script.call(1, 9, "add", 1).call(1, 9, "add", 2);
    script.call(2, 3, "read", {}, Value::list({objects::number(1)}));
    script.call(4, 5, "read", {}, Value::list({objects::number(2)}));
    const auto result = sm::checkers::judge_set(script.history());
    EXPECT_EQ(result.verdict, Verdict::invalid);
    EXPECT_EQ(result.witness, (std::vector<std::size_t>{2, 3}));
    EXPECT_EQ(result.algorithm, "reads by inclusion, as the set only grows");
}

}  // namespace
