#include <sm/checkers/queue.hpp>

#include <algorithm>

#include "checkers/lifetimes.hpp"

namespace sm::checkers {
namespace {

using detail::Lifetime;
using detail::Lifetimes;
using detail::Presence;

class QueueJudge {
 public:
    QueueJudge(const ObjectHistory& history, Lifetimes lifetimes, ObjectResult& result)
        : history_(&history), lifetimes_(std::move(lifetimes)), result_(&result) {}

    void judge() {
        by_put_ = lifetimes_.taken;
        std::sort(by_put_.begin(), by_put_.end(), [](const Lifetime& a, const Lifetime& b) {
            return a.put_invoked < b.put_invoked;
        });
        if (first_in_first_out() && left_are_gone_in_time()) empties_have_a_moment();
    }

 private:
    std::string shown(const Lifetime& value) const { return history_->show_value(value.value); }

    /// No two values leave against the order in which they came.
    bool first_in_first_out() {
        auto by_return = lifetimes_.taken;
        std::sort(by_return.begin(), by_return.end(), [](const Lifetime& a, const Lifetime& b) {
            return a.put_returned < b.put_returned;
        });
        const Lifetime* last = nullptr;  // of those that came before: is taken last
        auto next = by_return.begin();
        for (const auto& value : by_put_) {
            for (; next != by_return.end() && next->put_returned < value.put_invoked; ++next) {
                if (last == nullptr || next->take_invoked > last->take_invoked) last = &*next;
            }
            if (last == nullptr || last->take_invoked <= value.take_returned) continue;
            wrong(shown(*last) + " is put in before " + shown(value) + " and taken after it");
            Lifetimes::testify(*result_, *last);
            Lifetimes::testify(*result_, value);
            return false;
        }
        return true;
    }

    /// A value that is left has to be gone before any is taken that was put in after it. Those put
    /// in first have to be gone first, so the nth of them needs the nth open take.
    bool left_are_gone_in_time() {
        auto& left = lifetimes_.left;
        std::sort(left.begin(), left.end(), [](const Lifetime& a, const Lifetime& b) {
            return a.put_returned < b.put_returned;
        });
        std::vector<const Lifetime*> first_taken(left.size());  // of those put in after it
        const Lifetime* first = nullptr;
        auto next = by_put_.rbegin();
        for (auto i = left.size(); i-- > 0;) {
            for (; next != by_put_.rend() && next->put_invoked > left[i].put_returned; ++next) {
                if (first == nullptr || next->take_returned < first->take_returned) first = &*next;
            }
            first_taken[i] = first;
        }
        for (std::size_t i = 0; i < left.size(); ++i) {
            if (first_taken[i] == nullptr) break;
            if (gone(i) <= first_taken[i]->take_returned) continue;
            wrong(shown(left[i]) + " is put in before " + shown(*first_taken[i]) +
                  ", which is taken, and nobody can have taken " + shown(left[i]) + " before that");
            // What came earlier may need the open takes that there are.
            for (std::size_t j = 0; j <= i; ++j) {
                Lifetimes::testify(*result_, left[j]);
                Lifetimes::testify(*result_, *first_taken[j]);
            }
            return false;
        }
        return true;
    }

    /// When an open take can have taken the nth of the values that are left.
    Timestamp gone(std::size_t n) const {
        const auto& open = lifetimes_.open_takes;
        return n < open.size() ? history_->calls[open[n]].invoked : never;
    }

    void empties_have_a_moment() {
        const auto& taken = lifetimes_.taken;
        const auto& left = lifetimes_.left;
        std::vector<Presence> presences;
        for (std::size_t i = 0; i < taken.size(); ++i) {
            if (taken[i].put_returned >= taken[i].take_invoked) continue;
            presences.push_back({taken[i].put_returned, taken[i].take_invoked, i});
        }
        for (std::size_t i = 0; i < left.size(); ++i) {
            presences.push_back({left[i].put_returned, gone(i), taken.size() + i});
        }
        const auto busy = detail::joined(presences);
        for (const auto place : lifetimes_.empties) {
            const auto& call = history_->calls[place];
            if (!detail::covered(busy, call.invoked, call.returned)) continue;
            detail::sort_by_begin(presences);
            wrong("a take found nothing, and at no moment during it was the queue empty");
            result_->witness.push_back(place);
            for (const auto whose :
                 detail::fewest_that_cover(presences, call.invoked, call.returned)) {
                testify_presence(whose);
            }
            return;
        }
    }

    void testify_presence(std::size_t whose) {
        const auto& taken = lifetimes_.taken;
        if (whose < taken.size()) return Lifetimes::testify(*result_, taken[whose]);
        for (std::size_t i = 0; i <= whose - taken.size(); ++i) {
            Lifetimes::testify(*result_, lifetimes_.left[i]);
        }
    }

    void wrong(std::string reason) {
        result_->verdict = Verdict::invalid;
        result_->reason = std::move(reason);
    }

    const ObjectHistory* history_;
    Lifetimes lifetimes_;
    ObjectResult* result_;
    std::vector<Lifetime> by_put_;
};

}  // namespace

ObjectResult judge_queue(const ObjectHistory& history) {
    ObjectResult result;
    auto lifetimes = detail::lifetimes_of(history, result);
    if (result.verdict == Verdict::unknown) return result;
    result.algorithm = "patterns of a queue, as every value is put in once";
    if (result.verdict == Verdict::valid) {
        QueueJudge(history, std::move(lifetimes), result).judge();
    }
    return result;
}

}  // namespace sm::checkers
