#include <sm/checkers/long_fork.hpp>

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "checkers/operations.hpp"
#include "checkers/systems_of_operations.hpp"

namespace {

using namespace operations;
using sm::Verdict;
using sm::history::CheckResult;

CheckResult check(const Operations& history) { return sm::checkers::long_fork()(history); }

/// Writes of these keys, each of its own number.
Script written(std::initializer_list<int> keys) {
    Script script;
    for (const int key : keys) script.ok(0, "txn", list({micro("w", key, number(key))}));
    return script;
}

/// A read of these keys, of which it has seen some.
Value read(std::initializer_list<int> keys, const std::set<int>& seen) {
    std::vector<Value> all;
    for (const int key : keys) {
        all.push_back(micro("r", key, seen.contains(key) ? number(key) : Value()));
    }
    return list(std::move(all));
}

TEST(LongFork, IsValidIfAllReadsAgree) {
    const auto found = check(written({1, 2})
                                 .ok(1, "txn", {}, read({1, 2}, {}))
                                 .ok(2, "txn", {}, read({1, 2}, {2}))
                                 .ok(1, "txn", {}, read({2, 1}, {1, 2})));
    EXPECT_EQ(found.verdict(), Verdict::valid) << found.conclusion.reason;
    EXPECT_EQ(to_string(found.details),
              "{reads=3, groups=1, early reads={count=1, fraction=0.3333}, late reads={count=1, "
              "fraction=0.3333}, unexpected values=0, forks=0}");
}

TEST(LongFork, TellsReadsThatDisagree) {
    const auto found = check(
        written({1, 2}).ok(1, "txn", {}, read({1, 2}, {1})).ok(2, "txn", {}, read({1, 2}, {2})));
    EXPECT_EQ(found.verdict(), Verdict::invalid);
    EXPECT_EQ(found.conclusion.reason,
              "1 pair of reads forked: operation 2 (1 :txn) has seen key 1 and not 2, operation 3 "
              "(2 :txn) has seen 2 and not 1");
    EXPECT_EQ(found.violations, (std::vector<std::size_t>{0, 1, 2, 3}));
    EXPECT_EQ(detail(found, {"forks"}), "1");
}

TEST(LongFork, ComparesReadsOfOneGroupOnly) {
    const auto found = check(
        written({1, 2, 3}).ok(1, "txn", {}, read({1, 2}, {1})).ok(2, "txn", {}, read({2, 3}, {2})));
    EXPECT_EQ(found.verdict(), Verdict::valid);
    EXPECT_EQ(detail(found, {"groups"}), "2");
}

TEST(LongFork, TellsValuesThatNobodyCanHaveWritten) {
    const auto reason = [](const Operations& history) { return check(history).conclusion.reason; };
    EXPECT_EQ(
        reason(written({1}).ok(1, "txn", {}, read({1, 2}, {2}))),
        "1 value is unexpected, for example 2 of key 2 by operation 1 (1 :txn): nobody wrote it");
    EXPECT_EQ(reason(written({1}).ok(1, "txn", {}, list({micro("r", 1, number(9))}))),
              "1 value is unexpected, for example 9 of key 1 by operation 1 (1 :txn): only "
              "operation 0 (0 "
              ":txn [[:w 1 1]]) wrote that key");
    EXPECT_EQ(reason(Script()
                         .fail(0, "txn", list({micro("w", 1, number(1))}))
                         .ok(1, "txn", {}, read({1}, {1}))),
              "1 value is unexpected, for example 1 of key 1 by operation 1 (1 :txn): operation 0 "
              "(0 :txn "
              "[[:w 1 1]]) was refused");
    EXPECT_EQ(reason(Script()
                         .ok(1, "txn", {}, read({1}, {1}))
                         .ok(0, "txn", list({micro("w", 1, number(1))}))),
              "1 value is unexpected, for example 1 of key 1 by operation 0 (1 :txn): operation 1 "
              "(0 :txn "
              "[[:w 1 1]]) came after it");
}

TEST(LongFork, AllowsAReadOfAWriteOfUnknownOutcome) {
    const auto found = check(Script()
                                 .info(0, "txn", list({micro("w", 1, number(1))}))
                                 .ok(1, "txn", {}, read({1, 2}, {1})));
    EXPECT_EQ(found.verdict(), Verdict::valid) << found.conclusion.reason;
}

TEST(LongFork, CannotTellIfAKeyIsWrittenTwice) {
    const auto found = check(written({1, 1}).ok(1, "txn", {}, read({1}, {1})));
    EXPECT_EQ(found.verdict(), Verdict::unknown);
    EXPECT_EQ(found.conclusion.reason,
              "a key is written twice, by operation 0 (0 :txn [[:w 1 1]]) and operation 1 (0 :txn "
              "[[:w 1 1]]): what a read has seen then tells no order");
    EXPECT_EQ(found.violations, (std::vector<std::size_t>{0, 1}));
}

TEST(LongFork, IsUnknownIfNothingWasRead) {
    const auto found = check(written({1}).info(1, "txn", read({1}, {})));
    EXPECT_EQ(found.verdict(), Verdict::unknown);
    EXPECT_EQ(found.conclusion.reason, "no group of keys was ever read");
}

TEST(LongFork, CannotTellFromOtherTransactions) {
    const auto mixed = list({micro("w", 1, number(1)), micro("r", 2, {})});
    const auto found =
        sm::checkers::run_checker(sm::checkers::long_fork(), "fork", Script().ok(0, "txn", mixed));
    EXPECT_EQ(found.verdict(), Verdict::unknown);
    EXPECT_EQ(
        found.conclusion.reason,
        "the checker threw: operation 0 (0 :txn [[:w 1 1] [:r 2 nil]]): [[:w 1 1] [:r 2 "
        "nil]] is not a transaction that long_fork knows. It needs one write, [[:w key value]], "
        "or reads alone, [[:r key value] ...].");
}

/// The keys of a read that it has seen, and all that it asked for.
struct Naive {
    std::set<std::int64_t> asked, seen;
    bool strange = false;

