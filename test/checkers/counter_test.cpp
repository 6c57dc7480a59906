#include <sm/checkers/counter.hpp>

#include <gtest/gtest.h>

#include "checkers/operations.hpp"
#include "checkers/systems_of_operations.hpp"

namespace {

using namespace operations;
using sm::Verdict;
using sm::history::CheckResult;

CheckResult check(const Operations& history, sm::checkers::CounterOptions options = {}) {
    return sm::checkers::counter(options)(history);
}

TEST(Counter, IsValidWithinWhatTheAddsAllow) {
    const auto found = check(Script()
                                 .ok(0, "add", number(2))
                                 .info(1, "add", number(3))
                                 .fail(2, "add", number(100))
                                 .read(0, number(5))
                                 .read(0, number(2)));
    EXPECT_EQ(found.verdict(), Verdict::valid);
    EXPECT_EQ(to_string(found.details),
              "{reads=2, exact bounds={count=0, fraction=0.0}, widest bounds=3, errors={count=0, "
              "fraction=0.0}}");
}

TEST(Counter, TellsTheReadThatIsFarthestOut) {
    const auto found = check(Script()
                                 .ok(0, "add", number(2))
                                 .read(0, number(1))
                                 .info(1, "add", number(3))
                                 .read(0, number(9))
                                 .read(0, number(0)));
    EXPECT_EQ(found.verdict(), Verdict::invalid);
    EXPECT_EQ(
        found.conclusion.reason,
        "3 reads are out of bounds, for example operation 3 (0 :read) → 9: the adds allow 2 to 5");
    EXPECT_EQ(found.violations, (std::vector<std::size_t>{1, 3, 4}));
    EXPECT_EQ(to_string(*found.details.find("worst")),
              "{operation=3, read=9, lowest=2, highest=5}");
}

TEST(Counter, TellsTheOnlyNumberThatIsAllowed) {
    const auto found = check(Script().ok(0, "add", number(2)).read(0, number(3)));
    EXPECT_EQ(
        found.conclusion.reason,
        "1 read is out of bounds, for example operation 1 (0 :read) → 3: the adds allow only 2");
}

TEST(Counter, CountsNegativeAddsTheOtherWayRound) {
    const Script history = Script().ok(0, "add", number(5)).info(1, "add", number(-3));
    EXPECT_EQ(check(Script(history).read(0, number(2))).verdict(), Verdict::valid);
    EXPECT_EQ(check(Script(history).read(0, number(5))).verdict(), Verdict::valid);
    EXPECT_EQ(check(Script(history).read(0, number(1))).verdict(), Verdict::invalid);
    EXPECT_EQ(check(Script(history).read(0, number(6))).verdict(), Verdict::invalid);
}

TEST(Counter, LeavesOpenWhatOverlapsTheRead) {
    const Script history = Script().ok(0, "add", number(5)).at(0, 20);
    EXPECT_EQ(check(Script(history).read(1, number(0)).at(20, 30)).verdict(), Verdict::valid);
    EXPECT_EQ(check(Script(history).read(1, number(0)).at(21, 30)).verdict(), Verdict::invalid);
}

TEST(Counter, BeginsWithWhatItIsTold) {
    EXPECT_EQ(check(Script().read(0, number(7)), {.initial = 7}).verdict(), Verdict::valid);
    EXPECT_EQ(check(Script().read(0, number(0)), {.initial = 7}).verdict(), Verdict::invalid);
}

TEST(Counter, DoesNotOverflow) {
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    const auto found =
        check(Script().ok(0, "add", number(most)).ok(0, "add", number(most)).read(1, number(-2)));
    EXPECT_EQ(
        found.conclusion.reason,
        "1 read is out of bounds, for example operation 2 (1 :read) → -2: the adds allow only "
        "18446744073709551614");
}

TEST(Counter, IsUnknownIfNeverRead) {
    const auto found = check(Script().ok(0, "add", number(2)).info(0, "read", {}));
    EXPECT_EQ(found.verdict(), Verdict::unknown);
    EXPECT_EQ(found.conclusion.reason, "the counter was never read");
}

TEST(Counter, CannotTellFromWhatIsNoInteger) {
    const auto found = sm::checkers::run_checker(sm::checkers::counter(), "counter",
                                                 Script().read(0, word("much")));
    EXPECT_EQ(found.verdict(), Verdict::unknown);
    EXPECT_EQ(found.conclusion.reason,
              "the checker threw: operation 0 (0 :read) answered :much; counter expects adds and "
              "reads of integers. Let the client answer so, or give the call another function.");
}

/// The least and the greatest sum of all sets of adds that the read can have seen.
std::pair<std::int64_t, std::int64_t> bounds_by_sets(const Operations& history,
                                                     const Operation& read) {
    std::pair<std::int64_t, std::int64_t> bounds{std::numeric_limits<std::int64_t>::max(),
                                                 std::numeric_limits<std::int64_t>::min()};
    for (unsigned seen = 0; seen < 1U << history.size(); ++seen) {
        bool possible = true;
        std::int64_t sum = 0;
        for (std::size_t i = 0; i < history.size(); ++i) {
            const Operation& one = history[i];
            const bool has = (seen >> i & 1U) != 0;
            const bool can =
                one.function == "add" && !one.refused() && !(read.returned < one.invoked);
            const bool must = can && one.answered() && one.returned < read.invoked;
            possible = possible && (has ? can : !must);
            if (has && can) sum += one.value.integer();
        }
        if (!possible) continue;
        bounds = {std::min(bounds.first, sum), std::max(bounds.second, sum)};
    }
    return bounds;
}

TEST(Counter, FindsTheBoundsOfAllSetsOfAddsAndConvictsNoLinearizableHistory) {
    int invalid = 0;
    for_random_histories(counter_system(), [&](const Operations& history) {
        int errors = 0;
        int reads = 0;
        for (const Operation& one : history) {
            if (one.function != "read" || !one.answered()) continue;
            ++reads;
            const auto [lowest, highest] = bounds_by_sets(history, one);
            const auto value = one.answer.integer();
            errors += value < lowest || value > highest ? 1 : 0;
        }
        const auto found = check(history);
        ASSERT_EQ(count(found, "errors"), std::to_string(errors));
        ASSERT_EQ(found.verdict(), reads == 0   ? Verdict::unknown
                                   : errors > 0 ? Verdict::invalid
                                                : Verdict::valid);
        if (errors > 0) {
            ASSERT_FALSE(has_order(counter_system(), history));
        }
        invalid += errors > 0 ? 1 : 0;
    });
    EXPECT_GT(invalid, 100'000 / toys::kShare / 20);
}

}  // namespace
