#include <sm/base/misuse.hpp>
#include <sm/checkers/long_fork.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "checkers/numbered.hpp"
#include "checkers/tally.hpp"

namespace sm::checkers {
namespace {

using namespace detail;
using Number = Numbered::Number;
using Keys = std::vector<Number>;  // in order

/// `[:r key value]` or `[:w key value]`.
struct MicroOperation {
    bool writes;
    const Value* key;
    const Value* value;
};

[[noreturn]] void no_transaction(std::span<const Operation> operations, std::size_t place) {
    throw Misuse(
        fmt::format("{}: {} is not a transaction that long_fork knows. It needs one write, "
                    "[[:w key value]], or reads alone, [[:r key value] ...].",
                    named(operations, place), brief(operations[place].value)));
}

std::optional<MicroOperation> micro_operation(const Value& element) {
    using enum Value::Kind;
    if (!element.is(list) || element.items().size() != 3) return std::nullopt;
    const auto items = element.items();
    if (!items[0].is(name) && !items[0].is(text)) return std::nullopt;
    const auto& word = items[0].text();
    if (word != "r" && word != "w") return std::nullopt;
    return MicroOperation{word == "w", &items[1], &items[2]};
}

std::vector<MicroOperation> transaction(std::span<const Operation> operations, std::size_t place) {
    const Operation& operation = operations[place];
    const Value& element = operation.answered() && operation.answer.is(Value::Kind::list)
                               ? operation.answer
                               : operation.value;
    if (!element.is(Value::Kind::list)) no_transaction(operations, place);
    std::vector<MicroOperation> all;
    bool writes = false;
    for (const Value& item : element.items()) {
        const auto one = micro_operation(item);
        if (!one) no_transaction(operations, place);
        writes = writes || one->writes;
        all.push_back(*one);
    }
    if (all.empty() || (writes && all.size() > 1)) no_transaction(operations, place);
    return all;
}

/// The only write of a key.
struct Write {
    std::size_t place = kNowhere;    ///< one that was not refused
    std::size_t refused = kNowhere;  ///< one that was
    const Value* value = nullptr;
};

/// A read of a group, by what it has seen: several that have seen the same are one.
struct Seen {
    Keys keys;
    std::size_t place;
};

struct Fork {
    std::size_t one, other;  ///< reads
    Number only_one, only_other;
};

class LongFork {
 public:
    explicit LongFork(std::span<const Operation> operations) : operations_(operations) {
        std::vector<std::size_t> reads;
        for (std::size_t i = 0; i < operations.size(); ++i) {
            if (operations[i].by_nemesis()) continue;
            const auto all = transaction(operations, i);
            if (all.front().writes) {
                write(i, all.front());
            } else if (operations[i].answered()) {
                reads.push_back(i);
            }
        }
        for (const std::size_t place : reads) read(place);
        for (auto& [keys, seen] : groups_) find_forks(seen);
    }

    CheckResult result() const {
        CheckResult found;
        found.checker = "long fork";
        found.algorithm = "reads of a group as a chain";
        found.details = details();
        Complaints complaints;
        if (twice_) return written_twice(std::move(found));
        if (reads_ == 0) complaints.add(Verdict::unknown, "no group of keys was ever read");
        if (!forks_.empty()) complaints.add(Verdict::invalid, why_forked(found.violations));
        if (!strange_.empty()) complaints.add(Verdict::invalid, why_strange(found.violations));
        found.conclusion = complaints.conclusion();
        found.violations = few(std::move(found.violations));
        return found;
    }

 private:
    struct Strange {
        std::size_t place;
        Number key;
        const Value* value;
    };

    Number number_of(const Value& key) {
        const Number number = keys_.insert(key);
        if (number == writes_.size()) writes_.emplace_back();
        return number;
    }

    void write(std::size_t place, const MicroOperation& one) {
        const Number key = number_of(*one.key);
        Write& write = writes_[key];
        if (operations_[place].refused()) {
            if (write.refused == kNowhere) write.refused = place;
            return;
        }
        if (write.place != kNowhere && !twice_) twice_ = {write.place, place};
        write.place = place;
        write.value = one.value;
    }

    bool can_be_read(const Write& write, const Value& value, std::size_t place) const {
        return write.place != kNowhere && *write.value == value &&
               operations_[write.place].invoked <= operations_[place].returned;
    }