    Naive(const Operations& history, const Operation& read) {
        for (const Value& item : read.answer.items()) {
            const auto key = item.items()[1];
            asked.insert(key.integer());
            if (item.items()[2].is_nothing()) continue;
            seen.insert(key.integer());
            strange = strange || !std::any_of(history.begin(), history.end(), [&](auto& one) {
                          const auto& first = one.value.items()[0].items();
                          return first[0] == word("w") && first[1] == key &&
                                 first[2] == item.items()[2] && !one.refused() &&
                                 one.invoked <= read.returned;
                      });
        }
    }
};

bool has_all(const std::set<std::int64_t>& some, const std::set<std::int64_t>& others) {
    return std::includes(some.begin(), some.end(), others.begin(), others.end());
}

bool found_invalid(const Operations& history) {
    std::vector<Naive> reads;
    for (const Operation& one : history) {
        const bool writes = one.value.items()[0].items()[0] == word("w");
        if (!writes && one.answered()) reads.emplace_back(history, one);
    }
    for (const auto& a : reads) {
        if (a.strange) return true;
        for (const auto& b : reads) {
            if (a.asked == b.asked && !has_all(a.seen, b.seen) && !has_all(b.seen, a.seen)) {
                return true;
            }
        }
    }
    return false;
}

bool writes_once(const Operations& history) {
    std::set<Value> keys;
    for (const Operation& one : history) {
        const auto& first = one.value.items()[0].items();
        if (first[0] == word("w") && !one.refused() && !keys.insert(first[1]).second) return false;
    }
    return true;
}

TEST(LongFork, IsFoundByComparingAllPairsAndInNoLinearizableHistory) {
    int invalid = 0;
    for_random_histories(fork_system(), [&](const Operations& history) {
        const auto found = check(history);
        if (!writes_once(history)) {
            ASSERT_EQ(found.verdict(), Verdict::unknown);
            return;
        }
        ASSERT_EQ(found.verdict() == Verdict::invalid, found_invalid(history));
        if (found.verdict() != Verdict::invalid) return;
        ASSERT_FALSE(has_order(fork_system(), history));
        ++invalid;
    });
    EXPECT_GT(invalid, 100'000 / toys::kShare / 50);
}

}  // namespace
