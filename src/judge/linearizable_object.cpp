#include <sm/judge/linearizable_object.hpp>
#include <sm/judge/priority_queue.hpp>
#include <sm/judge/queue.hpp>
#include <sm/judge/register.hpp>
#include <sm/judge/set.hpp>
#include <sm/judge/stack.hpp>

#include <algorithm>
#include <optional>
#include <unordered_set>

#include "judge/core.hpp"
#include "judge/object_space.hpp"
#include "judge/translation.hpp"

namespace sm {
namespace {

using detail::Bounds;
using detail::CallId;

constexpr std::size_t kMostToReduce = 1'000;
/// What the algorithms keep of each call, about.
constexpr std::size_t kBytesACall = 200;

/// The time that is left of the bounds.
class Budget {
 public:
    explicit Budget(const JudgeBounds& bounds)
        : bounds_(bounds),
          clock_(bounds.clock == nullptr ? steady() : *bounds.clock),
          began_(clock_.now()) {}

    JudgeBounds left() const {
        JudgeBounds left = bounds_;
        left.time = std::max(bounds_.time - (clock_.now() - began_), Duration::zero());
        return left;
    }

    std::string shown_time() const {
        const auto time = std::chrono::duration_cast<std::chrono::milliseconds>(bounds_.time);
        return std::to_string(time.count()) + " ms";
    }

    Bounds for_search() const {
        const auto now = left();
        Bounds bounds;
        bounds.memory = now.memory;
        bounds.time = now.time;
        bounds.clock = now.clock;
        return bounds;
    }

 private:
    JudgeBounds bounds_;
    const Clock& clock_;
    Duration began_;
};

SpecialFinding special_finding(const ObjectHistory& history, const JudgeBounds& bounds) {
    switch (history.object) {
        case Object::plain_register:
        case Object::cas_register:
            return judge_register(history);
        case Object::set:
        case Object::multiset:
            return judge_set(history, bounds);
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
                "there is no other algorithm for a " + std::string(name_of(history.object))};
}

detail::Freedom freedom_of(const ObjectHistory& history, std::span<const ObjectCall> calls) {
    using detail::Freedom;
    Freedom freedom;
    const auto object = history.object;
    const bool is_register = object == Object::plain_register || object == Object::cas_register;
    if (is_register || object == Object::set || object == Object::mutex) {
        freedom.detours = detail::Detours::simple;
    }
    const bool about_values = object != Object::cas_register && object != Object::mutex &&
                              object != Object::counter && history.contents.empty();
    if (!about_values) return freedom;
    for (const auto& call : calls) {
        const bool nameless = call.action == Action::take && call.reply != Reply::value;
        freedom.topics.push_back(nameless ? Freedom::kAnything : call.value);
    }
    return freedom;
}

std::string checker_of(Object object) { return "linearizable " + std::string(name_of(object)); }

Finding out_of_bounds(Object object, const std::string& bound) {
    return {.checker = checker_of(object),
            .judgement = {Verdict::unknown, "reading the history reached the bound of " + bound}};
}

/// One history being judged.
class Judging {
 public:
    Judging(const ObjectHistory& history, const LinearizableOptions& options, const Budget& budget)
        : history_(&history), options_(&options), budget_(&budget) {}

    /// The operation that no order explains, if the search found it.
    std::optional<std::size_t> culprit() const { return culprit_; }

    Finding judge() {
        finding_.checker = checker_of(history_->object);
        const auto left = budget_->left();
        if (left.time == Duration::zero()) {
            return out_of_bounds(history_->object, budget_->shown_time());
        }
        if (kBytesACall * history_->calls.size() > left.memory) {
            return out_of_bounds(history_->object,
                                 std::to_string(left.memory >> 20) + " MiB of memory");
        }
        const auto special = special_finding(*history_, left);
        if (special.verdict != Verdict::unknown || !special.reason.empty()) {
            finding_.algorithm = special.algorithm;
            finding_.judgement = {special.verdict, special.reason};
            if (special.verdict == Verdict::invalid) name_culprits(special);
        } else {
            finding_.algorithm = "search, as " + special.algorithm;
            search();
        }
        std::sort(finding_.culprits.begin(), finding_.culprits.end());
        return std::move(finding_);
    }

