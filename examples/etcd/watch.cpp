#include "watch.hpp"

#include <sm/history/encoding.hpp>
#include <sm/value/json.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <utility>

namespace etcd {
namespace {

using sm::history::Operation;

/// A write as the first watcher saw it.
struct Seen {
    std::int64_t value = 0;
    std::size_t watch = 0;  // the operation
};

class Watchers {
 public:
    explicit Watchers(std::span<const Operation> operations) : operations_(operations) {
        for (std::size_t i = 0; i < operations.size(); ++i) {
            const Operation& operation = operations[i];
            if (operation.by_nemesis()) continue;
            if (operation.function == "write") {
                writes_[operation.value.integer()] = i;
            } else if (operation.answered()) {
                add_watch(i);
            }
        }
        for (const auto& watch : watches_) find_missed(watch);
        for (const auto& [value, place] : writes_) find_lost(value, place);
        find_unwritten();
        find_reversed();
    }

    sm::history::CheckResult result() const {
        sm::history::CheckResult found{.checker = "watchers agree", .algorithm = "by revisions"};
        if (caught_up_.empty()) {
            found.conclusion = {sm::Verdict::unknown, "nobody caught up with the last write"};
        }
        if (!reason_.empty()) {
            found.conclusion = {sm::Verdict::invalid, reason_};
            found.violations = violations_;
        }
        const auto count = [&](const std::string& name, std::size_t number) {
            found.details.add(name, sm::Tree(static_cast<std::uint64_t>(number)));
        };
        count("writes", writes_.size());
        count("seen", log_.size());
        count("watches", watches_.size());
        count("caught up", caught_up_.size());
        for (const auto& [name, number] : complaints_) count(name, number);
        return found;
    }

 private:
    using Writes = std::vector<std::pair<std::int64_t, std::int64_t>>;

    /// What one operation saw, from this revision on.
    struct Watch {
        std::size_t place = 0;
        std::int64_t from = 1;
        Writes written{};
    };

    /// The first complaint is the reason, and shows its operations; all are counted.
    void complain(const char* kind, const std::string& reason,
                  std::vector<std::size_t> violations) {
        ++complaints_[kind];
        if (!reason_.empty()) return;
        reason_ = reason;
        violations_ = std::move(violations);
    }

    void add_watch(std::size_t place) {
        const Operation& operation = operations_[place];
        const auto answer = operation.answer.items();
        Watch watch{.place = place, .from = answer[0].integer()};
        auto last = watch.from - 1;
        for (const auto& one : answer[1].items()) {
            const auto revision = one.items()[0].integer();
            const auto value = one.items()[1].integer();
            if (revision <= last)
                complain("disordered",
                         "a watcher saw revision " + std::to_string(revision) + " after " +
                             std::to_string(last),
                         {place});
            last = revision;
            watch.written.emplace_back(revision, value);
            note(revision, {value, place});
        }
        if (operation.function == "catch-up") caught_up_.push_back(place);
        watches_.push_back(std::move(watch));
    }

    void note(std::int64_t revision, const Seen& seen) {
        seen_.insert(seen.value);
        const auto& first = log_.emplace(revision, seen).first->second;
        if (first.value != seen.value)
            complain("contradictory",
                     "revision " + std::to_string(revision) + " was seen with the value " +
                         std::to_string(first.value) + ", and with " + std::to_string(seen.value),
                     {first.watch, seen.watch});
    }

    void find_missed(const Watch& watch) {
        if (watch.written.empty()) return;
        auto next = watch.written.begin();
        const auto end = log_.upper_bound(watch.written.back().first);
        for (auto one = log_.lower_bound(watch.from); one != end; ++one) {
            while (next != watch.written.end() && next->first < one->first) ++next;
            if (next != watch.written.end() && next->first == one->first) continue;
            complain("missed",
                     "a watcher from revision " + std::to_string(watch.from) +
                         " on missed revision " + std::to_string(one->first) + ", " +
                         std::to_string(one->second.value) + ", which another watcher saw",
                     {one->second.watch, watch.place});
        }
    }

    void find_lost(std::int64_t value, std::size_t place) {
        const Operation& write = operations_[place];
        if (!write.answered()) return;
        const auto later = std::find_if(caught_up_.begin(), caught_up_.end(), [&](std::size_t one) {
            return operations_[one].invoked > write.returned;
        });
        if (later == caught_up_.end() || seen_.contains(value)) return;
        complain("lost", "no watcher saw the answered write of " + std::to_string(value),
                 {place, *later});
    }

    void find_unwritten() {
        std::map<std::int64_t, std::int64_t> revisions;  // of each value
        for (const auto& [revision, seen] : log_) {
            const auto write = writes_.find(seen.value);
            const auto value = std::to_string(seen.value);
            if (write == writes_.end()) {
                complain("unexpected", value + " was seen, and nobody wrote it", {seen.watch});
            } else if (operations_[write->second].refused()) {
                complain("unexpected", value + " was seen, and its write was refused",
                         {write->second, seen.watch});
            }
            const auto [first, fresh] = revisions.emplace(seen.value, revision);
            if (!fresh)
                complain("unexpected",
                         value + ", written once, was seen at revision " +
                             std::to_string(first->second) + " and at " + std::to_string(revision),
                         {seen.watch});
        }
    }

    void find_reversed() {
        std::size_t last_begun = operations_.size();  // of the writes so far, by revision
        for (const auto& [revision, seen] : log_) {
            const auto write = writes_.find(seen.value);
            if (write == writes_.end()) continue;
            const Operation& now = operations_[write->second];
            if (last_begun == operations_.size() || now.invoked > operations_[last_begun].invoked) {
                last_begun = write->second;
            } else if (now.returned < operations_[last_begun].invoked) {
                complain("reversed",
                         std::to_string(seen.value) + " had been written before the write of " +
                             std::to_string(operations_[last_begun].value.integer()) +
                             " began, and has the later revision",
                         {write->second, last_begun});
            }
        }
    }

    std::span<const Operation> operations_;
    std::map<std::int64_t, std::size_t> writes_;  // by value, the operation
    std::vector<Watch> watches_;
    std::vector<std::size_t> caught_up_;
    std::map<std::int64_t, Seen> log_;  // by revision
    std::set<std::int64_t> seen_;       // values
    std::map<std::string, std::size_t> complaints_;
    std::string reason_;
    std::vector<std::size_t> violations_;
};

}  // namespace

sm::history::Value Watching::as_value(const Watched& watched) {
    std::vector<std::pair<std::int64_t, int>> written;
    for (const auto& one : watched.written)
        written.emplace_back(one.revision, sm::from_json<int>(one.value));
    return sm::history::to_value(sm::to_tree(std::pair(watched.from, written)));
}

sm::checkers::Checker watchers_agree() {
    return [](std::span<const Operation> operations) { return Watchers(operations).result(); };
}

}  // namespace etcd
