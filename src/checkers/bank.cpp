#include <sm/base/misuse.hpp>
#include <sm/checkers/bank.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "checkers/tally.hpp"

namespace sm::checkers {
namespace {

using namespace detail;

/// What can be wrong with a read, from what is looked at first to last.
enum Fault : std::uint8_t { unexpected, missing, nil, wrong_total, negative, faults };

constexpr std::array<const char*, faults> kNames{"unexpected account", "missing account",
                                                 "nil balance", "wrong total", "negative balance"};

/// A read that is wrong; `by` is how badly, comparable between reads with the same fault.
struct Wrong {
    std::size_t place;
    Fault fault;
    Sum by = 0;
    Sum total = 0;
    std::string why;
};

struct Balances {
    std::vector<const Value*> strangers, absent, nils, negatives;
    Sum total = 0;
    Sum owed = 0;
};

class Bank {
 public:
    Bank(std::span<const Operation> operations, const BankOptions& options)
        : operations_(operations), options_(options) {
        for (std::size_t i = 0; i < operations.size(); ++i) {
            const Operation& operation = operations[i];
            if (operation.by_nemesis()) continue;
            if (operation.function == "transfer") {
                ++(operation.answered() ? ok_ : operation.refused() ? refused_ : unknown_);
            } else if (operation.function == "read" && operation.answered()) {
                ++reads_;
                read(i);
            }
        }
    }

    CheckResult result() const {
        CheckResult found{.checker = "bank", .algorithm = "each read", .details = details()};
        if (reads_ == 0) found.conclusion = {Verdict::unknown, "the bank was never read"};
        if (wrong_.empty()) return found;
        const Wrong& first = wrong_.front();
        found.conclusion = {
            Verdict::invalid,
            fmt::format("{} wrong, first {}: {}", counted_are(wrong_.size(), "read"),
                        named(operations_, first.place), first.why)};
        found.violations.push_back(first.place);
        for (const Fault fault : {unexpected, missing, nil, wrong_total, negative}) {
            const auto some = with(fault);
            if (!some.empty()) found.violations.push_back(worst(some)->place);
        }
        found.violations = few(std::move(found.violations));
        return found;
    }

 private:
    void read(std::size_t place) {
        const Value& answer = operations_[place].answer;
        if (!answer.is(Value::Kind::map)) {
            malformed(operations_, place, "bank", "a map from account to balance");
        }
        const Balances balances = balances_of(place, answer.items());
        if (auto wrong = judged(place, balances); wrong.fault != faults) {
            wrong_.push_back(std::move(wrong));
        }
    }

    /// Both the accounts of the bank and those of the read are in order.
    Balances balances_of(std::size_t place, std::span<const Value> items) const {
        Balances balances;
        auto expected = options_.accounts.begin();
        const auto end = options_.accounts.end();
        for (std::size_t i = 0; i < items.size(); i += 2) {
            const Value& account = items[i];
            while (expected != end && *expected < account) {
                balances.absent.push_back(&*expected++);
            }
            if (expected != end && *expected == account) {
                ++expected;
            } else {
                balances.strangers.push_back(&account);
            }
            add(balances, place, account, items[i + 1]);
        }
        while (expected != end) balances.absent.push_back(&*expected++);
        return balances;
    }

    void add(Balances& balances, std::size_t place, const Value& account,
             const Value& balance) const {
        if (balance.is_nothing()) return balances.nils.push_back(&account);
        if (!balance.is_integer()) {
            malformed(operations_, place, "bank", "balances that are integers");
        }
        balances.total += balance.integer();
        if (balance.integer() >= 0) return;
        balances.owed -= balance.integer();
        balances.negatives.push_back(&account);
    }

    Wrong judged(std::size_t place, const Balances& balances) const {
        const Sum off = balances.total - options_.total;
        Wrong wrong{place, faults, 0, balances.total, {}};
        const auto is = [&](Fault fault, Sum by, std::string why) {
            wrong.fault = fault;
            wrong.by = by;
            wrong.why = std::move(why);
            return wrong;
        };
        const auto listed = [&](Fault fault, const std::vector<const Value*>& accounts,
                                std::string_view what) {
            return is(fault, static_cast<Sum>(accounts.size()),
                      fmt::format("{} {}", what, interval_text(accounts)));
        };
        if (!balances.strangers.empty()) {
            return listed(unexpected, balances.strangers, "it has the unexpected accounts");
        }
        if (!balances.absent.empty()) {
            return listed(missing, balances.absent, "it misses the accounts");
        }
        if (!balances.nils.empty()) {
            return listed(nil, balances.nils, "it has nil for the balances of");
        }
        if (off != 0) {
            return is(
                wrong_total, off < 0 ? -off : off,
                fmt::format("its balances sum up to {}, not {}", balances.total, options_.total));
        }
        if (!options_.negative_balances && !balances.negatives.empty()) {
            return is(
                negative, balances.owed,
                fmt::format("the balances of {} are negative", interval_text(balances.negatives)));
        }
        return wrong;
    }

    std::vector<const Wrong*> with(Fault fault) const {
        std::vector<const Wrong*> some;
        for (const Wrong& wrong : wrong_) {
            if (wrong.fault == fault) some.push_back(&wrong);
        }
        return some;
    }

    static const Wrong* worst(const std::vector<const Wrong*>& some) {
        return *std::max_element(some.begin(), some.end(),
                                 [](auto* a, auto* b) { return a->by < b->by; });
    }

    Tree shown(const Wrong& wrong) const {
        return Tree::text(named(operations_, wrong.place) + ": " + wrong.why);
    }

    Tree details_of(Fault fault) const {
        const auto some = with(fault);
        Tree tree = share(some.size(), reads_);
        tree.add("first", shown(*some.front()));
        tree.add("worst", shown(*worst(some)));
        tree.add("last", shown(*some.back()));
        if (fault != wrong_total) return tree;
        const auto [low, high] = std::minmax_element(
            some.begin(), some.end(), [](auto* a, auto* b) { return a->total < b->total; });
        tree.add("lowest", number((*low)->total));
        tree.add("highest", number((*high)->total));
        return tree;
    }

    Tree details() const {
        Tree tree = Tree::record("");
        tree.add("reads", Tree(reads_));
        tree.add("wrong", share(wrong_.size(), reads_));
        for (const Fault fault : {unexpected, missing, nil, wrong_total, negative}) {
            if (!with(fault).empty()) tree.add(kNames[fault], details_of(fault));
        }
        Tree transfers = Tree::record("");
        transfers.add("ok", Tree(ok_));
        transfers.add("fail", Tree(refused_));
        transfers.add("info", Tree(unknown_));
        tree.add("transfers", std::move(transfers));
        return tree;
    }

    std::span<const Operation> operations_;
    const BankOptions& options_;
    std::vector<Wrong> wrong_;
    std::size_t reads_ = 0, ok_ = 0, refused_ = 0, unknown_ = 0;
};

}  // namespace

Checker bank(BankOptions options) {
    auto& accounts = options.accounts;
    if (accounts.empty()) {
        throw Misuse("bank: no accounts. Give it those that every read has to have.");
    }
    std::sort(accounts.begin(), accounts.end());
    const auto twice = std::adjacent_find(accounts.begin(), accounts.end());
    if (twice != accounts.end()) {
        throw Misuse("bank: the account " + to_string(*twice) +
                     " is there twice. Give each one once.");
    }
    return [options = std::move(options)](std::span<const Operation> operations) {
        return Bank(operations, options).result();
    };
}

}  // namespace sm::checkers
