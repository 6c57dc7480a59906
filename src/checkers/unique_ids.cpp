#include <sm/checkers/unique_ids.hpp>

#include <fmt/format.h>

#include <algorithm>

#include "checkers/numbered.hpp"
#include "checkers/tally.hpp"

namespace sm::checkers {
namespace {

using namespace detail;

/// An id that was given more than once.
struct Duplicate {
    const Value* id;
    std::size_t times;
    std::vector<std::size_t> places;  ///< the first of them
};

class UniqueIds {
 public:
    explicit UniqueIds(std::span<const Operation> operations) : operations_(operations) {
        for (std::size_t i = 0; i < operations.size(); ++i) {
            const Operation& operation = operations[i];
            if (operation.by_nemesis() || operation.function != "generate") continue;
            ++attempts_;
            if (!operation.answered()) continue;
            ++answered_;
            const auto number = ids_.insert(operation.answer);
            if (number == times_.size()) times_.push_back(0);
            ++times_[number];
        }
        find_duplicates();
    }

    CheckResult result() const {
        CheckResult found{.checker = "unique ids", .algorithm = "each id counted"};
        found.details = details();
        if (answered_ == 0) found.conclusion = {Verdict::unknown, "no id was ever generated"};
        if (duplicates_.empty()) return found;
        const Duplicate& worst = duplicates_.front();
        found.conclusion = {
            Verdict::invalid,
            fmt::format(
                "{} given more than once, for example {}, {} times: by {} and by {}",
                duplicates_.size() == 1 ? "1 id was" : counted(duplicates_.size(), "id") + " were",
                brief(*worst.id), worst.times, named(operations_, worst.places[0]),
                named(operations_, worst.places[1]))};
        found.violations = few(worst.places);
        return found;
    }

 private:
    /// Those given most often first, equals in the order of the ids.
    void find_duplicates() {
        std::vector<std::size_t> which(times_.size(), kNowhere);
        for (Numbered::Number id = 0; id < times_.size(); ++id) {
            if (times_[id] == 1) continue;
            which[id] = duplicates_.size();
            duplicates_.push_back({&ids_[id], times_[id], {}});
        }
        if (duplicates_.empty()) return;
        for (std::size_t i = 0; i < operations_.size(); ++i) {
            const Operation& operation = operations_[i];
            if (operation.by_nemesis() || operation.function != "generate") continue;
            if (!operation.answered()) continue;
            const auto duplicate = which[ids_.find(operation.answer)];
            if (duplicate == kNowhere) continue;
            auto& places = duplicates_[duplicate].places;
            if (places.size() < kExamples) places.push_back(i);
        }
        std::sort(duplicates_.begin(), duplicates_.end(), [](const auto& a, const auto& b) {
            return a.times != b.times ? a.times > b.times : *a.id < *b.id;
        });
    }

    Tree details() const {
        Tree tree = Tree::record("");
        tree.add("attempts", Tree(attempts_));
        tree.add("acknowledged", Tree(answered_));
        tree.add("duplicated", share(duplicates_.size(), ids_.size()));
        std::vector<Tree> items;
        for (std::size_t i = 0; i < std::min(duplicates_.size(), kExamples); ++i) {
            Tree& item = items.emplace_back(Tree::record(""));
            item.add("id", Tree::text(brief(*duplicates_[i].id)));
            item.add("times", Tree(duplicates_[i].times));
        }
        tree.add("most often", examples(std::move(items)));
        if (answered_ > 0) add_range(tree);
        return tree;
    }

    void add_range(Tree& tree) const {
        Numbered::Number lowest = 0;
        Numbered::Number highest = 0;
        for (Numbered::Number id = 1; id < ids_.size(); ++id) {
            if (ids_[id] < ids_[lowest]) lowest = id;
            if (ids_[highest] < ids_[id]) highest = id;
        }
        tree.add("lowest", Tree::text(brief(ids_[lowest])));
        tree.add("highest", Tree::text(brief(ids_[highest])));
    }

    std::span<const Operation> operations_;
    Numbered ids_;
    std::vector<std::size_t> times_;  // by number
    std::size_t attempts_ = 0;
    std::size_t answered_ = 0;
    std::vector<Duplicate> duplicates_;
};

}  // namespace

Checker unique_ids() {
    return [](std::span<const Operation> operations) { return UniqueIds(operations).result(); };
}

}  // namespace sm::checkers