 private:
    void search() {
        const auto& calls = history_->calls;
        const auto space = detail::object_space(*history_, calls);
        const auto intervals = detail::intervals_of(calls);
        const auto found = linearize(intervals, *space, budget_->for_search());
        finding_.judgement = {found.verdict, found.reason};
        finding_.details.add("places", Tree(found.nodes));
        if (found.verdict != Verdict::invalid) return;
        culprit_ = calls[found.impasse->call].operation;
        tell_states(*space, found.impasse->states);
        if (options_->witness == Witness::none) {
            finding_.culprits = {*culprit_};
        } else if (calls.size() > kMostToReduce) {
            for (const auto id : found.impasse->candidates) {
                finding_.culprits.push_back(calls[id].operation);
            }
            finding_.details.add("culprits", Tree::text("what could have been next where the "
                                                        "explanation ends; there are too many "
                                                        "operations to find the fewest"));
        } else {
            reduce(calls, intervals, *space, *found.impasse);
        }
    }

    void name_culprits(const SpecialFinding& special) {
        std::vector<ObjectCall> calls;
        for (const auto place : special.witness) calls.push_back(history_->calls[place]);
        if (!special.minimal && options_->witness == Witness::minimal) {
            auto around = calls_around(special);
            if (around.size() <= kMostToReduce && reduced(around)) return;
            finding_.details.add("culprits", Tree::text("more than need be"));
        }
        for (const auto& call : calls) finding_.culprits.push_back(call.operation);
        auto& culprits = finding_.culprits;
        std::sort(culprits.begin(), culprits.end());
        culprits.erase(std::unique(culprits.begin(), culprits.end()), culprits.end());
    }

    /// Finds the core of these calls; false if the search does not convict them in time.
    bool reduced(const std::vector<ObjectCall>& calls) {
        const auto space = detail::object_space(*history_, calls);
        const auto intervals = detail::intervals_of(calls);
        const auto found = linearize(intervals, *space, budget_->for_search());
        if (found.verdict != Verdict::invalid) return false;
        reduce(calls, intervals, *space, *found.impasse);
        return true;
    }

    void reduce(const std::vector<ObjectCall>& calls, std::span<const detail::Interval> intervals,
                detail::ObjectSpace& space, const detail::Impasse& impasse) {
        const auto core = minimal_core(intervals, space, impasse, freedom_of(*history_, calls),
                                       budget_->for_search());
        for (const auto id : core.calls) finding_.culprits.push_back(calls[id].operation);
        if (!core.minimal) finding_.details.add("culprits", Tree::text("more than need be"));
    }

    /// The calls of the witness with all that could help to explain them: what puts in and takes
    /// the same values, and open takes.
    std::vector<ObjectCall> calls_around(const SpecialFinding& special) const {
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
                nameless ? call.open() : !call.only_reads() && values.contains(call.value);
            if (helps || named.contains(i)) calls.push_back(call);
        }
        return calls;
    }

    void tell_states(const detail::ObjectSpace& space, const std::vector<detail::StateId>& states) {
        std::vector<Tree> shown;
        for (const auto state : states) shown.push_back(Tree::text(space.show(state)));
        finding_.details.add("possible states", Tree::list(std::move(shown)));
    }

    const ObjectHistory* history_;
    const LinearizableOptions* options_;
    const Budget* budget_;
    Finding finding_;
    std::optional<std::size_t> culprit_;
};

/// Adds what can be said with the operations at hand.
void tell(Finding& finding, std::optional<std::size_t> culprit,
          std::span<const Operation> operations) {
    if (finding.verdict() != Verdict::invalid) return;
    std::vector<Tree> lines;
    for (const auto place : finding.culprits) {
        lines.push_back(Tree::text(show(operations[place])));
    }
    finding.details.add("operations", Tree::list(std::move(lines)));
    if (culprit) {
        finding.judgement.reason = "no order explains `" + show(operations[*culprit]) + "`";
    }
}

}  // namespace

Finding judge_object(const ObjectHistory& history, const LinearizableOptions& options) {
    const Budget budget(options.bounds);
    return Judging(history, options, budget).judge();
}

Checker linearizable(Object object, const LinearizableOptions& options) {
    return [object, options](std::span<const Operation> operations) {
        const Budget budget(options.bounds);
        const auto in_time = [&] { return budget.left().time > Duration::zero(); };
        const auto history = detail::translated(object, operations, options.object, in_time);
        if (!history) return out_of_bounds(object, budget.shown_time());
        Judging judging(*history, options, budget);
        auto finding = judging.judge();
        tell(finding, judging.culprit(), operations);
        return finding;
    };
}

}  // namespace sm
