#include <sm/program/validity.hpp>

#include <gtest/gtest.h>

#include "program/jumps.hpp"
#include "program/weak.hpp"
#include "search/toys.hpp"

namespace {

using jumps::Jump;
using jumps::Program;
using jumps::Steps;
using jumps::text_of;

constexpr int rounds = 50'000 / toys::kShare;

/// Whether `part` is what is left of `whole`, in its order and unchanged.
bool is_left_of(const Steps& part, const Steps& whole) {
    auto at = whole.begin();
    for (const auto& step : part) {
        while (at != whole.end() && at->id != step.id) ++at;
        if (at == whole.end() || !sm::equal(at->command, step.command)) return false;
        ++at;
    }
    return true;
}

/// Whether each branch is what is left of one of `whole`, in their order.
bool are_left_of(const std::vector<Steps>& parts, const std::vector<Steps>& whole) {
    auto at = whole.begin();
    for (const Steps& part : parts) {
        while (at != whole.end() && (part.empty() || !is_left_of(part, *at))) ++at;
        if (at == whole.end()) return false;
        ++at;
    }
    return true;
}

TEST(Valid, SaysWhatTryingAllInterleavingsSays) {
    sm::Random random(1);
    int valid = 0;
    for (int i = 0; i < rounds; ++i) {
        const Program program = jumps::draw_any(random, 4);
        const bool wanted = jumps::valid_by_force(program);
        ASSERT_EQ(sm::valid(program), wanted) << text_of(program);
        valid += wanted ? 1 : 0;
    }
    EXPECT_GT(valid, rounds / 10);
    EXPECT_LT(valid, rounds * 9 / 10);
}

TEST(Repair, LeavesAProgramThatIsValidInEveryInterleaving) {
    sm::Random random(2);
    for (int i = 0; i < rounds; ++i) {
        const Program whole = jumps::draw_any(random, 4);
        Program program = whole;
        sm::repair(program);
        ASSERT_TRUE(jumps::valid_by_force(program)) << text_of(whole) << text_of(program);
        ASSERT_TRUE(sm::equal(program.initial, whole.initial));
        ASSERT_TRUE(is_left_of(program.prefix, whole.prefix)) << text_of(whole) << text_of(program);
        ASSERT_TRUE(are_left_of(program.branches, whole.branches))
            << text_of(whole) << text_of(program);
    }
}

TEST(Repair, DropsNothingFromAValidProgram) {
    sm::Random random(3);
    int valid = 0;
    while (valid < rounds / 10) {
        Program program = jumps::draw_any(random, 4);
        if (!jumps::valid_by_force(program)) continue;
        ++valid;
        std::erase_if(program.branches, [](const Steps& branch) { return branch.empty(); });
        const std::string before = text_of(program);
        sm::repair(program);
        ASSERT_EQ(text_of(program), before);
    }
}

TEST(Repair, DropsWhatRefersToWhatItDrops) {
    const Jump never{0, {}};
    const Jump fine{15, {}};
    Program program{{},
                    {{1, never}, {2, jumps::Use{15, {1}, {}}}, {3, fine}},
                    {{{4, jumps::Use{15, {1}, {}}}, {5, jumps::Use{15, {3}, {}}}}, {{6, never}}}};
    sm::repair(program);
    EXPECT_EQ(text_of(program.prefix), text_of(Steps{{3, fine}}));
    ASSERT_EQ(program.branches.size(), 1U);
    EXPECT_EQ(text_of(program.branches[0]), text_of(Steps{{5, jumps::Use{15, {3}, {}}}}));
}

TEST(Valid, NeedsAReferenceToNameAnAnswerOfItsType) {
    const jumps::Use use{15, {1}, {}};
    EXPECT_TRUE(sm::valid(Program{{}, {{1, Jump{15, {}}}, {2, use}}, {}}));
    EXPECT_FALSE(sm::valid(Program{{}, {{1, jumps::Say{}}, {2, use}}, {}}));
    // What another branch answers may not be there yet.
    EXPECT_FALSE(sm::valid(Program{{}, {}, {{{1, Jump{15, {}}}}, {{2, use}}}}));
}

/// Two branches that leave the model as it is have as many states as positions.
Program grid(std::size_t first, std::size_t second) {
    Program program;
    sm::StepId id = 1;
    for (const std::size_t length : {first, second}) {
        auto& branch = program.branches.emplace_back();
        while (branch.size() < length) branch.push_back({id++, Jump{15, {}}});
    }
    return program;
}

TEST(ValidityBound, IsHowManyStatesAreLookedAt) {
    EXPECT_TRUE(sm::valid(grid(3, 5), {.states = 4 * 6}));
    EXPECT_FALSE(sm::valid(grid(3, 5), {.states = 4 * 6 - 1}));
}

TEST(ValidityBound, WhereItIsReachedTheLastStepOfTheLongestBranchGoes) {
    Program program = grid(3, 5);
    Program wanted = program;
    wanted.branches[1].pop_back();
    sm::repair(program, {.states = 4 * 6 - 1});
    EXPECT_EQ(text_of(program), text_of(wanted));
}

TEST(ValidityBound, NeverLeavesMoreThanItAllows) {
    sm::Random random(4);
    for (int i = 0; i < rounds / 10; ++i) {
        Program program = jumps::draw_any(random, 5);
        const sm::ValidityBound bound{.states = 1 + random.below(20)};
        sm::repair(program, bound);
        ASSERT_TRUE(sm::valid(program, bound));
        ASSERT_TRUE(jumps::valid_by_force(program));
    }
}

struct Counted {
    static inline int asked = 0;
    bool pre(const jumps::Model&) const { return ++asked > 0; }
    void apply(jumps::Model&) const {}
};

TEST(ValidityBound, OfNoStatesAllowsNoBranches) {
    EXPECT_TRUE(sm::valid(Program{{}, {{1, Jump{15, {}}}}, {}}, {.states = 0}));
    EXPECT_TRUE(sm::valid(Program{}, {.states = 0}));
    Program program = grid(3, 5);
    EXPECT_FALSE(sm::valid(program, {.states = 0}));
    sm::repair(program, {.states = 0});
    EXPECT_EQ(program.size(), 0U);
}

struct Last {
    weak::Number number;
};
struct Become {
    int to = 0;
    int not_from = 0;
    bool pre(const Last& m) const { return m.number.value != not_from; }
    void apply(Last& m) const { m.number.value = to; }
};

/// Where the second branch is at its second step the first may have been last.
TEST(Valid, TellsModelsApartThatHashAlike) {
    const sm::Program<std::variant<Become>> program{
        {}, {}, {{{1, Become{2, 9}}}, {{2, Become{1, 9}}, {3, Become{3, 2}}}}};
    EXPECT_FALSE(sm::valid(program));
}

/// Each step that goes is not worth a walk through as many states as the bound allows, which
/// counts the commands that are asked whether they may run.
TEST(ValidityBound, IsReachedWithoutAWalkForEachStepThatGoes) {
    sm::Program<std::variant<Counted>> program;
    sm::StepId id = 1;
    for (int b = 0; b < 3; ++b) {
        auto& branch = program.branches.emplace_back();
        while (branch.size() < 200) branch.push_back({id++, Counted{}});
    }
    Counted::asked = 0;
    sm::repair(program, {.states = 1000});
    for (const auto& branch : program.branches) EXPECT_EQ(branch.size(), 9U);
    EXPECT_LT(Counted::asked, 3 * 1000);
}

}  // namespace
