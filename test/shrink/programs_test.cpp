#include <sm/shrink/programs.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <numeric>

#include "shrink/toy.hpp"

namespace {

using namespace std::chrono_literals;
using testing::IsEmpty;
using toy::Command;
using toy::Program;
using toy::Subject;

std::vector<Command> all_commands(const Program& program) {
    auto all = program.prefix;
    for (const auto& branch : program.branches) all.insert(all.end(), branch.begin(), branch.end());
    return all;
}

/// What a step has to be like.
struct Wanted {
    std::size_t kind;
    int at_least;

    bool fits(const Command& command) const {
        if (command.index() != kind) return false;
        if (const auto* fill = std::get_if<toy::Fill>(&command)) return fill->value >= at_least;
        if (const auto* say = std::get_if<toy::Say>(&command))
            return static_cast<int>(say->numbers.size()) >= at_least;
        return true;
    }
};

/// Contains steps like these in this order: the more there is, the more it fails.
toy::Predicate contains_in_order(std::vector<Wanted> wanted) {
    return [wanted](const Program& program) {
        std::size_t found = 0;
        for (const Command& command : all_commands(program)) {
            if (found < wanted.size() && wanted[found].fits(command)) ++found;
        }
        return found == wanted.size();
    };
}

/// Fails for one program in so many, without sense.
toy::Predicate by_chance(std::uint64_t salt, std::uint64_t one_in) {
    return [=](const Program& program) {
        return sm::Random(sm::Seed{salt}.child(toy::to_string(program))).below(one_in) == 0;
    };
}

/// An odd number of Fills with values so high, and some height to begin with.
toy::Predicate odd_and_high(int height) {
    return [=](const Program& program) {
        std::size_t fills = 0;
        for (const Command& command : all_commands(program))
            fills += Wanted{0, 3}.fits(command) ? 1 : 0;
        return fills >= 3 && fills % 2 == 1 && program.start.height >= height;
    };
}

/// Two branches fill the same slot.
bool races(const Program& program) {
    std::set<std::pair<int, std::size_t>> seen;
    for (std::size_t b = 0; b < program.branches.size(); ++b) {
        for (const Command& command : program.branches[b]) {
            if (const auto* fill = std::get_if<toy::Fill>(&command)) seen.insert({fill->slot, b});
        }
    }
    return std::adjacent_find(seen.begin(), seen.end(), [](const auto& a, const auto& b) {
               return a.first == b.first;
           }) != seen.end();
}

/// The wanted number of uses, each of one step twice.
toy::Predicate uses_of_one_step_twice(std::ptrdiff_t wanted) {
    return [=](const Program& program) {
        return wanted <= std::count_if(program.prefix.begin(), program.prefix.end(),
                                       [](const Command& command) {
                                           const auto* use = std::get_if<toy::Use>(&command);
                                           return use != nullptr && use->one == use->other;
                                       });
    };
}

/// What is filled in, in order.
std::vector<int> filled(const Program& program) {
    std::vector<int> values;
    for (const Command& command : program.prefix) {
        if (const auto* fill = std::get_if<toy::Fill>(&command)) values.push_back(fill->value);
    }
    return values;
}

/// The last fills slot 3 with the sum of the others, each of which is positive.
bool ends_with_the_sum(const Program& program) {
    const auto values = filled(program);
    if (values.size() != program.prefix.size()) return false;
    if (std::get<toy::Fill>(program.prefix.back()).slot != 3) return false;
    return std::all_of(values.begin(), values.end(), [](int value) { return value > 0; }) &&
           std::accumulate(values.begin(), values.end(), 0) == 2 * values.back();
}

struct Failing {
    Subject subject;
    sm::Outline start;
};

/// A failing program of this predicate, cut off where it fails; drawn until there is one.
Failing failing(const toy::Predicate& fails, std::uint64_t seed,
                const std::function<Program(sm::Random&)>& draw) {
    Failing found{Subject(fails), {}};
    sm::Random random(seed);
    for (int tries = 0; tries < 10'000; ++tries) {
        const auto outline = found.subject.outline_of(draw(random));
        if (const auto failure = found.subject.failure_of(outline)) {
            found.start = *failure;
            return found;
        }
    }
    throw std::logic_error("nothing drawn fails");
}

Failing failing(const toy::Predicate& fails, std::uint64_t seed, std::size_t length,
                std::size_t branches = 0) {
    return failing(fails, seed,
                   [&](sm::Random& random) { return toy::draw(random, length, branches); });
}

Failing failing_with_references(const toy::Predicate& fails, std::uint64_t seed,
                                std::size_t length) {
    return failing(fails, seed,
                   [&](sm::Random& random) { return toy::draw_with_references(random, length); });
}

constexpr sm::ShrinkBudget plenty{100'000, 24h, 100'000};

void expect_minimal(Failing& found, const sm::Shrunk& shrunk) {
    EXPECT_TRUE(shrunk.finished);
    EXPECT_TRUE(found.subject.valid(shrunk.best));
    EXPECT_TRUE(found.subject.failure_of(shrunk.best));
    EXPECT_EQ(shrunk.executions, found.subject.runs);
    EXPECT_THAT(found.subject.offences, IsEmpty());
    for (const auto& smaller : found.subject.failing_neighbours(shrunk.best)) {
        ADD_FAILURE() << toy::to_string(found.subject.program_of(shrunk.best))
                      << "\nwas left although\n"
                      << toy::to_string(found.subject.program_of(smaller)) << "\nfails";
    }
}

void shrink_to_minimum(const toy::Predicate& fails, std::uint64_t seed, std::size_t length,
                       std::size_t branches = 0) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    auto found = failing(fails, seed, length, branches);
    expect_minimal(found, sm::shrink(found.subject, found.start, {.budget = plenty}));
}

