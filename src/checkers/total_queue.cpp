#include <sm/checkers/total_queue.hpp>

#include <fmt/format.h>

#include <algorithm>

#include "checkers/numbered.hpp"
#include "checkers/tally.hpp"

namespace sm::checkers {
namespace {

using namespace detail;
using Number = Numbered::Number;

/// What was done with one element. Places are those of the first such operation.
struct Element {
    std::size_t tried = 0;  ///< enqueues that were not refused
    std::size_t acknowledged = 0;
    std::size_t due = 0;  ///< acknowledged before the queue was last seen to be empty
    std::size_t out = 0;
    std::size_t enqueue = kNowhere;  ///< not refused, the first to be invoked
    std::size_t due_enqueue = kNowhere;
    std::size_t refused = kNowhere;
    std::size_t dequeue = kNowhere;  ///< the first to return
    bool early = false;              ///< came out before it can have gone in

    std::size_t lost() const { return due > out ? due - out : 0; }
    std::size_t left() const { return acknowledged > out ? acknowledged - out - lost() : 0; }
    bool unexpected() const { return out > 0 && (tried == 0 || early); }
    std::size_t ok() const { return unexpected() ? 0 : std::min(out, tried); }
    std::size_t recovered() const { return ok() > acknowledged ? ok() - acknowledged : 0; }
    std::size_t duplicated() const { return unexpected() || out <= tried ? 0 : out - tried; }
};

/// Elements with something in common: how many there are, counted as often as they are.
struct Class {
    std::size_t count = 0;
    std::vector<Number> elements;

    void add(Number number, std::size_t times) {
        if (times == 0) return;
        count += times;
        elements.push_back(number);
    }
};

class TotalQueue {
 public:
    TotalQueue(std::span<const Operation> operations, TotalQueueOptions options)
        : operations_(operations), options_(options) {
        find_empty();
        for (std::size_t i = 0; i < operations.size(); ++i) take_in(i);
        for (Number number = 0; number < elements_.size(); ++number) classify(number);
    }

    CheckResult result() {
        Complaints complaints;
        if (lost_.count > 0) complain_of_lost(complaints);
        if (unexpected_.count > 0) complaints.add(Verdict::invalid, why_unexpected());
        if (duplicated_.count > 0 && options_.delivery == Delivery::exactly_once) {
            complaints.add(Verdict::invalid, why_duplicated());
        }
        if (acknowledged_ == 0) {
            complaints.add(Verdict::unknown, "nothing was ever enqueued");
        }
        return {.checker = "total queue",
                .algorithm = empty_ == kNowhere ? "counts of all that went in and came out"
                                                : "counts of what went in before the last drain",
                .conclusion = complaints.conclusion(),
                .violations = few(std::move(violations_)),
                .details = details()};
    }

 private:
    std::string name(std::size_t place) const { return named(operations_, place); }

    /// Whether the operation saw that there was nothing left in the queue.
    static bool saw_it_empty(const Operation& operation) {
        if (operation.by_nemesis() || !operation.answered()) return false;
        if (operation.function == "drain") return true;
        return operation.function == "dequeue" && operation.answer.is_nothing();
    }

    void find_empty() {
        for (std::size_t i = 0; i < operations_.size(); ++i) {
            if (!saw_it_empty(operations_[i])) continue;
            const bool later =
                empty_ == kNowhere || operations_[i].invoked >= operations_[empty_].invoked;
            if (later) empty_ = i;
        }
    }

    void take_in(std::size_t place) {
        const Operation& operation = operations_[place];
        if (operation.by_nemesis()) return;
        if (operation.function == "enqueue") return enqueue(place);
        const bool drains = operation.function == "drain";
        if (!drains && operation.function != "dequeue") return;
        if (operation.indeterminate()) return take_in_unknown(operation, drains);
        if (!operation.answered()) return;
        if (!drains) {
            if (!operation.answer.is_nothing()) dequeue(place, operation.answer);
            return;
        }
        for (const Value& item : collection(operations_, place, "total_queue")) {
            dequeue(place, item);
        }
    }

    /// What it took, it took before the queue was seen to be empty; later ones took what came
    /// later.
    void take_in_unknown(const Operation& operation, bool drains) {
        if (empty_ != kNowhere && operation.invoked > operations_[empty_].returned) return;
        ++(drains ? unknown_drains_ : unknown_dequeues_);
    }

    Element& element_of(const Value& value) {
        const Number number = numbers_.insert(value);
        if (number == elements_.size()) elements_.emplace_back();
        return elements_[number];
    }

    void enqueue(std::size_t place) {
        const Operation& operation = operations_[place];
        Element& element = element_of(operation.value);
        if (operation.refused()) {
            if (element.refused == kNowhere) element.refused = place;
            return;
        }
        ++element.tried;
        ++attempts_;
        if (element.enqueue == kNowhere ||
            operation.invoked < operations_[element.enqueue].invoked) {
            element.enqueue = place;
        }
        if (!operation.answered()) return;
        ++element.acknowledged;
        ++acknowledged_;
        if (empty_ != kNowhere && operation.returned >= operations_[empty_].invoked) return;
        ++element.due;
        if (element.due_enqueue == kNowhere) element.due_enqueue = place;
    }

