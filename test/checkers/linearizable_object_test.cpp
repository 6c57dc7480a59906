#include <sm/checkers/linearizable_object.hpp>
#include <sm/value/to_string.hpp>

#include <gtest/gtest.h>

#include "checkers/simulation.hpp"

namespace {

using objects::AllOrders;
using objects::Bond;
using objects::number;
using objects::Simulation;
using sm::Ending;
using sm::Verdict;
using sm::checkers::LinearizableOptions;
using sm::checkers::Object;
using sm::checkers::Witness;
using sm::history::CheckResult;
using sm::history::Operation;
using sm::history::Operations;
using sm::history::Value;

Operation operation(sm::Timestamp invoked, sm::Timestamp returned, std::string function,
                    Value value, Value answer = {}) {
    Operation operation;
    operation.function = std::move(function);
    operation.value = std::move(value);
    operation.answer = std::move(answer);
    operation.ending = Ending::answered;
    operation.invoked = invoked;
    operation.returned = returned;
    return operation;
}

std::string name_for_test(const testing::TestParamInfo<Object>& info) {
    std::string name(to_string(info.param));
    std::erase(name, ' ');
    return name;
}

class RandomObjects : public testing::TestWithParam<Object> {};

TEST_P(RandomObjects, AreJudgedAsByTryingAllOrders) {
    objects::Draw draw(1);
    const auto judge = linearizable(GetParam(), {.witness = Witness::none});
    const int rounds = objects::rounds(4'000);
    int valid = 0;
    for (int round = 0; round < rounds && !HasFailure(); ++round) {
        const auto history = draw.history(objects::small(draw, GetParam()));
        const bool right = AllOrders(GetParam(), history).any();
        const auto result = judge(history);
        EXPECT_EQ(result.verdict(), right ? Verdict::valid : Verdict::invalid)
            << to_string(result) << objects::text(history);
        valid += right ? 1 : 0;
    }
    EXPECT_GT(valid, rounds / 5);  // both kinds were met
    EXPECT_LT(valid, rounds * 9 / 10);
}

/// Whether there is an explanation if only these are bound to their time.
bool has_order(Object object, const Operations& history, const std::vector<std::size_t>& bound) {
    std::vector<Bond> bonds(history.size(), Bond::free);
    for (const auto place : bound) bonds[place] = Bond::bound;
    return AllOrders(object, history, bonds).any();
}

TEST_P(RandomObjects, HaveViolationsOfWhichNoneCanBeSpared) {
    objects::Draw draw(2);
    const auto judge = sm::checkers::linearizable(GetParam());
    for (int round = 0; round < objects::rounds(1'000) && !HasFailure(); ++round) {
        const auto history = draw.history(objects::small(draw, GetParam()));
        const auto result = judge(history);
        if (result.verdict() != Verdict::invalid) continue;
        SCOPED_TRACE(to_string(result) + objects::text(history));
        EXPECT_FALSE(has_order(GetParam(), history, result.violations));
        for (const auto spared : result.violations) {
            auto others = result.violations;
            std::erase(others, spared);
            EXPECT_TRUE(has_order(GetParam(), history, others)) << "without " << spared;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, RandomObjects, testing::ValuesIn(objects::kObjects), name_for_test);

TEST(LinearizableObject, SaysWhichAlgorithmRanAndWhy) {
    const Operations own{operation(1, 2, "write", number(1)), operation(3, 4, "write", number(2))};
    EXPECT_EQ(sm::checkers::linearizable(Object::plain_register)(own).algorithm,
              "zones, as every write has its own value");
    const Operations same{operation(1, 2, "write", number(3)), operation(3, 4, "write", number(3))};
    EXPECT_EQ(sm::checkers::linearizable(Object::plain_register)(same).algorithm,
              "search, as two writes have the value 3");
}

TEST(LinearizableObject, ShowsTheOperationsThatContradictEachOther) {
    const Operations history{
        operation(1, 2, "write", number(1)), operation(3, 4, "write", number(1)),
        operation(5, 6, "write", number(2)), operation(7, 8, "read", {}, number(2)),
        operation(9, 10, "read", {}, number(1))};
    const auto result = sm::checkers::linearizable(Object::plain_register)(history);
    ASSERT_EQ(result.verdict(), Verdict::invalid);
    EXPECT_EQ(result.violations, (std::vector<std::size_t>{0, 1, 3, 4}));
    EXPECT_NE(to_string(result).find("0 :read → 1"), std::string::npos) << to_string(result);
    EXPECT_NE(result.conclusion.reason.find("`0 :read → 1`"), std::string::npos)
        << result.conclusion.reason;
}

TEST(LinearizableObject, JudgesEachKeyApartWithinIndependent) {
    auto write = operation(1, 2, "write", number(1));
    auto read = operation(3, 4, "read", {}, number(1));
    write.key = number(7);
    read.key = number(8);
    const auto result = sm::checkers::independent(
        sm::checkers::linearizable(Object::plain_register))(std::vector<Operation>{write, read});
    EXPECT_EQ(result.verdict(), Verdict::invalid);
    EXPECT_EQ(result.violations, std::vector<std::size_t>{1});
}

Operations cas_run(std::uint64_t seed) {
    return Simulation({Object::cas_register, 10'000, 20, 5}, seed).run();
}

TEST(LinearizableObject, DecidesLongHistoriesOfFewValues) {
    const auto judge = sm::checkers::linearizable(Object::cas_register);
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        EXPECT_EQ(judge(cas_run(seed)).verdict(), Verdict::valid) << "seed " << seed;
    }
}

TEST(LinearizableObject, FindsOneWrongReadInALongHistory) {
    const auto judge = sm::checkers::linearizable(Object::cas_register);
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        auto history = cas_run(seed);
        history.push_back(operation(1'000'000, 1'000'001, "read", {}, number(0)));
        history.push_back(operation(1'000'002, 1'000'003, "read", {}, number(1)));
        const auto result = judge(history);
        EXPECT_EQ(result.verdict(), Verdict::invalid) << "seed " << seed;
        EXPECT_LT(result.violations.size(), 40U) << to_string(result);
    }
}

TEST(LinearizableObject, EndsAtALimitOfTime) {
    struct Running final : sm::Clock {
        mutable sm::Duration time{};
        sm::Duration now() const override { return time += std::chrono::milliseconds{1}; }
        void wait(sm::Duration) override {}
    } clock;
    const auto history = Simulation({Object::plain_register, 100'000, 20, 0}, 1).run();
    LinearizableOptions options;
    options.limits.time = std::chrono::milliseconds{5};
    options.limits.clock = &clock;
    const auto result = linearizable(Object::plain_register, options)(history);
    EXPECT_EQ(result.verdict(), Verdict::unknown);
    EXPECT_NE(result.conclusion.reason.find("limit of 5 ms"), std::string::npos)
        << result.conclusion.reason;
    EXPECT_LT(clock.time, std::chrono::milliseconds{20});
}

TEST(LinearizableObject, EndsAtALimitOfMemory) {
    const auto history = Simulation({Object::queue, 100'000, 20, 0}, 1).run();
    LinearizableOptions options;
    options.limits.memory = std::size_t{1} << 20;
    const auto result = linearizable(Object::queue, options)(history);
    EXPECT_EQ(result.verdict(), Verdict::unknown);
    EXPECT_NE(result.conclusion.reason.find("memory"), std::string::npos)
        << result.conclusion.reason;
}

}  // namespace
