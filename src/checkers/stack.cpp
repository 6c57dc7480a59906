#include <sm/checkers/stack.hpp>

#include <algorithm>

#include "checkers/lifetimes.hpp"
#include "checkers/minimum_tree.hpp"

namespace sm::checkers {
namespace {

using detail::Lifetime;
using detail::Lifetimes;
using detail::MinimumTree;
using detail::Presence;

/// Takes values away from below, until none is left or none can be the lowest.
///
/// Time is cut into slots: each moment at which a presence begins or ends, and each gap between two
/// such moments. In `cover_` each slot has the number of presences over it; one that has none is
/// free for good.
class Peeling {
 public:
    Peeling(std::vector<Lifetime> values, Timestamp end)
        : values_(std::move(values)),
          end_(end),
          moments_(moments()),
          cover_(std::vector<std::int64_t>(2 * moments_.size() + 1, 0)),
          pushed_(numbers([](const Lifetime& value) { return value.put_invoked; })),
          popped_(numbers([this](const Lifetime& value) { return -popped_by(value); })),
          ready_(std::vector<std::int64_t>(values_.size(), 1)),
          half_ready_(values_.size(), false),
          taken_away_(values_.size(), false) {
        for (const auto& value : values_) cover_.raise(first_slot(value), last_slot(value) + 1, 1);
    }

    /// Whether all can be taken away; if not, the witness has what cannot.
    bool possible(ObjectResult& result) {
        split(0, 2 * moments_.size());
        while (!parts_.empty()) {
            const auto part = parts_.back();
            parts_.pop_back();
            const auto lowest = take_lowest(part);
            if (lowest == MinimumTree::kNone) {
                explain(part, result);
                return false;
            }
            cover_.raise(first_slot(values_[lowest]), last_slot(values_[lowest]) + 1, -1);
            split(part.first, part.last);
        }
        return true;
    }

 private:
    struct Part {  // slots
        std::size_t first;
        std::size_t last;
    };

    Timestamp popped_from(const Lifetime& value) const {
        return value.taken() ? value.take_invoked : end_;
    }
    Timestamp popped_by(const Lifetime& value) const {
        return value.taken() ? value.take_returned : end_;
    }

    template <class Of>
    std::vector<std::int64_t> numbers(const Of& of) const {
        std::vector<std::int64_t> numbers;
        for (const auto& value : values_) numbers.push_back(of(value));
        return numbers;
    }

    /// Keeps the values that have to be there for a while, by the return of their push. Others can
    /// be pushed and popped at one moment, whatever else there is.
    std::vector<Timestamp> moments() {
        std::erase_if(values_, [&](const Lifetime& value) {
            return value.put_returned >= popped_from(value);
        });
        std::sort(values_.begin(), values_.end(), [](const Lifetime& a, const Lifetime& b) {
            return a.put_returned < b.put_returned;
        });
        std::vector<Timestamp> moments;
        for (const auto& value : values_) {
            moments.push_back(value.put_returned);
            moments.push_back(popped_from(value));
        }
        std::sort(moments.begin(), moments.end());
        moments.erase(std::unique(moments.begin(), moments.end()), moments.end());
        return moments;
    }

    std::size_t slot(Timestamp moment) const {
        const auto at = std::lower_bound(moments_.begin(), moments_.end(), moment);
        return 2 * static_cast<std::size_t>(at - moments_.begin());
    }
    std::size_t first_slot(const Lifetime& value) const { return slot(value.put_returned) + 1; }
    std::size_t last_slot(const Lifetime& value) const { return slot(popped_from(value)) - 1; }

    /// The parts of these slots between those that are free now.
    void split(std::size_t first, std::size_t last) {
        for (auto begin = first; begin <= last;) {
            const auto free = cover_.find(begin, last + 1, 0);
            const auto end = free == MinimumTree::kNone ? last + 1 : free;
            if (begin < end) parts_.push_back({begin, end - 1});
            if (free != MinimumTree::kNone) cover_.remove(free);
            begin = end + 1;
        }
    }

    Timestamp begin_of(const Part& part) const { return moments_[part.first / 2]; }
    Timestamp end_of(const Part& part) const { return moments_[part.last / 2 + 1]; }

    /// One that may be pushed where the part begins and popped where it ends.
    std::size_t take_lowest(const Part& part) {
        const auto by_return = [](const Lifetime& value, Timestamp t) {
            return value.put_returned < t;
        };
        const auto place = [&](Timestamp t) {
            return static_cast<std::size_t>(
                std::lower_bound(values_.begin(), values_.end(), t, by_return) - values_.begin());
        };
        const auto begin = place(begin_of(part));
        const auto end = place(end_of(part));
        mark(pushed_, begin, end, begin_of(part));
        mark(popped_, begin, end, -end_of(part));
        const auto lowest = ready_.find(begin, end, 0);
        if (lowest == MinimumTree::kNone) return lowest;
        ready_.remove(lowest);
        taken_away_[lowest] = true;
        return lowest;
    }