    void read(std::size_t place) {
        ++reads_;
        Keys group;
        Keys seen;
        for (const auto& one : transaction(operations_, place)) {
            const Number key = number_of(*one.key);
            group.push_back(key);
            if (one.value->is_nothing()) continue;
            seen.push_back(key);
            if (!can_be_read(writes_[key], *one.value, place)) {
                strange_.push_back({place, key, one.value});
            }
        }
        for (Keys* keys : {&group, &seen}) {
            std::sort(keys->begin(), keys->end());
            keys->erase(std::unique(keys->begin(), keys->end()), keys->end());
        }
        if (seen.empty()) ++early_;
        if (seen.size() == group.size()) ++late_;
        groups_[std::move(group)].push_back({std::move(seen), place});
    }

    /// In a chain each is part of the next; where one is not, the two have each seen what the other
    /// has not, as the next has seen no less.
    void find_forks(std::vector<Seen>& seen) {
        std::stable_sort(seen.begin(), seen.end(), [](const Seen& a, const Seen& b) {
            return a.keys.size() != b.keys.size() ? a.keys.size() < b.keys.size() : a.keys < b.keys;
        });
        const auto same = [](const Seen& a, const Seen& b) { return a.keys == b.keys; };
        seen.erase(std::unique(seen.begin(), seen.end(), same), seen.end());
        for (std::size_t i = 0; i + 1 < seen.size(); ++i) {
            const Keys& less = seen[i].keys;
            const Keys& more = seen[i + 1].keys;
            if (std::includes(more.begin(), more.end(), less.begin(), less.end())) continue;
            forks_.push_back({seen[i].place, seen[i + 1].place, first_missing(less, more),
                              first_missing(more, less)});
        }
    }

    static Number first_missing(const Keys& keys, const Keys& others) {
        return *std::find_if(keys.begin(), keys.end(), [&](Number key) {
            return !std::binary_search(others.begin(), others.end(), key);
        });
    }

    std::string text_of(const Fork& fork) const {
        return fmt::format("{} has seen key {} and not {}, {} has seen {} and not {}",
                           named(operations_, fork.one), brief(keys_[fork.only_one]),
                           brief(keys_[fork.only_other]), named(operations_, fork.other),
                           brief(keys_[fork.only_other]), brief(keys_[fork.only_one]));
    }

    std::string why_forked(std::vector<std::size_t>& violations) const {
        const Fork& fork = forks_.front();
        violations.insert(violations.end(), {fork.one, fork.other, writes_[fork.only_one].place,
                                             writes_[fork.only_other].place});
        return fmt::format("{} of reads forked: {}", counted(forks_.size(), "pair"), text_of(fork));
    }

    std::string why_strange(std::vector<std::size_t>& violations) const {
        const Strange& strange = strange_.front();
        const Write& write = writes_[strange.key];
        violations.insert(violations.end(), {strange.place, write.place, write.refused});
        std::string why = "nobody wrote it";
        if (write.place != kNowhere) {
            why = *write.value == *strange.value
                      ? named(operations_, write.place) + " came after it"
                      : "only " + named(operations_, write.place) + " wrote that key";
        } else if (write.refused != kNowhere) {
            why = named(operations_, write.refused) + " was refused";
        }
        return fmt::format("{} unexpected, for example {} of key {} by {}: {}",
                           counted_are(strange_.size(), "value"), brief(*strange.value),
                           brief(keys_[strange.key]), named(operations_, strange.place), why);
    }

    CheckResult written_twice(CheckResult found) const {
        const auto [one, other] = *twice_;
        found.conclusion = {
            Verdict::unknown,
            fmt::format("a key is written twice, by {} and {}: what a read has seen "
                        "then tells no order",
                        named(operations_, one), named(operations_, other))};
        found.violations = {one, other};
        return found;
    }

    Tree details() const {
        std::vector<Tree> items;
        for (std::size_t i = 0; i < std::min(forks_.size(), kExamples); ++i) {
            items.push_back(Tree::text(text_of(forks_[i])));
        }
        Tree tree = Tree::record("");
        tree.add("reads", Tree(reads_));
        tree.add("groups", Tree(groups_.size()));
        tree.add("early reads", share(early_, reads_));
        tree.add("late reads", share(late_, reads_));
        tree.add("unexpected values", Tree(strange_.size()));
        tree.add("forks", Tree(forks_.size()));
        if (!items.empty()) tree.add("examples", examples(std::move(items)));
        return tree;
    }

    std::span<const Operation> operations_;
    Numbered keys_;
    std::vector<Write> writes_;  // by key
    std::map<Keys, std::vector<Seen>> groups_;
    std::optional<std::pair<std::size_t, std::size_t>> twice_;
    std::vector<Fork> forks_;
    std::vector<Strange> strange_;
    std::size_t reads_ = 0, early_ = 0, late_ = 0;
};

}  // namespace

Checker long_fork() {
    return [](std::span<const Operation> operations) { return LongFork(operations).result(); };
}

}  // namespace sm::checkers
