#include <sm/base/misuse.hpp>
#include <sm/base/random.hpp>
#include <sm/checkers/key_value.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using sm::Ending;
using sm::Verdict;
using sm::history::Operation;
using sm::history::Value;

Operation call(const std::string& function, const std::string& text, sm::Timestamp invoked,
               sm::Timestamp returned) {
    Operation operation;
    operation.function = function;
    operation.ending = Ending::answered;
    (function == "get" ? operation.answer : operation.value) = Value::text(text);
    operation.invoked = invoked;
    operation.returned = returned;
    return operation;
}

Operation open(Operation operation) {
    operation.ending = Ending::unknown;
    operation.returned = sm::never;
    return operation;
}

Verdict verdict(const sm::history::Operations& operations) {
    return sm::checkers::key_value()(operations).verdict();
}

TEST(KeyValue, AnAppendComesBehindWhatIsThere) {
    EXPECT_EQ(verdict({call("put", "a", 0, 1), call("append", "b", 2, 3), call("get", "ab", 4, 5)}),
              Verdict::valid);
    EXPECT_EQ(verdict({call("put", "a", 0, 1), call("append", "b", 2, 3), call("get", "ba", 4, 5)}),
              Verdict::invalid);
}

TEST(KeyValue, NamesTheGetThatNothingExplains) {
    const auto result = sm::checkers::key_value()(sm::history::Operations{
        call("put", "a", 0, 1), call("get", "a", 2, 3), call("get", "b", 4, 5)});
    EXPECT_EQ(result.verdict(), Verdict::invalid);
    EXPECT_THAT(result.violations, testing::ElementsAre(2));
    EXPECT_THAT(result.conclusion.reason, testing::HasSubstr(":get → \"b\""));
}

TEST(KeyValue, AnAppendOfUnknownOutcomeMayComeLateOrNever) {
    const auto append = open(call("append", "a", 0, 0));
    EXPECT_EQ(verdict({append, call("get", "", 1, 2), call("get", "a", 3, 4)}), Verdict::valid);
    EXPECT_EQ(verdict({append, call("get", "a", 1, 2), call("get", "", 3, 4)}), Verdict::invalid);
}

TEST(KeyValue, WhatWasNeverPutIsEmptyOrNil) {
    auto get = call("get", "", 0, 1);
    EXPECT_EQ(verdict({get}), Verdict::valid);
    get.answer = {};
    EXPECT_EQ(verdict({get}), Verdict::valid);
}

TEST(KeyValue, RefusesAnOperationThatIsNoneOfAStores) {
    EXPECT_THROW(verdict({call("enqueue", "a", 0, 1)}), sm::Misuse);
}

/// Whether some order of the calls that are left explains the answers; tries all.
bool has_order(const sm::history::Operations& calls, std::vector<bool>& done,
               const std::string& text) {
    sm::Timestamp first_return = sm::never;
    bool all_done = true;
    for (std::size_t i = 0; i < calls.size(); ++i) {
        if (done[i] || calls[i].indeterminate()) continue;
        all_done = false;
        first_return = std::min(first_return, calls[i].returned);
    }
    if (all_done) return true;
    for (std::size_t i = 0; i < calls.size(); ++i) {
        if (done[i] || calls[i].invoked > first_return) continue;
        const bool get = calls[i].function == "get";
        if (get && (calls[i].indeterminate() || calls[i].answer.text() != text)) continue;
        done[i] = true;
        const bool put = calls[i].function == "put";
        const bool found = has_order(calls, done,
                                     get   ? text
                                     : put ? calls[i].value.text()
                                           : text + calls[i].value.text());
        done[i] = false;
        if (found) return true;
    }
    return false;
}

/// Calls that overlap, of which gets answer with some text that a store may have had.
sm::history::Operations drawn(sm::Random& random) {
    const std::vector<std::string> functions{"put", "append", "append", "get", "get"};
    const std::vector<std::string> texts{"a", "b", "ab", ""};
    sm::history::Operations all;
    std::string text;
    sm::Timestamp now = 0;
    for (auto n = 2 + random.below(6); n-- > 0;) {
        const auto& function = functions[random.below(functions.size())];
        std::string said = texts[random.below(texts.size())];
        if (function == "put") text = said;
        if (function == "append") text += said;
        if (function == "get" && random.below(3) != 0) said = text;
        now += static_cast<sm::Timestamp>(random.below(3));
        auto operation =
            call(function, said, now, now + static_cast<sm::Timestamp>(random.below(6)));
        if (random.below(6) == 0) operation = open(operation);
        all.push_back(operation);
    }
    return all;
}

TEST(KeyValue, SaysWhatTryingAllOrdersSays) {
    sm::Random random(1);
    std::size_t valid = 0;
    constexpr std::size_t histories = 5'000;
    for (std::size_t i = 0; i < histories; ++i) {
        const auto calls = drawn(random);
        std::vector<bool> done(calls.size());
        const bool expected = has_order(calls, done, "");
        std::string text;
        for (const auto& one : calls) {
            text += to_string(one) + " [" + std::to_string(one.invoked) + ", " +
                    std::to_string(one.returned) + "]\n";
        }
        ASSERT_EQ(verdict(calls), expected ? Verdict::valid : Verdict::invalid) << text;
        valid += expected ? 1U : 0U;
    }
    EXPECT_GT(valid, histories / 5);
    EXPECT_LT(valid, histories * 4 / 5);
}

}  // namespace
