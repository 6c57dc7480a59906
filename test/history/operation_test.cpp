#include <sm/history/operation.hpp>

#include <gtest/gtest.h>

namespace {

using sm::Ending;
using sm::history::Operation;
using sm::history::Value;

Operation cas(Ending ending) {
    Operation operation;
    operation.process = 3;
    operation.function = "cas";
    operation.value = Value::list({Value::integer(1), Value::integer(2)});
    operation.ending = ending;
    return operation;
}

TEST(Operation, IsShownOnOneLine) {
    EXPECT_EQ(to_string(cas(Ending::answered)), "3 :cas [1 2] → :ok");
}

TEST(Operation, IsShownWithItsKeyFirst) {
    auto operation = cas(Ending::answered);
    operation.key = Value::name("x");
    EXPECT_EQ(to_string(operation), "3 :cas :x [1 2] → :ok");
}

TEST(Operation, IsShownWithItsAnswer) {
    auto operation = cas(Ending::answered);
    operation.answer = Value::boolean(true);
    EXPECT_EQ(to_string(operation), "3 :cas [1 2] → true");
}

TEST(Operation, IsShownWithWhyItWasRefusedOrIsUnknown) {
    auto operation = cas(Ending::refused);
    operation.error = Value::name("not-found");
    EXPECT_EQ(to_string(operation), "3 :cas [1 2] → :fail (:not-found)");
    operation.ending = Ending::timed_out;
    EXPECT_EQ(to_string(operation), "3 :cas [1 2] → :info (:not-found)");
}

TEST(Operation, ThatReadNothingIsShownToHaveReadNothing) {
    Operation operation;
    operation.function = "read";
    operation.ending = Ending::answered;
    EXPECT_EQ(to_string(operation), "0 :read → nil");
}

TEST(Operation, IsUnknownUntilToldOtherwise) {
    const Operation operation;
    EXPECT_TRUE(operation.indeterminate());
    EXPECT_FALSE(operation.answered());
    EXPECT_FALSE(operation.refused());
    EXPECT_EQ(operation.returned, sm::never);
}

TEST(Operation, EndsInOneOfThreeWays) {
    for (int i = 0; i <= static_cast<int>(Ending::crashed); ++i) {
        const auto operation = cas(static_cast<Ending>(i));
        EXPECT_EQ((operation.answered() ? 1 : 0) + (operation.refused() ? 1 : 0) +
                      (operation.indeterminate() ? 1 : 0),
                  1)
            << i;
    }
}

TEST(Operation, OfTheNemesisIsNamedSo) {
    Operation operation;
    operation.process = Operation::nemesis;
    operation.function = "kill";
    operation.value = Value::text("n1");
    EXPECT_TRUE(operation.by_nemesis());
    EXPECT_EQ(to_string(operation), "nemesis :kill \"n1\" → :info");
}

}  // namespace