TEST(Shrink, ToTheStepsThatMatterAndTheirLeastArguments) {
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        sm::Random random(seed);
        std::vector<Wanted> wanted;
        for (int i = 0; i < 3; ++i) {
            const auto kind = static_cast<std::size_t>(random.below(4));
            wanted.push_back({kind, static_cast<int>(random.between(1, 3))});
        }
        shrink_to_minimum(contains_in_order(wanted), seed, 40);
    }
}

TEST(Shrink, ToALocalMinimumOfWhatIsNotMonotone) {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        shrink_to_minimum(by_chance(seed, 3), seed, 30);
        shrink_to_minimum(by_chance(seed, 12), seed, 30);
        shrink_to_minimum(odd_and_high(static_cast<int>(seed)), seed, 30);
    }
}

TEST(Shrink, ConcurrentProgramsToo) {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        shrink_to_minimum(races, seed, 20, 2 + seed % 2);
        shrink_to_minimum(by_chance(seed, 4), seed, 16, 3);
        shrink_to_minimum(contains_in_order({{0, 2}, {1, 0}}), seed, 20, 2);
    }
}

TEST(Shrink, ToReferencesNoneOfWhichCanBeToAnEarlierStep) {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        for (const std::uint64_t one_in : {2U, 3U, 12U}) {
            SCOPED_TRACE("seed " + std::to_string(seed));
            auto found = failing_with_references(by_chance(seed, one_in), seed, 20);
            expect_minimal(found, sm::shrink(found.subject, found.start, {.budget = plenty}));
        }
    }
}

TEST(Shrink, MakesOneStepServeWhereverSeveralWereReferredTo) {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        auto found = failing_with_references(uses_of_one_step_twice(3), seed, 40);
        const auto best = sm::shrink(found.subject, found.start, {.budget = plenty}).best;
        EXPECT_EQ(toy::to_string(found.subject.program_of(best)),
                  "0: Make; Use{one=#1, other=#1}; Use{one=#1, other=#1}; "
                  "Use{one=#1, other=#1}; ");
    }
}

TEST(Shrink, LowersTwoNumbersThatHaveToDifferByAsMuch) {
    Failing found{Subject([](const Program& program) {
                      const auto values = filled(program);
                      return values.size() == 2 && values[1] - values[0] == 7;
                  }),
                  {}};
    found.start = found.subject.outline_of({{0}, {toy::Fill{0, 1000}, toy::Fill{0, 1007}}, {}});
    const auto shrunk = sm::shrink(found.subject, found.start, {.budget = plenty});
    expect_minimal(found, shrunk);
    EXPECT_EQ(toy::to_string(found.subject.program_of(shrunk.best)),
              "0: Fill{slot=0, value=0}; Fill{slot=0, value=7}; ");
    EXPECT_LE(shrunk.executions, 60U);
}

