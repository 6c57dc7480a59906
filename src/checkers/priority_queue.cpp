#include <sm/checkers/priority_queue.hpp>

#include <algorithm>
#include <map>
#include <unordered_set>

#include "checkers/lifetimes.hpp"

namespace sm::checkers {
namespace {

using detail::Lifetime;
using detail::Lifetimes;
using detail::Presence;

/// Disjoint open intervals of time.
class Busy {
 public:
    /// The first moment from `from` on that lies in none.
    Timestamp free_from(Timestamp from) const {
        auto at = ends_.lower_bound(from);
        if (at == ends_.begin()) return from;
        --at;
        return std::max(from, at->second);
    }

    void add(Timestamp after, Timestamp before) {
        auto at = ends_.lower_bound(after);
        if (at != ends_.begin() && std::prev(at)->second > after) {
            --at;
            after = at->first;
        }
        while (at != ends_.end() && at->first < before) {
            before = std::max(before, at->second);
            at = ends_.erase(at);
        }
        ends_.emplace(after, before);
    }

 private:
    std::map<Timestamp, Timestamp> ends_;  // by beginning
};

/// Places the values, from the first in priority to the last.
class Placing {
 public:
    Placing(const ObjectHistory& history, const Lifetimes& lifetimes, bool with_left)
        : history_(&history), lifetimes_(&lifetimes), values_(lifetimes.taken) {
        if (with_left) {
            values_.insert(values_.end(), lifetimes.left.begin(), lifetimes.left.end());
        }
        std::sort(values_.begin(), values_.end(),
                  [](const Lifetime& a, const Lifetime& b) { return a.value < b.value; });
    }

    /// Whether all can be placed; if not, the result says why.
    bool possible(ObjectResult& result) {
        for (std::size_t i = 0; i < values_.size(); ++i) {
            if (!place(i)) return explain(result, i);
        }
        for (const auto empty : lifetimes_->empties) {
            const auto& call = history_->calls[empty];
            if (busy_.free_from(call.invoked) <= call.returned) continue;
            result.reason = "a take found nothing, and at no moment during it was the queue empty";
            result.witness = {empty};
            testify(result, {call.invoked, call.returned, values_.size()});
            result.verdict = Verdict::invalid;
            return false;
        }
        return true;
    }

 private:
    static Timestamp earliest(const Lifetime& value) {
        return std::max(value.put_invoked, value.take_invoked);
    }

    bool place(std::size_t i) {
        const auto& value = values_[i];
        Timestamp gone = never;
        if (value.taken()) {
            gone = busy_.free_from(earliest(value));
            if (gone > value.take_returned) return false;
        }
        if (gone <= value.put_returned) return true;
        busy_.add(value.put_returned, gone);
        presences_.push_back({value.put_returned, gone, i});
        return true;
    }

    bool explain(ObjectResult& result, std::size_t i) {
        const auto& value = values_[i];
        result.verdict = Verdict::invalid;
        result.reason = "whenever " + history_->show_value(value.value) +
                        " may have been taken, a value before it in priority was in the queue";
        Lifetimes::testify(result, value);
        testify(result, {earliest(value), value.take_returned, i});
        return false;
    }

    /// Those that leave no moment of this time free; then those for which they had to wait, and so
    /// on.
    void testify(ObjectResult& result, const Presence& whole_time) {
        detail::sort_by_begin(presences_);
        std::vector<Presence> waiting{whole_time};
        std::unordered_set<std::size_t> seen;
        while (!waiting.empty()) {
            const auto time = waiting.back();
            waiting.pop_back();
            std::vector<Presence> before;
            std::copy_if(presences_.begin(), presences_.end(), std::back_inserter(before),
                         [&](const Presence& each) { return each.whose < time.whose; });
            for (const auto i : detail::fewest_that_cover(before, time.after, time.before)) {
                if (!seen.insert(i).second) continue;
                Lifetimes::testify(result, values_[i]);
                const auto gone = gone_of(i);
                if (values_[i].taken() && gone > earliest(values_[i])) {
                    waiting.push_back({earliest(values_[i]), gone - 1, i});
                }
            }
        }
    }

    Timestamp gone_of(std::size_t i) const {
        const auto at = std::find_if(presences_.begin(), presences_.end(),
                                     [&](const Presence& each) { return each.whose == i; });
        return at->before;
    }

    const ObjectHistory* history_;
    const Lifetimes* lifetimes_;
    std::vector<Lifetime> values_;
    std::vector<Presence> presences_;
    Busy busy_;
};

}  // namespace

ObjectResult judge_priority_queue(const ObjectHistory& history) {
    ObjectResult result;
    const auto lifetimes = detail::lifetimes_of(history, result);
    if (result.verdict == Verdict::unknown) return result;
    result.algorithm = "placing by priority, as every value is put in once";
    if (result.verdict == Verdict::invalid) return result;
    if (Placing(history, lifetimes, true).possible(result)) return result;
    if (lifetimes.open_takes.empty() || lifetimes.left.empty()) return result;
    ObjectResult without_left{.verdict = Verdict::valid, .algorithm = result.algorithm};
    if (!Placing(history, lifetimes, false).possible(without_left)) return without_left;
    return {.algorithm = "it matters what the takes of unknown outcome took"};
}

}  // namespace sm::checkers
