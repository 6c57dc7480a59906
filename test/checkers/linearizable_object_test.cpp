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
        const bool right = AllOrders(GetParam(), history).explain();
        const auto finding = judge(history);
        EXPECT_EQ(finding.verdict(), right ? Verdict::valid : Verdict::invalid)
            << to_string(finding) << objects::text(history);
        valid += right ? 1 : 0;
    }
    EXPECT_GT(valid, rounds / 5);  // both kinds were met
    EXPECT_LT(valid, rounds * 9 / 10);
}

/// Whether there is an explanation if only these are bound to their time.
bool explained(Object object, const Operations& history, const std::vector<std::size_t>& bound) {
    std::vector<Bond> bonds(history.size(), Bond::free);
    for (const auto place : bound) bonds[place] = Bond::bound;
    return AllOrders(object, history, bonds).explain();
}

TEST_P(RandomObjects, HaveCulpritsOfWhichNoneCanBeSpared) {
    objects::Draw draw(2);
    const auto judge = sm::checkers::linearizable(GetParam());
    for (int round = 0; round < objects::rounds(1'000) && !HasFailure(); ++round) {
        const auto history = draw.history(objects::small(draw, GetParam()));
        const auto finding = judge(history);
        if (finding.verdict() != Verdict::invalid) continue;
        SCOPED_TRACE(to_string(finding) + objects::text(history));
        EXPECT_FALSE(explained(GetParam(), history, finding.violations));
        for (const auto spared : finding.violations) {
            auto others = finding.violations;
            std::erase(others, spared);
            EXPECT_TRUE(explained(GetParam(), history, others)) << "without " << spared;
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
    const auto finding = sm::checkers::linearizable(Object::plain_register)(history);
    ASSERT_EQ(finding.verdict(), Verdict::invalid);
    EXPECT_EQ(finding.violations, (std::vector<std::size_t>{0, 1, 3, 4}));
    EXPECT_NE(to_string(finding).find("0 :read → 1"), std::string::npos) << to_string(finding);
    EXPECT_NE(finding.conclusion.reason.find("`0 :read → 1`"), std::string::npos)
        << finding.conclusion.reason;
}

TEST(LinearizableObject, JudgesEachKeyApartWithinIndependent) {
    auto write = operation(1, 2, "write", number(1));
    auto read = operation(3, 4, "read", {}, number(1));
    write.key = number(7);
    read.key = number(8);
    const auto finding = sm::checkers::independent(
        sm::checkers::linearizable(Object::plain_register))(std::vector<Operation>{write, read});
    EXPECT_EQ(finding.verdict(), Verdict::invalid);
    EXPECT_EQ(finding.violations, std::vector<std::size_t>{1});
}

Operations cas_run(std::uint64_t seed) {
    return Simulation({Object::cas_register, 10'000, 20, 5}, seed).run();
}

TEST(LinearizableObject, DecidesLongHistoriesOfFewValues) {
    const auto judge = sm::checkers::linearizable(Object::cas_register);
    for (const std::uint64_t seed : {1, 2, 3}) {
        EXPECT_EQ(judge(cas_run(seed)).verdict(), Verdict::valid) << "seed " << seed;
    }
}

TEST(LinearizableObject, FindsOneWrongReadInALongHistory) {
    const auto judge = sm::checkers::linearizable(Object::cas_register);
    for (const std::uint64_t seed : {1, 2, 3}) {
        auto history = cas_run(seed);
        history.push_back(operation(1'000'000, 1'000'001, "read", {}, number(0)));
        history.push_back(operation(1'000'002, 1'000'003, "read", {}, number(1)));
        const auto finding = judge(history);
        EXPECT_EQ(finding.verdict(), Verdict::invalid) << "seed " << seed;
        EXPECT_LT(finding.violations.size(), 40U) << to_string(finding);
    }
}

TEST(LinearizableObject, EndsAtABoundOfTime) {
    struct Running final : sm::Clock {
        mutable sm::Duration time{};
        sm::Duration now() const override { return time += std::chrono::milliseconds{1}; }
        void wait(sm::Duration) override {}
    } clock;
    const auto history = Simulation({Object::plain_register, 100'000, 20, 0}, 1).run();
    LinearizableOptions options;
    options.bounds.time = std::chrono::milliseconds{5};
    options.bounds.clock = &clock;
    const auto finding = linearizable(Object::plain_register, options)(history);
    EXPECT_EQ(finding.verdict(), Verdict::unknown);
    EXPECT_NE(finding.conclusion.reason.find("bound of 5 ms"), std::string::npos)
        << finding.conclusion.reason;
    EXPECT_LT(clock.time, std::chrono::milliseconds{20});
}

TEST(LinearizableObject, EndsAtABoundOfMemory) {
    const auto history = Simulation({Object::queue, 100'000, 20, 0}, 1).run();
    LinearizableOptions options;
    options.bounds.memory = std::size_t{1} << 20;
    const auto finding = linearizable(Object::queue, options)(history);
    EXPECT_EQ(finding.verdict(), Verdict::unknown);
    EXPECT_NE(finding.conclusion.reason.find("memory"), std::string::npos)
        << finding.conclusion.reason;
}

}  // namespace