TEST(Shrink, DropsAStepWhoseNumberIsPartOfAnother) {
    Failing found{Subject(ends_with_the_sum), {}};
    const std::vector<Command> sum{toy::Fill{0, 5}, toy::Fill{1, 8}, toy::Fill{2, 1},
                                   toy::Fill{3, 14}};
    found.start = found.subject.outline_of({{0}, sum, {}});
    const auto shrunk = sm::shrink(found.subject, found.start, {.budget = plenty});
    expect_minimal(found, shrunk);
    EXPECT_EQ(toy::to_string(found.subject.program_of(shrunk.best)),
              "0: Fill{slot=0, value=1}; Fill{slot=3, value=1}; ");
}

TEST(Shrink, MakesARaceOfTwoStepsOnly) {
    auto found = failing(races, 1, 20, 3);
    const auto best = sm::shrink(found.subject, found.start, {.budget = plenty}).best;
    EXPECT_EQ(toy::to_string(found.subject.program_of(best)),
              "0: || Fill{slot=0, value=0}; || Fill{slot=0, value=0}; ");
}

TEST(Shrink, TakesAProgramThatGoesOnAfterItsFailure) {
    Failing found{Subject(contains_in_order({{1, 0}})), {}};
    const Program whole{{0}, {toy::Fill{0, 0}, toy::Read{0}, toy::Say{}}, {}};
    found.start = found.subject.outline_of(whole);
    const auto shrunk = sm::shrink(found.subject, found.start, {.budget = plenty});
    expect_minimal(found, shrunk);
    EXPECT_EQ(shrunk.best.size(), 2U);
}

TEST(Shrink, LeavesAMinimalProgramAlone) {
    Failing found{Subject(contains_in_order({{1, 0}})), {}};
    found.start = found.subject.outline_of({{0}, {toy::Fill{0, 0}, toy::Read{0}}, {}});
    EXPECT_EQ(sm::shrink(found.subject, found.start, {.budget = plenty}).best, found.start);
}

TEST(Shrink, TellsOfEachSmallerFailingProgramAtOnce) {
    auto found = failing(odd_and_high(300), 4, 40);
    std::vector<sm::Outline> told;
    std::uint64_t last = 0;
    const auto on_progress = [&](const sm::Outline& best, std::uint64_t executions) {
        EXPECT_TRUE(found.subject.failure_of(best));
        EXPECT_LE(best.size(), told.empty() ? found.start.size() : told.back().size());
        EXPECT_GT(executions, last);
        EXPECT_EQ(executions, found.subject.runs);
        last = executions;
        told.push_back(best);
    };
    const auto shrunk =
        sm::shrink(found.subject, found.start, {.budget = plenty, .on_progress = on_progress});
    ASSERT_FALSE(told.empty());
    EXPECT_EQ(told.back(), shrunk.best);
}

