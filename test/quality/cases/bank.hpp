#pragma once
/// A bank that chooses the numbers of its accounts, which later commands refer to.
///
/// Bug::self_transfer makes money of a transfer from an account to itself. Minimum, 4 commands:
///   open; deposit #1 1; transfer #1→#1 1; balance #1.
/// Bug::reused_id gives the third account that is open the number of the first. Minimum, 5
///   commands: open; open; open; deposit #3 1; balance #1.
/// Bug::negative lets the poor transfer 65 and more. Minimum, 2 commands: open; transfer #1→#1 65.

#include <sm/spec/domain.hpp>
#include <sm/spec/ref.hpp>

#include <rapidcheck.h>

#include <map>
#include <variant>
#include <vector>

namespace cases::bank {

enum class Bug { self_transfer, reused_id, negative };

class Bank {
 public:
    explicit Bank(Bug bug) : bug_(bug) {}

    int open() {
        next_ += 7;
        const bool reused = bug_ == Bug::reused_id && balances_.size() == 2;
        const int account = reused ? balances_.begin()->first : next_;
        balances_[account] = 0;
        return account;
    }
    void close(int account) { balances_.erase(account); }
    void deposit(int account, int amount) { balances_.at(account) += amount; }
    bool transfer(int from, int to, int amount) {
        const long had = balances_.at(from);
        const long other_had = balances_.at(to);
        const bool unchecked = bug_ == Bug::negative && amount > 64;
        if (had < amount && !unchecked) return false;
        balances_[from] = had - amount;
        // With the bug this forgets what was just taken, if the two are one.
        balances_[to] = (bug_ == Bug::self_transfer ? other_had : balances_[to]) + amount;
        return true;
    }
    long balance(int account) const { return balances_.at(account); }

 private:
    Bug bug_;
    int next_ = 1000;
    std::map<int, long> balances_;
};

using Account = sm::Ref<int>;

struct Model {
    std::map<Account, long> balances;
};

struct Open {
    sm::OneOfTexts<"ann", "bob"> owner;
    static int weight(const Model& m) { return m.balances.size() < 3 ? 3 : 0; }
    void apply(Model& m, Account self) const { m.balances[self] = 0; }
    int run(auto& bank) const { return bank.open(); }
};
struct Deposit {
    Account to;
    sm::InRange<1, 100> amount;
    bool pre(const Model& m) const { return m.balances.contains(to); }
    void apply(Model& m) const {
        if (pre(m)) m.balances[to] += amount;
    }
    void run(auto& bank, const sm::Results& got) const { bank.deposit(got[to], amount); }
};
struct Transfer {
    Account from, to;
    int amount;
    bool pre(const Model& m) const {
        return m.balances.contains(from) && m.balances.contains(to) && amount > 0;
    }
    bool apply(Model& m) const {
        if (!pre(m) || m.balances[from] < amount) return false;
        m.balances[from] -= amount;
        m.balances[to] += amount;
        return true;
    }
    bool run(auto& bank, const sm::Results& got) const {
        return bank.transfer(got[from], got[to], amount);
    }
    static rc::Gen<Transfer> gen(const Model& m) {
        if (m.balances.empty()) return rc::gen::just(Transfer{});
        std::vector<Account> open;
        for (const auto& [account, balance] : m.balances) open.push_back(account);
        return rc::gen::build<Transfer>(rc::gen::set(&Transfer::from, rc::gen::elementOf(open)),
                                        rc::gen::set(&Transfer::to, rc::gen::elementOf(open)),
                                        rc::gen::set(&Transfer::amount, rc::gen::inRange(1, 80)));
    }
};
struct Close {
    Account account;
    bool pre(const Model& m) const {
        const auto at = m.balances.find(account);
        return at != m.balances.end() && at->second == 0;
    }
    void apply(Model& m) const { m.balances.erase(account); }
    void run(auto& bank, const sm::Results& got) const { bank.close(got[account]); }
};
struct Balance {
    static constexpr bool read_only = true;
    Account account;
    bool pre(const Model& m) const { return m.balances.contains(account); }
    long apply(Model& m) const { return pre(m) ? m.balances[account] : 0; }
    long run(auto& bank, const sm::Results& got) const { return bank.balance(got[account]); }
};

using Cmd = std::variant<Open, Deposit, Transfer, Close, Balance>;

}  // namespace cases::bank
