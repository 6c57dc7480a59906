#include <sm/base/misuse.hpp>
#include <sm/checkers/bank.hpp>

#include <gtest/gtest.h>

#include <map>

#include "checkers/operations.hpp"
#include "checkers/systems_of_operations.hpp"

namespace {

using namespace operations;
using sm::Verdict;
using sm::history::CheckResult;

sm::checkers::BankOptions two_accounts() {
    return {.accounts = {number(0), number(1)}, .total = 10};
}

CheckResult check(const Operations& history, sm::checkers::BankOptions options = two_accounts()) {
    return sm::checkers::bank(std::move(options))(history);
}

Value balances(std::initializer_list<std::pair<int, Value>> entries) {
    std::vector<std::pair<Value, Value>> all;
    for (const auto& [account, balance] : entries) all.emplace_back(number(account), balance);
    return Value::map(std::move(all));
}

Value balances(int first, int second) {
    return balances({{0, number(first)}, {1, number(second)}});
}

std::string reason(Value answer) {
    return check(Script().read(0, std::move(answer))).conclusion.reason;
}

TEST(Bank, IsValidIfEveryReadHasTheTotal) {
    const auto found = check(Script()
                                 .read(0, balances(5, 5))
                                 .ok(1, "transfer", list({}))
                                 .fail(1, "transfer", list({}))
                                 .info(1, "transfer", list({}))
                                 .read(0, balances(0, 10)));
    EXPECT_EQ(found.verdict(), Verdict::valid);
    EXPECT_EQ(to_string(found.details),
              "{reads=2, wrong={count=0, fraction=0.0}, transfers={ok=1, fail=1, info=1}}");
}

TEST(Bank, TellsWrongTotals) {
    const auto found = check(Script()
                                 .read(0, balances(5, 5))
                                 .read(0, balances(5, 6))
                                 .read(1, balances(5, 1))
                                 .read(0, balances(5, 4)));
    EXPECT_EQ(found.verdict(), Verdict::invalid);
    EXPECT_EQ(found.conclusion.reason,
              "3 reads are wrong, first operation 1 (0 :read): its balances sum up to 11, not 10");
    EXPECT_EQ(found.violations, (std::vector<std::size_t>{1, 2}));
    EXPECT_EQ(to_string(*found.details.find("wrong total")),
              "{count=3, fraction=0.75, first=\"operation 1 (0 :read): its balances sum up to 11, "
              "not 10\", worst=\"operation 2 (1 :read): its balances sum up to 6, not 10\", "
              "last=\"operation 3 (0 :read): its balances sum up to 9, not 10\", lowest=6, "
              "highest=11}");
}

TEST(Bank, TellsNegativeBalancesUnlessTheyAreAllowed) {
    EXPECT_EQ(reason(balances(12, -2)),
              "1 read is wrong, first operation 0 (0 :read): the balances of #{1} are negative");
    auto allowed = two_accounts();
    allowed.negative_balances = true;
    EXPECT_EQ(check(Script().read(0, balances(12, -2)), allowed).verdict(), Verdict::valid);
}

TEST(Bank, TellsAccountsThatAreUnexpectedMissingOrNil) {
    EXPECT_EQ(reason(balances({{0, number(5)}, {1, number(5)}, {7, number(0)}, {8, Value()}})),
              "1 read is wrong, first operation 0 (0 :read): it has the unexpected accounts "
              "#{7..8}");
    EXPECT_EQ(reason(balances({{1, number(10)}})),
              "1 read is wrong, first operation 0 (0 :read): it misses the accounts #{0}");
    EXPECT_EQ(reason(balances({{0, Value()}, {1, number(10)}})),
              "1 read is wrong, first operation 0 (0 :read): it has nil for the balances of #{0}");
}

TEST(Bank, CountsEachWrongReadOnceByWhatIsWorst) {
    const auto found =
        check(Script().read(0, balances({{0, Value()}, {7, number(-1)}})).read(0, balances(-3, 2)));
    EXPECT_EQ(count(found, "unexpected account"), "1");
    EXPECT_EQ(count(found, "wrong total"), "1");
    EXPECT_EQ(count(found, "wrong"), "2");
    EXPECT_EQ(count(found, "negative balance"), "-");
}

TEST(Bank, IsUnknownIfNeverRead) {
    const auto found = check(Script().ok(1, "transfer", list({})).info(0, "read", {}));
    EXPECT_EQ(found.verdict(), Verdict::unknown);
    EXPECT_EQ(found.conclusion.reason, "the bank was never read");
}

TEST(Bank, CannotTellFromBalancesThatAreNoIntegers) {
    const auto found =
        sm::checkers::run_checker(sm::checkers::bank(two_accounts()), "bank",
                                  Script().read(0, balances({{0, word("much")}, {1, number(1)}})));
    EXPECT_EQ(found.verdict(), Verdict::unknown);
    EXPECT_EQ(found.conclusion.reason,
              "the checker threw: operation 0 (0 :read) answered {0 :much, 1 1}; bank expects "
              "balances that are integers. Let the client answer so, or give the call another "
              "function.");
}

TEST(Bank, WantsAccountsEachOnce) {
    EXPECT_THROW(sm::checkers::bank({}), sm::Misuse);
    EXPECT_THROW(sm::checkers::bank({.accounts = {number(1), number(1)}}), sm::Misuse);
}

/// The first fault of a read, as the words have it.
std::string fault_of(const Value& answer) {
    std::map<Value, Value> all;
    for (std::size_t i = 0; i < answer.items().size(); i += 2) {
        all.emplace(answer.items()[i], answer.items()[i + 1]);
    }
    if (all.contains(number(2))) return "unexpected account";
    if (!all.contains(number(0)) || !all.contains(number(1))) return "missing account";
    if (all[number(0)].is_nothing() || all[number(1)].is_nothing()) return "nil balance";
    const auto first = all[number(0)].integer();
    const auto second = all[number(1)].integer();
    if (first + second != 10) return "wrong total";
    return first < 0 || second < 0 ? "negative balance" : "";
}

TEST(Bank, FindsWhatItsWordsSayAndConvictsNoLinearizableHistory) {
    int invalid = 0;
    for_random_histories(bank_system(), [&](const Operations& history) {
        std::map<std::string, int> faults;
        for (const Operation& one : history) {
            if (one.function == "read" && one.answered()) ++faults[fault_of(one.answer)];
        }
        faults.erase("");
        const auto found = check(history);
        for (const auto& [name, times] : faults) {
            ASSERT_EQ(count(found, name), std::to_string(times));
        }
        ASSERT_EQ(found.verdict() == Verdict::invalid, !faults.empty());
        if (!faults.empty()) {
            ASSERT_FALSE(has_order(bank_system(), history));
        }
        invalid += faults.empty() ? 0 : 1;
    });
    EXPECT_GT(invalid, 100'000 / toys::kShare / 20);
}

}  // namespace