    void dequeue(std::size_t place, const Value& value) {
        Element& element = element_of(value);
        ++element.out;
        if (element.dequeue == kNowhere ||
            operations_[place].returned < operations_[element.dequeue].returned) {
            element.dequeue = place;
        }
    }

    void classify(Number number) {
        Element& element = elements_[number];
        if (element.out > 0 && element.tried > 0) {
            element.early =
                operations_[element.dequeue].returned < operations_[element.enqueue].invoked;
        }
        ok_ += element.ok();
        left_ += element.left();
        lost_.add(number, element.lost());
        recovered_.add(number, element.recovered());
        duplicated_.add(number, element.duplicated());
        unexpected_.add(number, element.unexpected() ? element.out : 0);
    }

    Number first(const Class& some) const {
        return *std::min_element(some.elements.begin(), some.elements.end(),
                                 [this](Number a, Number b) { return numbers_[a] < numbers_[b]; });
    }

    void complain_of_lost(Complaints& complaints) {
        const Number example = first(lost_);
        violations_.push_back(elements_[example].due_enqueue);
        if (empty_ != kNowhere) violations_.push_back(empty_);
        auto why = fmt::format("{} never came out, for example {}: {} was answered",
                               counted(lost_.count, "element"), brief(numbers_[example]),
                               name(elements_[example].due_enqueue));
        if (empty_ != kNowhere) {
            why += fmt::format(", and {} then left nothing in the queue", name(empty_));
        }
        const bool accounted = unknown_drains_ > 0 || lost_.count <= unknown_dequeues_;
        if (unknown_drains_ > 0) {
            why += fmt::format("; {} of unknown outcome may have taken any",
                               counted(unknown_drains_, "drain"));
        } else if (unknown_dequeues_ > 0) {
            why += fmt::format("; {} of unknown outcome can have taken {}one each",
                               counted(unknown_dequeues_, "dequeue"), accounted ? "" : "only ");
        }
        complaints.add(accounted ? Verdict::unknown : Verdict::invalid, std::move(why));
    }

    std::string why_unexpected() {
        const Number example = first(unexpected_);
        const Element& element = elements_[example];
        violations_.insert(violations_.end(), {element.dequeue, element.enqueue, element.refused});
        std::string why = "nobody enqueued it";
        if (element.enqueue != kNowhere) {
            why = name(element.enqueue) + " came after it";
        } else if (element.refused != kNowhere) {
            why = name(element.refused) + " was refused";
        }
        return fmt::format("{} unexpected, for example {}: {} took it out, and {}",
                           counted_are(unexpected_.count, "element"), brief(numbers_[example]),
                           name(element.dequeue), why);
    }

    std::string why_duplicated() {
        const Number example = first(duplicated_);
        const Element& element = elements_[example];
        violations_.insert(violations_.end(), {element.enqueue, element.dequeue});
        return fmt::format(
            "{} duplicated, for example {}: it came out {} times, first by {}, and {} can "
            "have put it in",
            counted_are(duplicated_.count, "element"), brief(numbers_[example]), element.out,
            name(element.dequeue), counted(element.tried, "enqueue"));
    }

    Tree some(const Class& elements) const {
        std::vector<const Value*> values;
        values.reserve(elements.elements.size());
        for (const Number number : elements.elements) values.push_back(&numbers_[number]);
        Tree tree = share(elements.count, attempts_);
        tree.add("elements", Tree::text(interval_text(values)));
        return tree;
    }

    Tree details() const {
        Tree tree = Tree::record("");
        tree.add("attempts", Tree(attempts_));
        tree.add("acknowledged", Tree(acknowledged_));
        tree.add("ok", share(ok_, attempts_));
        tree.add("lost", some(lost_));
        tree.add("unexpected", some(unexpected_));
        tree.add("duplicated", some(duplicated_));
        tree.add("recovered", some(recovered_));
        tree.add("maybe left in the queue", Tree(left_));
        tree.add("dequeues of unknown outcome", Tree(unknown_dequeues_));
        tree.add("drains of unknown outcome", Tree(unknown_drains_));
        return tree;
    }

    std::span<const Operation> operations_;
    TotalQueueOptions options_;
    std::size_t empty_ = kNowhere;  // the last operation that saw the queue empty
    Numbered numbers_;
    std::vector<Element> elements_;  // by number
    Class lost_, unexpected_, duplicated_, recovered_;
    std::size_t attempts_ = 0, acknowledged_ = 0, ok_ = 0, left_ = 0;
    std::size_t unknown_dequeues_ = 0, unknown_drains_ = 0;
    std::vector<std::size_t> violations_;
};

}  // namespace

Checker total_queue(TotalQueueOptions options) {
    return [options](std::span<const Operation> operations) {
        return TotalQueue(operations, options).result();
    };
}

}  // namespace sm::checkers
