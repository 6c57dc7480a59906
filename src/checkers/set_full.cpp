#include <sm/checkers/set_full.hpp>
#include <sm/value/to_string.hpp>

#include <fmt/format.h>

#include <algorithm>

#include "checkers/set_timelines.hpp"

namespace sm::checkers {
namespace {

using namespace detail;
using Number = Numbered::Number;

/// The elements by what became of them, each list ordered by the elements.
struct Outcomes {
    std::vector<Number> attempted, stable, lost, never_read, stale, recovered, unexpected,
        duplicated;
};

Outcomes outcomes_of(const SetTimelines& timelines) {
    Outcomes outcomes;
    for (const Number number : timelines.in_order()) {
        const Timeline element = timelines[number];
        if (element.most_in_a_read > 1) outcomes.duplicated.push_back(number);
        if (element.unexpected()) {
            outcomes.unexpected.push_back(number);
        } else if (element.tried()) {
            outcomes.attempted.push_back(number);
            if (element.seen() && !element.acknowledged) outcomes.recovered.push_back(number);
            if (element.lost()) {
                outcomes.lost.push_back(number);
            } else if (element.seen()) {
                outcomes.stable.push_back(number);
                if (element.missed_when_known()) outcomes.stale.push_back(number);
            } else {
                outcomes.never_read.push_back(number);
            }
        }
    }
    return outcomes;
}

class SetFull {
 public:
    SetFull(std::span<const Operation> operations, SetFullOptions options)
        : operations_(operations),
          options_(options),
          timelines_(operations),
          outcomes_(outcomes_of(timelines_)) {}

    CheckResult result() {
        Complaints complaints;
        if (!outcomes_.lost.empty()) complaints.add(Verdict::invalid, why_lost());
        if (!outcomes_.unexpected.empty()) complaints.add(Verdict::invalid, why_unexpected());
        if (!outcomes_.duplicated.empty()) complaints.add(Verdict::invalid, why_duplicated());
        if (options_.linearizable && !outcomes_.stale.empty()) {
            complaints.add(Verdict::invalid, why_stale());
        }
        if (timelines_.reads() == 0) {
            complaints.add(Verdict::unknown, "the set was never read");
        } else if (outcomes_.stable.empty()) {
            complaints.add(Verdict::unknown, "no element came to be seen by all later reads");
        }
        return {.checker = "set-full",
                .algorithm = "each element in every read",
                .conclusion = complaints.conclusion(),
                .violations = few(std::move(violations_)),
                .details = details()};
    }

 private:
    std::string name(std::size_t place) const { return named(operations_, place); }

    /// The one for which its system had longest been wrong; the first of equals.
    Number worst(const std::vector<Number>& some) const {
        Number worst = some.front();
        for (const Number number : some) {
            if (latency(number) > latency(worst)) worst = number;
        }
        return worst;
    }

    /// From when it was known to when it was last missed.
    Duration latency(Number number) const {
        const Timeline element = timelines_[number];
        const auto since = operations_[element.last_miss].began - operations_[element.known].ended;
        return std::max(since, Duration::zero());
    }

    std::string later(Number number) const {
        const auto since = latency(number);
        return since == Duration::zero() ? "" : ", " + to_string(rounded(since)) + " later";
    }

    std::string why_lost() {
        const Number example = worst(outcomes_.lost);
        const Timeline element = timelines_[example];
        violations_.insert(violations_.end(),
                           {element.known, element.last_seen, element.last_miss});
        return fmt::format(
            "{} lost, for example {}: it was there when {} returned, and {} misses it{}, as "
            "does every read that returned since that one began",
            counted_are(outcomes_.lost.size(), "element"), brief(timelines_.value(example)),
            name(element.known), name(element.last_miss), later(example));
    }

    std::string why_stale() {
        const Number example = worst(outcomes_.stale);
        const Timeline element = timelines_[example];
        violations_.insert(violations_.end(), {element.known, element.last_miss});
        return fmt::format(
            "{} stale, for example {}: it was there when {} returned, and {} misses it{}",
            counted_are(outcomes_.stale.size(), "element"), brief(timelines_.value(example)),
            name(element.known), name(element.last_miss), later(example));
    }

    std::string why_unexpected() {
        const Number example = outcomes_.unexpected.front();
        const Timeline element = timelines_[example];
        violations_.insert(violations_.end(), {element.first_seen, element.add, element.refused});
        std::string why = "nobody added it";
        if (element.add != kNowhere) {
            why = name(element.add) + " came after it";
        } else if (element.refused != kNowhere) {
            why = name(element.refused) + " was refused";
        }
        return fmt::format("{} unexpected, for example {}: {} has it, and {}",
                           counted_are(outcomes_.unexpected.size(), "element"),
                           brief(timelines_.value(example)), name(element.first_seen), why);
    }

    std::string why_duplicated() {
        const Number example = outcomes_.duplicated.front();
        const auto [place, times] = timelines_.most_duplicates(example);
        violations_.push_back(place);
        return fmt::format("{} duplicated, for example {}: {} has it {} times",
                           counted_are(outcomes_.duplicated.size(), "element"),
                           brief(timelines_.value(example)), name(place), times);
    }

    Tree some(const std::vector<Number>& numbers) const {
        std::vector<const Value*> values;
        values.reserve(numbers.size());
        for (const Number number : numbers) values.push_back(&timelines_.value(number));
        return share(values, outcomes_.attempted.size());
    }

    Tree latencies(const std::vector<Number>& numbers) const {
        std::vector<Duration> durations;
        durations.reserve(numbers.size());
        for (const Number number : numbers) durations.push_back(latency(number));
        return quantiles(std::move(durations));
    }

    Tree worst_stale() const {
        auto numbers = outcomes_.stale;
        std::stable_sort(numbers.begin(), numbers.end(),
                         [this](Number a, Number b) { return latency(a) > latency(b); });
        if (numbers.size() > kExamples) numbers.resize(kExamples);
        std::vector<Tree> items;
        for (const Number number : numbers) {
            const Timeline element = timelines_[number];
            Tree& item = items.emplace_back(Tree::record(""));
            item.add("element", Tree::text(brief(timelines_.value(number))));
            item.add("known by", Tree(element.known));
            item.add("missed by", Tree(element.last_miss));
            item.add("latency", rounded(latency(number)));
        }
        return examples(std::move(items));
    }

    Tree details() const {
        Tree tree = Tree::record("");
        tree.add("attempts", Tree(outcomes_.attempted.size()));
        tree.add("reads", Tree(timelines_.reads()));
        tree.add("stable", some(outcomes_.stable));
        tree.add("lost", some(outcomes_.lost));
        tree.add("never read", some(outcomes_.never_read));
        tree.add("stale", some(outcomes_.stale));
        tree.add("recovered", some(outcomes_.recovered));
        tree.add("unexpected", some(outcomes_.unexpected));
        tree.add("duplicated", some(outcomes_.duplicated));
        if (!outcomes_.stale.empty()) {
            tree.add("stale latencies", latencies(outcomes_.stale));
            tree.add("worst stale", worst_stale());
        }
        if (!outcomes_.lost.empty()) tree.add("lost latencies", latencies(outcomes_.lost));
        return tree;
    }

    std::span<const Operation> operations_;
    SetFullOptions options_;
    SetTimelines timelines_;
    Outcomes outcomes_;
    std::vector<std::size_t> violations_;
};

}  // namespace

Checker set_full(SetFullOptions options) {
    return [options](std::span<const Operation> operations) {
        return SetFull(operations, options).result();
    };
}

}  // namespace sm::checkers
