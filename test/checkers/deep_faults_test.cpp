#include "checkers/deep_faults.hpp"

#include <sm/checkers/linearizable_object.hpp>
#include <sm/value/to_string.hpp>

#include <gtest/gtest.h>

#include <algorithm>

#include "checkers/simulation.hpp"

namespace {

using objects::AllOrders;
using objects::number;
using objects::Simulation;
using sm::Verdict;
using sm::checkers::Object;
using sm::history::Operations;

struct Setup {
    Object object;
    Operations fault;
    std::size_t operations;
    int clients;
    int values;
};

Setup of(Object object) {
    switch (object) {
        case Object::stack:
            return {object, deep::covered_by_turns(), 20'000, 50, 0};
        case Object::priority_queue:
            return {object, deep::greater_ones_by_turns(), 20'000, 50, 0};
        default:
            return {object, deep::circle_that_does_not_close(), 10'000, 20, 5};
    }
}

class DeepFaultsOf : public testing::TestWithParam<Object> {
 protected:
    /// The long run, and the fault in the middle of it if it is to be there.
    Operations history(std::uint64_t seed, std::uint64_t crashes, bool faulty) const {
        const auto setup = of(GetParam());
        const Simulation::Setting setting{.object = setup.object,
                                          .operations = setup.operations,
                                          .clients = setup.clients,
                                          .values = setup.values,
                                          .crashes = crashes,
                                          .pause = setup.operations / 2};
        auto run = Simulation(setting, seed).run();
        return faulty ? deep::with_in_the_middle(std::move(run), setup.operations / 2, setup.fault)
                      : run;
    }

    sm::history::CheckResult judged(const Operations& history) const {
        return sm::checkers::linearizable(GetParam())(history);
    }
};

TEST_P(DeepFaultsOf, AreOfMoreThanTwoValues) {
    const auto fault = of(GetParam()).fault;
    EXPECT_FALSE(AllOrders(GetParam(), fault).any());
    if (GetParam() == Object::cas_register) return;
    for (int left_out = 1; left_out <= 3; ++left_out) {
        auto two = fault;
        std::erase_if(two, [&](const auto& one) {
            return one.value == number(deep::kHigh + left_out) ||
                   one.answer == number(deep::kHigh + left_out);
        });
        EXPECT_EQ(two.size(), 4U);
        EXPECT_TRUE(AllOrders(GetParam(), two).any()) << "without " << left_out;
    }
}

TEST_P(DeepFaultsOf, AreFoundAmongManyOperations) {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        EXPECT_EQ(judged(history(seed, 0, false)).verdict(), Verdict::valid) << seed;
        const auto faulty = history(seed, 0, true);
        const auto result = judged(faulty);
        ASSERT_EQ(result.verdict(), Verdict::invalid) << seed << sm::history::to_string(result);
        EXPECT_LT(result.violations.size(), 40U) << sm::history::to_string(result);
    }
}

TEST_P(DeepFaultsOf, AreFoundAmongCrashedClientsToo) {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        const auto result = judged(history(seed, 100, true));
        EXPECT_EQ(result.verdict(), Verdict::invalid) << seed << sm::history::to_string(result);
    }
}

TEST(DeepFaults, AreNotSeenWhereClientsOnlyCrash) {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        const Simulation::Setting setting{.object = Object::cas_register,
                                          .operations = 10'000,
                                          .clients = 20,
                                          .values = 5,
                                          .crashes = 100};
        const auto result =
            sm::checkers::linearizable(setting.object)(Simulation(setting, seed).run());
        EXPECT_EQ(result.verdict(), Verdict::valid) << seed << sm::history::to_string(result);
    }
}

std::string name_for_test(const testing::TestParamInfo<Object>& info) {
    std::string name(to_string(info.param));
    std::erase(name, ' ');
    return name;
}

INSTANTIATE_TEST_SUITE_P(All, DeepFaultsOf,
                         testing::Values(Object::stack, Object::priority_queue,
                                         Object::cas_register),
                         name_for_test);

}  // namespace
