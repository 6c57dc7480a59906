#include <sm/base/misuse.hpp>
#include <sm/checkers/linearizable_object.hpp>
#include <sm/checkers/sequential_object.hpp>

#include <gtest/gtest.h>

#include "checkers/object_histories.hpp"
#include "checkers/operations.hpp"

namespace {

using objects::AllOrders;
using objects::Bond;
using objects::TrueTo;
using operations::number;
using operations::Script;
using sm::Verdict;
using sm::checkers::Object;
using sm::history::Operations;

/// Deals the operations out to a few processes; who goes on after one of unknown outcome has
/// another number.
void deal(objects::Draw& draw, Operations& history) {
    std::vector<std::int64_t> living;
    for (int i = 0; i < 1 + draw.below(4); ++i) living.push_back(i);
    std::int64_t next = 4;
    for (auto& operation : history) {
        auto& process =
            living[static_cast<std::size_t>(draw.below(static_cast<int>(living.size())))];
        operation.process = process;
        if (operation.indeterminate()) process = next++;
    }
}

Operations small_history(objects::Draw& draw, Object object) {
    auto history = draw.history(objects::small(draw, object));
    deal(draw, history);
    return history;
}

/// Whether there is an explanation if only these are bound to their processes.
bool has_order(Object object, const Operations& history, const std::vector<std::size_t>& bound) {
    std::vector<Bond> bonds(history.size(), Bond::free);
    for (const auto place : bound) bonds[place] = Bond::bound;
    return AllOrders(object, history, bonds, TrueTo::processes).any();
}

bool has_order(Object object, const Operations& history) {
    return AllOrders(object, history, {}, TrueTo::processes).any();
}

std::string name_for_test(const testing::TestParamInfo<Object>& info) {
    std::string name(to_string(info.param));
    std::erase(name, ' ');
    return name;
}

class RandomObjectsOfProcesses : public testing::TestWithParam<Object> {};

TEST_P(RandomObjectsOfProcesses, AreJudgedAsByTryingAllOrders) {
    objects::Draw draw(5);
    const auto judge = sm::checkers::sequentially_consistent(GetParam());
    const int rounds = objects::rounds(3'000);
    int valid = 0;
    int open = 0;
    for (int round = 0; round < rounds && !HasFailure(); ++round) {
        const auto history = small_history(draw, GetParam());
        const bool right = has_order(GetParam(), history);
        const auto result = judge(history);
        EXPECT_EQ(result.verdict(), right ? Verdict::valid : Verdict::invalid)
            << to_string(result) << objects::text(history);
        valid += right ? 1 : 0;
        open += std::any_of(history.begin(), history.end(),
                            [](auto& one) { return one.indeterminate(); });
    }
    EXPECT_GT(valid, rounds / 10);  // both kinds were met
    EXPECT_LT(valid, rounds * 9 / 10);
    EXPECT_GT(open, rounds / 4);
}

TEST_P(RandomObjectsOfProcesses, HaveViolationsOfWhichNoneCanBeSpared) {
    objects::Draw draw(6);
    const auto judge = sm::checkers::sequentially_consistent(GetParam());
    for (int round = 0; round < objects::rounds(600) && !HasFailure(); ++round) {
        const auto history = small_history(draw, GetParam());
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

INSTANTIATE_TEST_SUITE_P(All, RandomObjectsOfProcesses, testing::ValuesIn(objects::kObjects),
                         name_for_test);

TEST(SequentialObject, LetsAReadBeStale) {
    const Script history =
        Script().ok(0, "write", number(1)).ok(0, "write", number(2)).read(1, number(1));
    EXPECT_EQ(sm::checkers::sequentially_consistent(Object::plain_register)(history).verdict(),
              Verdict::valid);
    EXPECT_EQ(sm::checkers::linearizable(Object::plain_register)(history).verdict(),
              Verdict::invalid);
}

TEST(SequentialObject, ConvictsAProcessThatSeesTimeRunBackwards) {
    const Script history = Script()
                               .ok(0, "write", number(1))
                               .ok(0, "write", number(2))
                               .read(2, number(1))
                               .read(1, number(2))
                               .read(1, number(1));
    EXPECT_EQ(to_string(sm::checkers::sequentially_consistent(Object::plain_register)(history)),
              "sequentially consistent register: invalid (search through the orders that "
              "respect each process)\n"
              "  not sequentially consistent: no order of the calls that respects each process "
              "explains `1 :read → 1`\n"
              "  states explored: 9\n"
              "  possible states: [\"2\"]\n"
              "  operations: [\"0 :write 1 → :ok\", \"0 :write 2 → :ok\", \"1 :read → 2\", "
              "\"1 :read → 1\"]\n");
}

TEST(SequentialObject, LetsAWriteOfUnknownOutcomeTakeEffectLateButNotBeforeItsProcessWroteElse) {
    const auto judge = sm::checkers::sequentially_consistent(Object::plain_register);
    const Script late = Script()
                            .ok(0, "write", number(1))
                            .info(0, "write", number(2))
                            .read(1, number(1))
                            .read(1, number(2));
    EXPECT_EQ(judge(late).verdict(), Verdict::valid);
    const Script early = Script()
                             .ok(0, "write", number(1))
                             .info(0, "write", number(2))
                             .read(1, number(2))
                             .read(1, number(1));
    EXPECT_EQ(judge(early).verdict(), Verdict::invalid);
}

TEST(SequentialObject, TakesWhoGoesOnAfterAnUnknownOutcomeForAnotherProcess) {
    const Script history = Script()
                               .ok(0, "write", number(1))
                               .info(0, "read", {})
                               .ok(0, "write", number(2))
                               .read(1, number(2))
                               .read(1, number(1));
    EXPECT_EQ(sm::checkers::sequentially_consistent(Object::plain_register)(history).verdict(),
              Verdict::valid);
}

TEST(SequentialObject, RefusesOperationsOfAnotherObject) {
    const Script history = Script().ok(0, "push", number(1));
    EXPECT_THROW(sm::checkers::sequentially_consistent(Object::queue)(history), sm::Misuse);
}

TEST(SequentialObject, EndsAtALimitOfTime) {
    struct Running final : sm::Clock {
        mutable sm::Duration time{};
        sm::Duration now() const override { return time += std::chrono::milliseconds{1}; }
        void wait(sm::Duration) override {}
    } clock;
    Script script;
    for (int i = 0; i < 50'000; ++i) script.ok(i % 5, "write", number(i));
    const auto judge = sm::checkers::sequentially_consistent(
        Object::plain_register,
        {.limits = {.time = std::chrono::milliseconds{5}, .clock = &clock}});
    const auto result = judge(script);
    EXPECT_EQ(result.verdict(), Verdict::unknown);
    EXPECT_EQ(result.conclusion.reason, "reading the history reached the limit of 5 ms");
}

TEST(SequentialObject, NamesWhereTheExplanationEndsInALongHistory) {
    Script script;
    for (int i = 0; i < 400; ++i) script.ok(0, "write", number(i));
    script.read(1, number(300)).read(1, number(299));
    const auto result = sm::checkers::sequentially_consistent(Object::plain_register)(script);
    EXPECT_EQ(result.verdict(), Verdict::invalid);
    EXPECT_EQ(result.violations, (std::vector<std::size_t>{401}));
}

}  // namespace
