#include <sm/checkers/linearizable_object.hpp>
#include <sm/checkers/priority_queue.hpp>
#include <sm/checkers/queue.hpp>
#include <sm/checkers/register.hpp>
#include <sm/checkers/set.hpp>
#include <sm/checkers/stack.hpp>

#include <algorithm>
#include <optional>
#include <unordered_set>

#include "checkers/object_judging.hpp"
#include "checkers/translation.hpp"

namespace sm::checkers {
namespace {

using detail::Budget;

constexpr std::size_t kMostToReduce = 1'000;
/// What the algorithms keep of each call, about.
constexpr std::size_t kBytesACall = 200;

ObjectResult special_result(const ObjectHistory& history, const Limits& limits) {
    switch (history.object) {
        case Object::plain_register:
        case Object::cas_register:
            return judge_register(history);
        case Object::set:
        case Object::multiset:
            return judge_set(history, limits);
        case Object::queue:
            return judge_queue(history);
        case Object::stack:
            return judge_stack(history);
        case Object::priority_queue:
            return judge_priority_queue(history);
        case Object::counter:
        case Object::mutex:
            break;
    }
    return {.algorithm =
                "there is no other algorithm for a " + std::string(to_string(history.object))};
}

std::string checker_of(Object object) { return "linearizable " + std::string(to_string(object)); }

/// One history being judged.
class Judging {
 public:
    Judging(const ObjectHistory& history, const LinearizableOptions& options, const Budget& budget)
        : history_(&history), options_(&options), budget_(&budget) {}

    /// The non-linearizable operation, if the search found it.
    std::optional<std::size_t> violation() const { return violation_; }

    history::CheckResult judge() {
        result_.checker = checker_of(history_->object);
        const auto left = budget_->left();
        if (left.time == Duration::zero()) {
            return detail::out_of_limits(result_.checker, detail::shown_time(budget_->whole()));
        }
        if (kBytesACall * history_->calls.size() > left.memory) {
            return detail::out_of_limits(result_.checker,
                                         detail::shown_bytes(left.memory) + " of memory");
        }
        const auto special = special_result(*history_, left);
        if (special.verdict != Verdict::unknown || !special.reason.empty()) {
            result_.algorithm = special.algorithm;
            result_.conclusion = {special.verdict, special.reason};
            if (special.verdict == Verdict::invalid) name_violations(special);
        } else {
            result_.algorithm = "search, as " + special.algorithm;
            search();
        }
        std::sort(result_.violations.begin(), result_.violations.end());
        return std::move(result_);
    }

 private:
    void search() {
        const auto& calls = history_->calls;
        const auto space = detail::object_space(*history_, calls);
        const auto intervals = detail::intervals_of(calls);
        const auto found = linearize(intervals, *space, budget_->left());
        result_.conclusion = {found.verdict, found.reason};
        result_.details.add("states explored", Tree(found.states));
        if (found.verdict != Verdict::invalid) return;
        violation_ = calls[found.counterexample->call].operation;
        add_states(result_, *space, found.counterexample->states);
        if (options_->witness == Witness::none) {
            result_.violations = {*violation_};
        } else if (calls.size() > kMostToReduce) {
            for (const auto id : found.counterexample->candidates) {
                result_.violations.push_back(calls[id].operation);
            }
            result_.details.add("violations", Tree::text("the candidates for the next operation "
                                                         "where the longest linearization ends; "
                                                         "the history is too long to find a "
                                                         "minimal set"));
        } else {
            reduce(calls, intervals, *space, *found.counterexample);
        }
    }

    void name_violations(const ObjectResult& special) {
        std::vector<ObjectCall> calls;
        for (const auto place : special.witness) calls.push_back(history_->calls[place]);
        if (!special.minimal && options_->witness == Witness::minimal) {
            auto around = calls_around(special);
            if (around.size() <= kMostToReduce && reduced(around)) return;
            result_.details.add("violations", Tree::text("not minimal"));
        }
        for (const auto& call : calls) result_.violations.push_back(call.operation);
        auto& violations = result_.violations;
        std::sort(violations.begin(), violations.end());
        violations.erase(std::unique(violations.begin(), violations.end()), violations.end());
    }

    /// Finds the core of these calls; false if the search does not find them invalid in time.
    bool reduced(const std::vector<ObjectCall>& calls) {
        const auto space = detail::object_space(*history_, calls);
        const auto intervals = detail::intervals_of(calls);
        const auto found = linearize(intervals, *space, budget_->left());
        if (found.verdict != Verdict::invalid) return false;
        reduce(calls, intervals, *space, *found.counterexample);
        return true;
    }

    void reduce(const std::vector<ObjectCall>& calls, std::span<const detail::Interval> intervals,
                detail::ObjectSpace& space, const detail::Counterexample& counterexample) {
        const auto core = minimal_core(intervals, space, counterexample,
                                       detail::freedom_of(*history_, calls), budget_->left());
        for (const auto id : core.calls) result_.violations.push_back(calls[id].operation);
        if (!core.minimal) result_.details.add("violations", Tree::text("not minimal"));
    }

    /// The calls of the witness with all that could make them linearizable: what puts in and takes
    /// the same values, and open takes.
    std::vector<ObjectCall> calls_around(const ObjectResult& special) const {
        std::unordered_set<std::int64_t> values;
        std::unordered_set<std::size_t> named(special.witness.begin(), special.witness.end());
        for (const auto place : special.witness) {
            const auto& call = history_->calls[place];
            if (call.reply != Reply::no || call.action != Action::take) values.insert(call.value);
        }
        std::vector<ObjectCall> calls;
        for (std::size_t i = 0; i < history_->calls.size(); ++i) {
            const auto& call = history_->calls[i];
            const bool nameless = call.action == Action::take && call.reply != Reply::value;
            const bool helps =
                nameless ? call.indeterminate() : !call.only_reads() && values.contains(call.value);
            if (helps || named.contains(i)) calls.push_back(call);
        }
        return calls;
    }

    const ObjectHistory* history_;
    const LinearizableOptions* options_;
    const Budget* budget_;
    history::CheckResult result_;
    std::optional<std::size_t> violation_;
};

}  // namespace

history::CheckResult judge_object(const ObjectHistory& history,
                                  const LinearizableOptions& options) {
    const Budget budget(options.limits);
    return Judging(history, options, budget).judge();
}

Checker linearizable(Object object, const LinearizableOptions& options) {
    return [object, options](std::span<const history::Operation> operations) {
        const Budget budget(options.limits);
        const auto in_time = [&] { return budget.in_time(); };
        const auto history = detail::translated(object, operations, options.object, in_time);
        if (!history)
            return detail::out_of_limits(checker_of(object), detail::shown_time(budget.whole()));
        Judging judging(*history, options, budget);
        auto result = judging.judge();
        detail::add_operations(
            result, judging.violation(), operations,
            "not linearizable: no order of the calls that respects real time explains ");
        return result;
    };
}

}  // namespace sm::checkers
