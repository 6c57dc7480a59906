#include <sm/program/validity.hpp>

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "program/interned.hpp"
#include "program/planning.hpp"

namespace sm::detail::inline program {
namespace {

/// A step whose precondition is false in some order.
struct Offender {
    std::size_t branch;
    std::size_t index;
};

/// How far every branch is, as one number (there are no more than the bound allows), and the model
/// there.
struct Place {
    std::size_t position;
    Any model;
};

bool same_value(const Place& a, const Place& b) {
    return a.position == b.position && equal_values(a.model, b.model);
}

/// Walks through every interleaving, looking at each (position, model) once.
class Interleavings {
 public:
    Interleavings(const std::vector<AnySteps>& branches, ValidityBound bound)
        : branches_(branches), bound_(bound), position_(branches.size(), 0) {}

    /// There is a branch, and none is empty. The first step met whose precondition is false in some
    /// order; none if there is none. Where the bound is reached, the last step of the longest
    /// branch, as the program is too large.
    std::optional<Offender> find(const Any& start) {
        if (has_too_many_positions()) return last_of_longest();
        walk(start);
        return offender_;
    }

 private:
    /// Every position is reached unless a step offends, so that where there are more of them than
    /// states to look at, nothing need be looked at to know that the bound will be reached.
    bool has_too_many_positions() const {
        std::size_t positions = 1;
        for (const AnySteps& branch : branches_) {
            if (positions > bound_.states / (branch.size() + 1)) return true;
            positions *= branch.size() + 1;
        }
        return false;
    }

    void walk(Any reached) {
        const auto [key, is_new] = insert(std::move(reached));
        if (!is_new) return;
        const Any& model = seen_[key].model;
        if (seen_.size() > bound_.states) {
            offender_ = last_of_longest();
            return;
        }
        for (std::size_t b = 0; b < branches_.size() && !offender_; ++b) {
            if (position_[b] == branches_[b].size()) continue;
            const AnyStep& step = branches_[b][position_[b]];
            if (!precondition_holds(step, model)) {
                offender_ = Offender{b, position_[b]};
                return;
            }
            Any next = model;
            plan(step, next);
            ++position_[b];
            walk(std::move(next));
            --position_[b];
        }
    }

    std::pair<std::uint32_t, bool> insert(Any model) {
        std::size_t position = 0;
        for (std::size_t b = 0; b < branches_.size(); ++b) {
            position = position * (branches_[b].size() + 1) + position_[b];
        }
        const auto mixed = combine(model.hash(), position);
        return seen_.insert({position, std::move(model)}, mixed);
    }

    Offender last_of_longest() const {
        std::size_t longest = 0;
        for (std::size_t b = 0; b < branches_.size(); ++b) {
            if (branches_[b].size() > branches_[longest].size()) longest = b;
        }
        return {longest, branches_[longest].size() - 1};
    }

    const std::vector<AnySteps>& branches_;
    ValidityBound bound_;
    std::vector<std::size_t> position_;
    Interned<Place> seen_;
    std::optional<Offender> offender_;
};

/// Keeps of a list of steps those that are valid one after another; leaves `model` after them.
void repair_in_order(AnySteps& steps, Any& model, std::vector<Producer>& producers) {
    std::erase_if(steps, [&](const AnyStep& step) {
        if (!references_hold(step, producers) || !precondition_holds(step, model)) return true;
        plan(step, model);
        producers.push_back(producer_of(step));
        return false;
    });
}

void drop_dangling(AnySteps& branch, std::vector<Producer> producers) {
    std::erase_if(branch, [&](const AnyStep& step) {
        if (!references_hold(step, producers)) return true;
        producers.push_back(producer_of(step));
        return false;
    });
}

void drop_empty_branches(AnyProgram& program) {
    std::erase_if(program.branches, [](const AnySteps& branch) { return branch.empty(); });
}

}  // namespace

void repair(AnyProgram& program, const Vocabulary& vocabulary, ValidityBound bound) {
    Any model = program.initial;
    std::vector<Producer> producers;
    repair_in_order(program.prefix, model, producers);
    for (;;) {
        for (auto& branch : program.branches) drop_dangling(branch, producers);
        drop_empty_branches(program);
        if (program.branches.empty() || !vocabulary.has_preconditions) break;
        const auto offender = Interleavings(program.branches, bound).find(model);
        if (!offender) break;
        auto& branch = program.branches[offender->branch];
        branch.erase(branch.begin() + static_cast<std::ptrdiff_t>(offender->index));
    }
}

bool valid(const AnyProgram& program, const Vocabulary& vocabulary, ValidityBound bound) {
    AnyProgram repaired = program;
    drop_empty_branches(repaired);
    const std::size_t branches = repaired.branches.size();
    repair(repaired, vocabulary, bound);
    return repaired.size() == program.size() && repaired.branches.size() == branches;
}

}  // namespace sm::detail::inline program
