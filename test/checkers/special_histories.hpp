#pragma once
/// What the tests of the algorithms for one object share.

#include <gtest/gtest.h>

#include <functional>
#include <optional>

#include "checkers/object_histories.hpp"
#include "checkers/object_space.hpp"

namespace objects {

/// A history written down call by call.
class Script {
 public:
    struct Given : Value {
        Given() = default;
        Given(int n) : Value(number(n)) {}
        Given(Value value) : Value(std::move(value)) {}
    };

    explicit Script(Object object) : object_(object) {}

    Script& call(Timestamp invoked, Timestamp returned, std::string function, Given value,
                 Given answer = {}) {
        Operation operation;
        operation.function = std::move(function);
        operation.value = std::move(value);
        operation.answer = std::move(answer);
        operation.ending = Ending::answered;
        operation.invoked = invoked;
        operation.returned = returned;
        operations_.push_back(std::move(operation));
        return *this;
    }

    Script& open(Timestamp invoked, std::string function) {
        call(invoked, sm::never, std::move(function), {});
        operations_.back().ending = Ending::unknown;
        return *this;
    }

    sm::checkers::ObjectHistory history() const { return object_history(object_, operations_); }

 private:
    Object object_;
    Operations operations_;
};

/// Longer random histories: where the algorithm applies it says what the search does, and it
/// applies to most.
inline void agrees_with_search(
    Object object,
    const std::function<sm::checkers::ObjectResult(const sm::checkers::ObjectHistory&)>& judge) {
    Draw draw(3);
    int applied = 0;
    int valid = 0;
    const int rounds = objects::rounds(400);
    for (int round = 0; round < rounds; ++round) {
        auto shape = longer(draw, object);
        shape.read_all = shape.grows;
        const auto operations = draw.history(shape);
        const auto history = object_history(object, operations);
        const auto result = judge(history);
        const auto space = sm::detail::object_space(history, history.calls);
        const auto found = linearize(sm::detail::intervals_of(history.calls), *space, {}, 50'000);
        if (result.verdict == sm::Verdict::unknown || found.verdict == sm::Verdict::unknown) {
            continue;
        }
        ++applied;
        valid += result.verdict == sm::Verdict::valid ? 1 : 0;
        ASSERT_EQ(result.verdict, found.verdict)
            << result.algorithm << ": " << result.reason << text(operations);
    }
    EXPECT_GT(applied, rounds / 2);
    EXPECT_GT(valid, applied / 10);
    EXPECT_LT(valid, applied * 19 / 20);
}

}  // namespace objects
