#include <sm/base/misuse.hpp>
#include <sm/checkers/object.hpp>

#include <gtest/gtest.h>

namespace {

using sm::Ending;
using sm::checkers::Action;
using sm::checkers::Object;
using sm::checkers::ObjectOptions;
using sm::checkers::Refusal;
using sm::checkers::Reply;
using sm::history::Operation;
using sm::history::Operations;
using sm::history::Value;

Operation operation(std::string function, Value value = {}, Value answer = {},
                    Ending ending = Ending::answered) {
    Operation operation;
    operation.function = std::move(function);
    operation.value = std::move(value);
    operation.answer = std::move(answer);
    operation.ending = ending;
    operation.invoked = 1;
    operation.returned = ending == Ending::unknown ? sm::never : 2;
    return operation;
}

Value number(std::int64_t n) { return Value::integer(n); }

std::string misuse(Object object, const Operations& operations) {
    try {
        object_history(object, operations);
    } catch (const sm::Misuse& misuse) {
        return misuse.what();
    }
    return {};
}

TEST(ObjectHistory, NumbersValuesOfAnyKindAndTheInitialOneFirst) {
    const auto history = object_history(
        Object::plain_register,
        Operations{operation("write", Value::text("a")), operation("read", {}, Value::text("a"))});
    EXPECT_EQ(history.initial, 0);
    EXPECT_EQ(history.calls[0].value, history.calls[1].value);
    EXPECT_EQ(history.show_value(history.calls[0].value), "\"a\"");
    EXPECT_EQ(history.show_value(0), "nil");
}

TEST(ObjectHistory, TellsWhichFunctionsThereAreIfNoneFits) {
    const auto text = misuse(Object::queue, {operation("enqueue", number(1)), operation("pop")});
    EXPECT_NE(text.find("operation 1"), std::string::npos) << text;
    EXPECT_NE(text.find("`0 :pop → :ok`"), std::string::npos) << text;
    EXPECT_NE(text.find(":enqueue, :dequeue"), std::string::npos) << text;
}

TEST(ObjectHistory, WantsTwoValuesOfACas) {
    const auto text = misuse(Object::cas_register, {operation("cas", number(1))});
    EXPECT_NE(text.find("[old new]"), std::string::npos) << text;
}

TEST(ObjectHistory, LeavesOutWhatTheNemesisDidWhatWasRefusedAndReadsWithoutAnAnswer) {
    auto fault = operation("kill");
    fault.process = Operation::nemesis;
    const Operations operations{fault, operation("write", number(1), {}, Ending::refused),
                                operation("read", {}, {}, Ending::unknown)};
    EXPECT_TRUE(object_history(Object::plain_register, operations).calls.empty());
}

TEST(ObjectHistory, TakesARefusedDequeueForOneThatFoundNothing) {
    const Operations operations{operation("dequeue", {}, {}, Ending::refused),
                                operation("dequeue", {}, {}, Ending::not_run)};
    const auto history = object_history(Object::queue, operations);
    ASSERT_EQ(history.calls.size(), 1U);
    EXPECT_EQ(history.calls[0].reply, Reply::no);
    ObjectOptions options;
    options.refused_take = Refusal::nothing_happened;
    EXPECT_TRUE(object_history(Object::queue, operations, options).calls.empty());
}

TEST(ObjectHistory, TakesARefusedCasForAReplyOnlyIfAsked) {
    const Operations operations{
        operation("cas", Value::list({number(1), number(2)}), {}, Ending::refused)};
    EXPECT_TRUE(object_history(Object::cas_register, operations).calls.empty());
    ObjectOptions options;
    options.refused_cas = Refusal::is_a_reply;
    const auto history = object_history(Object::cas_register, operations, options);
    ASSERT_EQ(history.calls.size(), 1U);
    EXPECT_EQ(history.calls[0].reply, Reply::no);
}

TEST(ObjectHistory, RanksTheValuesOfAPriorityQueueByWhatIsExtractedFirst) {
    const Operations most{operation("insert", number(5)), operation("insert", number(9)),
                          operation("extract-max", {}, number(9))};
    const auto by_most = object_history(Object::priority_queue, most);
    EXPECT_LT(by_most.calls[1].value, by_most.calls[0].value);
    EXPECT_EQ(by_most.calls[2].value, by_most.calls[1].value);
    const Operations least{operation("insert", number(5)), operation("insert", number(9)),
                           operation("extract-min", {}, number(5))};
    const auto by_least = object_history(Object::priority_queue, least);
    EXPECT_LT(by_least.calls[0].value, by_least.calls[1].value);
}

TEST(ObjectHistory, WantsOneOrderOfAPriorityQueue) {
    const auto text =
        misuse(Object::priority_queue, {operation("extract-max"), operation("extract-min")});
    EXPECT_NE(text.find("the other end"), std::string::npos) << text;
}

}  // namespace
