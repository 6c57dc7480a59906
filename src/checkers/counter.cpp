#include <sm/checkers/counter.hpp>

#include <fmt/format.h>

#include <algorithm>

#include "checkers/tally.hpp"

namespace sm::checkers {
namespace {

using namespace detail;

/// What adds amount to, the positive and the negative ones apart.
struct Amounts {
    Sum positive = 0;
    Sum negative = 0;
};

/// Amounts by when they happened: the sum of all up to a timestamp.
class Totals {
 public:
    void add(Timestamp when, std::int64_t amount) { steps_.push_back({when, amount}); }

    void close() {
        const auto earlier = [](const Step& a, const Step& b) { return a.when < b.when; };
        if (!std::is_sorted(steps_.begin(), steps_.end(), earlier)) {
            std::stable_sort(steps_.begin(), steps_.end(), earlier);
        }
        sums_.resize(steps_.size() + 1);
        for (std::size_t i = 0; i < steps_.size(); ++i) {
            sums_[i + 1] = sums_[i];
            (steps_[i].amount < 0 ? sums_[i + 1].negative : sums_[i + 1].positive) +=
                steps_[i].amount;
        }
    }

    const Amounts& before(Timestamp when) const { return sums_[count_before(when)]; }
    const Amounts& until(Timestamp when) const {
        return sums_[when == never ? steps_.size() : count_before(when + 1)];
    }

 private:
    struct Step {
        Timestamp when;
        std::int64_t amount;
    };

    std::size_t count_before(Timestamp when) const {
        const auto at = std::partition_point(steps_.begin(), steps_.end(),
                                             [when](const Step& step) { return step.when < when; });
        return static_cast<std::size_t>(at - steps_.begin());
    }

    std::vector<Step> steps_;
    std::vector<Amounts> sums_;
};

struct Read {
    std::size_t place;
    std::int64_t value;
    Sum lowest = 0;
    Sum highest = 0;

    /// How far it is outside; 0 if it is within.
    Sum error() const {
        return value < lowest ? lowest - value : std::max<Sum>(value - highest, 0);
    }
};

std::int64_t integer_of(std::span<const Operation> operations, std::size_t place,
                        const Value& item) {
    if (!item.is_integer()) malformed(operations, place, "counter", "adds and reads of integers");
    return item.integer();
}

std::vector<Read> reads_of(std::span<const Operation> operations, std::int64_t initial) {
    Totals invoked;
    Totals returned;
    std::vector<Read> reads;
    for (std::size_t i = 0; i < operations.size(); ++i) {
        const Operation& operation = operations[i];
        if (operation.by_nemesis() || operation.refused()) continue;
        if (operation.function == "add") {
            const auto amount = integer_of(operations, i, operation.value);
            invoked.add(operation.invoked, amount);
            if (operation.answered()) returned.add(operation.returned, amount);
        } else if (operation.function == "read" && operation.answered()) {
            reads.push_back({i, integer_of(operations, i, operation.answer)});
        }
    }
    invoked.close();
    returned.close();
    for (Read& read : reads) {
        const Amounts& certain = returned.before(operations[read.place].invoked);
        const Amounts& possible = invoked.until(operations[read.place].returned);
        read.lowest = initial + certain.positive + possible.negative;
        read.highest = initial + possible.positive + certain.negative;
    }
    return reads;
}

Tree example(const Read& read) {
    Tree tree = Tree::record("");
    tree.add("operation", Tree(read.place));
    tree.add("read", Tree(read.value));
    tree.add("lowest", number(read.lowest));
    tree.add("highest", number(read.highest));
    return tree;
}

Tree details_of(const std::vector<Read>& reads, const std::vector<Read>& errors,
                const Read* worst) {
    std::size_t exact = 0;
    Sum widest = 0;
    for (const Read& read : reads) {
        if (read.lowest == read.highest) ++exact;
        widest = std::max(widest, read.highest - read.lowest);
    }
    std::vector<Tree> items;
    for (std::size_t i = 0; i < std::min(errors.size(), kExamples); ++i) {
        items.push_back(example(errors[i]));
    }
    Tree tree = Tree::record("");
    tree.add("reads", Tree(reads.size()));
    tree.add("exact bounds", share(exact, reads.size()));
    tree.add("widest bounds", number(widest));
    tree.add("errors", share(errors.size(), reads.size()));
    if (worst == nullptr) return tree;
    tree.add("worst", example(*worst));
    tree.add("first", examples(std::move(items)));
    return tree;
}

CheckResult check_counter(std::span<const Operation> operations, const CounterOptions& options) {
    const auto reads = reads_of(operations, options.initial);
    std::vector<Read> errors;
    std::copy_if(reads.begin(), reads.end(), std::back_inserter(errors),
                 [](const Read& read) { return read.error() > 0; });
    const auto worst =
        std::max_element(errors.begin(), errors.end(),
                         [](const Read& a, const Read& b) { return a.error() < b.error(); });
    CheckResult found{.checker = "counter",
                      .algorithm = "bounds of each read; necessary, not sufficient",
                      .details = details_of(reads, errors, errors.empty() ? nullptr : &*worst)};
    if (reads.empty()) found.conclusion = {Verdict::unknown, "the counter was never read"};
    if (errors.empty()) return found;
    found.conclusion = {Verdict::invalid,
                        fmt::format("{} out of bounds, for example {} → {}: the adds allow {}",
                                    counted_are(errors.size(), "read"),
                                    named(operations, worst->place), worst->value,
                                    worst->lowest == worst->highest
                                        ? fmt::format("only {}", worst->lowest)
                                        : fmt::format("{} to {}", worst->lowest, worst->highest))};
    found.violations.push_back(worst->place);
    for (std::size_t i = 0; i < std::min(errors.size(), kExamples - 1); ++i) {
        found.violations.push_back(errors[i].place);
    }
    found.violations = few(std::move(found.violations));
    return found;
}

}  // namespace

Checker counter(CounterOptions options) {
    return [options](std::span<const Operation> operations) {
        return check_counter(operations, options);
    };
}

}  // namespace sm::checkers