    /// Marks what is within the bound, once for each end; parts only shrink, so it stays so.
    void mark(MinimumTree& tree, std::size_t begin, std::size_t end, Timestamp bound) {
        for (auto i = tree.find(begin, end, bound); i != MinimumTree::kNone;
             i = tree.find(i, end, bound)) {
            tree.remove(i);
            if (half_ready_[i]) ready_.set(i, 0);
            half_ready_[i] = true;
        }
    }

    void explain(const Part& part, ObjectResult& result) const {
        result.verdict = Verdict::invalid;
        std::vector<Presence> presences;
        for (std::size_t i = 0; i < values_.size(); ++i) {
            const auto& value = values_[i];
            const bool inside = value.put_returned >= begin_of(part) &&
                                popped_from(value) <= end_of(part) && !taken_away_[i];
            if (!inside) continue;
            presences.push_back({value.put_returned, popped_from(value), i});
        }
        detail::sort_by_begin(presences);
        result.reason = "none of the values can lie below the others";
        for (const auto i : chain(presences, begin_of(part), end_of(part))) {
            Lifetimes::testify(result, values_[i]);
        }
    }

    /// As few presences as can be that leave no moment free between the two.
    static std::vector<std::size_t> chain(const std::vector<Presence>& sorted, Timestamp first,
                                          Timestamp last) {
        std::vector<std::size_t> whose;
        Timestamp reached = first;
        std::size_t next = 0;
        while (reached < last) {
            const Presence* best = nullptr;
            for (; next < sorted.size(); ++next) {
                const bool meets =
                    sorted[next].after < reached || (whose.empty() && sorted[next].after == first);
                if (!meets) break;
                if (best == nullptr || sorted[next].before > best->before) best = &sorted[next];
            }
            if (best == nullptr || best->before <= reached) break;
            whose.push_back(best->whose);
            reached = best->before;
        }
        return whose;
    }

    std::vector<Lifetime> values_;
    Timestamp end_;
    std::vector<Timestamp> moments_;
    MinimumTree cover_;
    MinimumTree pushed_;
    MinimumTree popped_;
    MinimumTree ready_;
    std::vector<bool> half_ready_;
    std::vector<bool> taken_away_;
    std::vector<Part> parts_;
};

class StackJudge {
 public:
    StackJudge(const ObjectHistory& history, const Lifetimes& lifetimes)
        : history_(&history), lifetimes_(&lifetimes) {
        for (const auto& call : history.calls) {
            end_ =
                std::max({end_, call.invoked, call.indeterminate() ? call.invoked : call.returned});
        }
        ++end_;
    }

    /// Whether there is an explanation; of the values that are left if they stay forever.
    bool possible(bool with_left, ObjectResult& result) const {
        auto values = lifetimes_->taken;
        if (with_left) {
            values.insert(values.end(), lifetimes_->left.begin(), lifetimes_->left.end());
        }
        return empties_have_a_moment(values, result) &&
               Peeling(std::move(values), end_).possible(result);
    }

 private:
    bool empties_have_a_moment(const std::vector<Lifetime>& values, ObjectResult& result) const {
        std::vector<Presence> presences;
        for (std::size_t i = 0; i < values.size(); ++i) {
            const auto gone = values[i].taken() ? values[i].take_invoked : never;
            if (values[i].put_returned < gone) {
                presences.push_back({values[i].put_returned, gone, i});
            }
        }
        const auto busy = detail::joined(presences);
        for (const auto place : lifetimes_->empties) {
            const auto& call = history_->calls[place];
            if (!detail::covered(busy, call.invoked, call.returned)) continue;
            result.verdict = Verdict::invalid;
            result.reason = "a take found nothing, and at no moment during it was the stack empty";
            result.witness = {place};
            detail::sort_by_begin(presences);
            for (const auto whose :
                 detail::fewest_that_cover(presences, call.invoked, call.returned)) {
                Lifetimes::testify(result, values[whose]);
            }
            return false;
        }
        return true;
    }

    const ObjectHistory* history_;
    const Lifetimes* lifetimes_;
    Timestamp end_ = 0;
};

}  // namespace

ObjectResult judge_stack(const ObjectHistory& history) {
    ObjectResult result;
    const auto lifetimes = detail::lifetimes_of(history, result);
    if (result.verdict == Verdict::unknown) return result;
    result.algorithm = "peeling from below, as every value is put in once";
    if (result.verdict == Verdict::invalid) return result;
    const StackJudge judge(history, lifetimes);
    if (judge.possible(true, result)) return result;
    if (lifetimes.open_takes.empty() || lifetimes.left.empty()) return result;
    ObjectResult without_left{.verdict = Verdict::valid, .algorithm = result.algorithm};
    if (!judge.possible(false, without_left)) return without_left;
    return {.algorithm = "it matters what the takes of unknown outcome took"};
}

}  // namespace sm::checkers
