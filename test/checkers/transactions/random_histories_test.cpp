#include "checkers/transactions/random_histories.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "search/toys.hpp"

namespace {

using namespace brute;
using enum sm::checkers::ConsistencyModel;
using sm::history::CheckResult;

/// SM_ROUNDS sets how many histories each test draws.
std::uint64_t rounds(std::uint64_t usual) {
    const char* asked = std::getenv("SM_ROUNDS");  // NOLINT(concurrency-mt-unsafe)
    if (asked != nullptr) return std::strtoull(asked, nullptr, 10);
    return usual / static_cast<std::uint64_t>(toys::kShare);
}

sm::history::Operations draw(std::uint64_t seed, Shape shape, bool falsified) {
    sm::Random random(sm::Seed{seed});
    shape.isolation = static_cast<Isolation>(random.below(3));
    sm::history::Operations operations = Database(random, shape).history();
    if (falsified && random.chance(2, 3)) {
        for (auto times = 1 + random.below(2); times > 0; --times) {
            falsify(operations, random, shape.lists);
        }
    }
    return operations;
}

std::string text(const sm::history::Operations& operations, const CheckResult& result) {
    std::string text;
    for (const Operation& each : operations) {
        text += "[" + std::to_string(each.invoked) + ", " +
                (each.returned == sm::never ? "ever" : std::to_string(each.returned)) + "] " +
                to_string(each) + "\n";
    }
    return text + to_string(result);
}

bool rules_out(const CheckResult& result, sm::checkers::ConsistencyModel model) {
    for (const sm::Tree& item : result.details.find("ruled out")->items()) {
        if (item.text() == to_string(model)) return true;
    }
    return false;
}

CheckResult judged(const sm::history::Operations& operations, bool lists) {
    return lists ? sm::checkers::list_append()(operations)
                 : sm::checkers::rw_register()(operations);
}

/// Draws histories and compares each model that brute force can decide. A model found invalid must
/// be impossible; if `exact`, what is impossible must be found invalid.
void compare(Shape shape, std::uint64_t count, bool exact) {
    using Order = Serial::Order;
    const std::pair<sm::checkers::ConsistencyModel, Order> models[] = {
        {serializable, Order::any},
        {strong_session_serializable, Order::process},
        {strict_serializable, Order::real_time}};
    std::uint64_t found_invalid[3] = {};
    for (std::uint64_t seed = 0; seed < count; ++seed) {
        const sm::history::Operations operations = draw(seed, shape, true);
        const CheckResult result = judged(operations, shape.lists);
        for (std::size_t i = 0; i < 3; ++i) {
            const bool out = rules_out(result, models[i].first);
            const bool possible = Serial(operations, models[i].second).has_order();
            found_invalid[i] += out ? 1U : 0U;
            ASSERT_FALSE(out && possible)
                << "unsound for " << to_string(models[i].first) << ", seed " << seed << "\n"
                << text(operations, result);
            ASSERT_FALSE(exact && !out && !possible)
                << "incomplete for " << to_string(models[i].first) << ", seed " << seed << "\n"
                << text(operations, result);
        }
    }
    for (const auto each : found_invalid) EXPECT_GT(each, count / 20);  // or it would show little
    EXPECT_LT(found_invalid[2], count - count / 20);
}

TEST(RandomTransactions, ListsThatAnOrderExplainsAreNeverConvicted) {
    compare({.lists = true, .transactions = 5, .keys = 3}, rounds(6'000), false);
}

TEST(RandomTransactions, RegistersThatAnOrderExplainsAreNeverConvicted) {
    compare({.lists = false, .transactions = 5, .keys = 3}, rounds(6'000), false);
}

TEST(RandomTransactions, ListsOfWhichAllIsReadAreConvictedExactly) {
    compare({.lists = true, .transactions = 4, .keys = 2, .read_all = true}, rounds(6'000), true);
}

void compare_snapshots(Shape shape, std::uint64_t count, bool exact) {
    std::uint64_t found_invalid = 0;
    for (std::uint64_t seed = 0; seed < count; ++seed) {
        const sm::history::Operations operations = draw(seed, shape, true);
        const CheckResult result = judged(operations, shape.lists);
        const bool out = rules_out(result, snapshot_isolation);
        const bool possible = Snapshots(operations).has_order();
        found_invalid += out ? 1U : 0U;
        ASSERT_FALSE(out && possible) << "unsound, seed " << seed << "\n"
                                      << text(operations, result);
        ASSERT_FALSE(exact && !out && !possible) << "incomplete, seed " << seed << "\n"
                                                 << text(operations, result);
    }
    EXPECT_GT(found_invalid, count / 20);
    EXPECT_LT(found_invalid, count - count / 20);
}

TEST(RandomTransactions, ListsThatSnapshotsExplainAreNeverConvicted) {
    compare_snapshots({.lists = true, .transactions = 4, .keys = 2}, rounds(3'000), false);
}

TEST(RandomTransactions, ListsOfWhichAllIsReadAreConvictedExactlyOfNoSnapshots) {
    compare_snapshots({.lists = true, .transactions = 4, .keys = 2, .read_all = true},
                      rounds(3'000), true);
}

TEST(RandomTransactions, RegistersThatSnapshotsExplainAreNeverConvicted) {
    compare_snapshots({.lists = false, .transactions = 4, .keys = 2}, rounds(3'000), false);
}

/// What databases of a kind do must never rule out what that kind promises.
void never_rules_out(Isolation isolation, sm::checkers::ConsistencyModel promise) {
    std::uint64_t anomalous = 0;
    const std::uint64_t count = rounds(5'000);
    for (std::uint64_t seed = 0; seed < count; ++seed) {
        sm::Random random(sm::Seed{seed});
        const bool lists = random.chance(1, 2);
        const Shape shape{.lists = lists, .isolation = isolation, .transactions = 8, .keys = 3};
        const sm::history::Operations operations = Database(random, shape).history();
        const CheckResult result = judged(operations, lists);
        ASSERT_FALSE(rules_out(result, promise)) << "seed " << seed << "\n"
                                                 << text(operations, result);
        anomalous += script::anomalies(result).empty() ? 0U : 1U;
    }
    if (promise != strict_serializable) {
        EXPECT_GT(anomalous, count / 50);
    }
}

TEST(RandomTransactions, OfASerialDatabaseAreStrictSerializable) {
    never_rules_out(Isolation::serial, strict_serializable);
}

TEST(RandomTransactions, OfSnapshotsAreOfStrongSnapshotIsolation) {
    never_rules_out(Isolation::snapshot, strong_snapshot_isolation);
}

TEST(RandomTransactions, OfShortReadLocksAreReadCommitted) {
    never_rules_out(Isolation::read_committed, read_committed);
}

}  // namespace