TEST(ShrinkBudget, NoMoreExecutionsThanGiven) {
    for (std::uint64_t executions = 0; executions < 120; ++executions) {
        auto found = failing(odd_and_high(300), 4, 40);
        const auto shrunk =
            sm::shrink(found.subject, found.start, {.budget = {executions, 24h, 100'000}});
        ASSERT_LE(found.subject.runs, executions);
        ASSERT_EQ(shrunk.executions, found.subject.runs);
        ASSERT_TRUE(found.subject.failure_of(shrunk.best)) << "the best so far is kept";
        ASSERT_EQ(shrunk.finished, shrunk.executions < executions);
    }
}

TEST(ShrinkBudget, EndsAfterSoManyRunsWithoutProgress) {
    for (const std::uint64_t stall : {1U, 3U, 10U}) {
        auto found = failing(odd_and_high(300), 4, 40);
        std::uint64_t last = 0;
        const auto note = [&](const sm::Outline&, std::uint64_t executions) {
            EXPECT_LE(executions - last, stall);
            last = executions;
        };
        const auto shrunk = sm::shrink(found.subject, found.start,
                                       {.budget = {100'000, 24h, stall}, .on_progress = note});
        EXPECT_FALSE(shrunk.finished);
        EXPECT_EQ(shrunk.executions - last, stall);
    }
}

TEST(ShrinkBudget, BeginsNoRunWhenTheTimeIsUp) {
    sm::VirtualClock clock;
    auto found = failing(odd_and_high(300), 4, 40);
    found.subject.clock = &clock;
    found.subject.cost = 3s;
    const auto shrunk = sm::shrink(found.subject, found.start,
                                   {.budget = {100'000, 10s, 100'000}, .clock = &clock});
    EXPECT_FALSE(shrunk.finished);
    EXPECT_EQ(found.subject.runs, 4U);  // the fourth begins after 9 s
}

/// A program that fails in one of `once_in` runs, shrunk by one who knows that.
struct Flaky {
    sm::VirtualClock clock;
    Failing found;
    sm::Shrunk shrunk;

    Flaky(const toy::Predicate& fails, std::uint64_t seed, std::uint64_t once_in,
          std::size_t branches, sm::Duration cost)
        : found(failing(fails, seed, 24, branches)) {
        found.subject.fails_once_in = once_in;
        found.subject.random = sm::Random(seed);
        found.subject.clock = &clock;
        found.subject.cost = cost;
        shrunk = sm::shrink(found.subject, found.start,
                            {.budget = plenty, .rate = {100, 100 * once_in}, .clock = &clock});
    }
};

TEST(ShrinkFlaky, NeverTakesAProgramThatPassesForOneThatFails) {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        const Flaky flaky(odd_and_high(50), seed, 2 + seed % 4, 0, 10ms);
        ASSERT_TRUE(flaky.found.subject.failure_of(flaky.shrunk.best));
        const Flaky racing(races, seed, 2 + seed % 4, 2, 10ms);
        ASSERT_TRUE(racing.found.subject.failure_of(racing.shrunk.best));
        ASSERT_THAT(racing.found.subject.offences, IsEmpty());
    }
}

TEST(ShrinkFlaky, MostlyReachesTheMinimum) {
    int minimal = 0;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        Flaky flaky(races, seed, 3, 2, 1ms);
        minimal += flaky.found.subject.failing_neighbours(flaky.shrunk.best).empty() ? 1 : 0;
    }
    EXPECT_GE(minimal, 45) << "of 50";
}

/// A smaller program throws the dice of its seed anew: it is found again by another seed.
TEST(ShrinkSeeded, MostlyReachesTheMinimumByOtherSeedsAndKeepsOneThatFails) {
    int minimal = 0;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        SCOPED_TRACE(seed);
        sm::VirtualClock clock;
        auto found = failing(odd_and_high(50), seed, 24);
        found.subject.fails_by_one_seed_in = 10;
        found.subject.clock = &clock;
        found.subject.cost = 1ms;
        const auto shrunk = sm::shrink(found.subject, found.start,
                                       {.budget = plenty, .rate = {100, 1000}, .clock = &clock});
        minimal += found.subject.failing_neighbours(shrunk.best).empty() ? 1 : 0;
        EXPECT_TRUE(found.subject.fails_by_seed(shrunk.best));
        EXPECT_THAT(found.subject.offences, IsEmpty());
    }
    EXPECT_GE(minimal, 45) << "of 50";
}

TEST(ShrinkFlaky, GivesUpAProgramAfterAsManyPassesAsTheRateAsksFor) {
    // Nothing but the start fails, so that every candidate is given up.
    for (const std::uint64_t once_in : {2U, 3U, 5U}) {
        sm::VirtualClock clock;
        sm::Random random(7);
        Subject subject([](const Program& program) { return program.prefix.size() == 12; });
        const auto start = subject.outline_of(toy::draw(random, 12));
        const auto whole = subject.program_of(start);
        Subject only([&](const Program& program) {
            return toy::to_string(program) == toy::to_string(whole);
        });
        const auto first = only.outline_of(whole);
        only.clock = &clock;
        only.cost = 20ms;  // 100 of them are worth waiting for
        const auto shrunk = sm::shrink(
            only, first, {.budget = plenty, .rate = {100, 100 * once_in}, .clock = &clock});
        EXPECT_EQ(shrunk.best, first);
        const auto wanted = static_cast<std::uint64_t>(
            sm::passes_to_believe(1.0 / static_cast<double>(once_in), 0.02, 100));
        ASSERT_GT(only.passes.size(), 10U);
        std::size_t otherwise = 0;
        for (const auto& [program, passes] : only.passes) otherwise += passes == wanted ? 0 : 1;
        EXPECT_LE(otherwise, 1U);  // the first, when what a run costs is not known yet
    }
}

}  // namespace
