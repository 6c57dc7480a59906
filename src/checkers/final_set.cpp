#include <sm/checkers/final_set.hpp>

#include <fmt/format.h>

#include <algorithm>

#include "checkers/numbered.hpp"
#include "checkers/tally.hpp"

namespace sm::checkers {
namespace {

using namespace detail;

/// What is known of one element.
struct Element {
    std::size_t tried = kNowhere;    ///< an add that can have been before the read returned
    std::size_t due = kNowhere;      ///< one that was answered before the read began
    std::size_t refused = kNowhere;  ///< one that did not happen
    std::size_t late = kNowhere;     ///< one that the read cannot have seen
    bool acknowledged = false;
    bool read = false;
};

/// The answered read that was invoked last; kNowhere if there is none.
std::size_t last_read(std::span<const Operation> operations) {
    std::size_t last = kNowhere;
    for (std::size_t i = 0; i < operations.size(); ++i) {
        const Operation& operation = operations[i];
        if (operation.by_nemesis() || !operation.answered() || operation.function != "read") {
            continue;
        }
        if (last == kNowhere || operation.invoked >= operations[last].invoked) last = i;
    }
    return last;
}

class FinalSet {
 public:
    FinalSet(std::span<const Operation> operations, std::size_t read)
        : operations_(operations), read_(read) {
        for (std::size_t i = 0; i < operations.size(); ++i) {
            const Operation& operation = operations[i];
            if (!operation.by_nemesis() && operation.function == "add") add(i);
        }
        attempts_ = numbers_.size();
        for (const Value& item : collection(operations, read, "final_set")) {
            Element& element = element_of(item);
            if (element.read) ++duplicates_;
            element.read = true;
        }
        classify();
    }

    CheckResult result() const {
        Complaints complaints;
        if (!lost_.empty()) complaints.add(Verdict::invalid, why_lost());
        if (!unexpected_.empty()) complaints.add(Verdict::invalid, why_unexpected());
        CheckResult found{.checker = "set",
                          .algorithm = "the last read",
                          .conclusion = complaints.conclusion(),
                          .violations = violations(),
                          .details = details()};
        return found;
    }

 private:
    using Number = Numbered::Number;

    Element& element_of(const Value& value) {
        const Number number = numbers_.insert(value);
        if (number == elements_.size()) elements_.emplace_back();
        return elements_[number];
    }

    void add(std::size_t place) {
        const Operation& operation = operations_[place];
        Element& element = element_of(operation.value);
        const auto once = [place](std::size_t& which) {
            if (which == kNowhere) which = place;
        };
        if (operation.answered()) element.acknowledged = true;
        if (operation.refused()) return once(element.refused);
        if (operation.invoked > operations_[read_].returned) return once(element.late);
        once(element.tried);
        const bool before = operation.returned < operations_[read_].invoked;
        if (operation.answered() && before) once(element.due);
    }

    void classify() {
        for (Number number = 0; number < elements_.size(); ++number) {
            const Element& element = elements_[number];
            if (element.acknowledged) ++acknowledged_;
            if (!element.read) {
                if (element.due != kNowhere) lost_.push_back(number);
            } else if (element.tried == kNowhere) {
                unexpected_.push_back(number);
            } else {
                ok_.push_back(number);
                if (!element.acknowledged) recovered_.push_back(number);
            }
        }
    }

    /// The first of them by their order as values.
    Number first(const std::vector<Number>& some) const {
        return *std::min_element(some.begin(), some.end(),
                                 [this](Number a, Number b) { return numbers_[a] < numbers_[b]; });
    }

    std::string why_lost() const {
        const Number example = first(lost_);
        return fmt::format(
            "{} lost, for example {}: {} was answered before the last read, {}, which does not "
            "have it",
            counted_are(lost_.size(), "element"), brief(numbers_[example]),
            named(operations_, elements_[example].due), named(operations_, read_));
    }

    std::string why_unexpected() const {
        const Number example = first(unexpected_);
        const Element& element = elements_[example];
        std::string why = "nobody added it";
        if (element.late != kNowhere) {
            why = named(operations_, element.late) + " came after it";
        } else if (element.refused != kNowhere) {
            why = named(operations_, element.refused) + " was refused";
        }
        return fmt::format("{} unexpected, for example {}: the last read, {}, has it, and {}",
                           counted_are(unexpected_.size(), "element"), brief(numbers_[example]),
                           named(operations_, read_), why);
    }

    std::vector<std::size_t> violations() const {
        if (lost_.empty() && unexpected_.empty()) return {};
        std::vector<std::size_t> places;
        if (!lost_.empty()) places.push_back(elements_[first(lost_)].due);
        if (!unexpected_.empty()) {
            const Element& element = elements_[first(unexpected_)];
            places.push_back(element.late != kNowhere ? element.late : element.refused);
        }
        places.push_back(read_);
        return few(std::move(places));
    }

    std::vector<const Value*> values(const std::vector<Number>& some) const {
        std::vector<const Value*> values;
        values.reserve(some.size());
        for (const Number number : some) values.push_back(&numbers_[number]);
        return values;
    }

    Tree details() const {
        Tree tree = Tree::record("");
        tree.add("attempts", Tree(attempts_));
        tree.add("acknowledged", Tree(acknowledged_));
        tree.add("last read", Tree(read_));
        tree.add("ok", share(values(ok_), attempts_));
        tree.add("lost", share(values(lost_), attempts_));
        tree.add("recovered", share(values(recovered_), attempts_));
        tree.add("unexpected", share(values(unexpected_), attempts_));
        tree.add("duplicates", Tree(duplicates_));
        return tree;
    }

    std::span<const Operation> operations_;
    std::size_t read_;
    Numbered numbers_;
    std::vector<Element> elements_;  // by number
    std::size_t attempts_ = 0;
    std::size_t acknowledged_ = 0;
    std::size_t duplicates_ = 0;
    std::vector<Number> ok_, lost_, recovered_, unexpected_;
};

CheckResult check_final_set(std::span<const Operation> operations) {
    const auto read = last_read(operations);
    if (read != kNowhere) return FinalSet(operations, read).result();
    return {.checker = "set", .conclusion = {Verdict::unknown, "the set was never read"}};
}

}  // namespace

Checker final_set() { return check_final_set; }

}  // namespace sm::checkers
