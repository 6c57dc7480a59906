#pragma once
/// Whether a program is valid in every order in which its branches may interleave, and what has
/// to go to make it so.

#include <sm/program/detail/planning.hpp>
#include <sm/value/compare.hpp>

#include <cstdint>
#include <optional>
#include <unordered_set>
#include <utility>
#include <vector>

namespace sm {

/// How much of the interleavings is looked at before a program counts as too large to tell.
struct ValidityBound {
    std::size_t states = 20'000;
};

namespace detail {

/// Walks through every interleaving, looking at each (position, model) once.
template <class Cmd>
class Interleavings {
 public:
    using Model = model_of_commands<Cmd>;
    /// A step whose precondition is false somewhere.
    struct Offender {
        std::size_t branch;
        std::size_t index;
    };

    Interleavings(const std::vector<std::vector<Step<Cmd>>>& branches, ValidityBound bound)
        : branches_(branches), bound_(bound), position_(branches.size(), 0) {}

    /// The first step met whose precondition is false in some order; none if there is none.
    /// Where the bound is reached, the last step of the longest branch, as the program is too
    /// large.
    std::optional<Offender> find(const Model& start) {
        walk(start);
        return offender_;
    }

 private:
    void walk(const Model& model) {
        if (!seen_.insert(key(model)).second) return;
        if (seen_.size() > bound_.states) {
            offender_ = last_of_longest();
            return;
        }
        for (std::size_t b = 0; b < branches_.size() && !offender_; ++b) {
            if (position_[b] == branches_[b].size()) continue;
            const Step<Cmd>& step = branches_[b][position_[b]];
            if (!precondition_holds(step.command, model)) {
                offender_ = Offender{b, position_[b]};
                return;
            }
            Model next = model;
            plan_step(step, next);
            ++position_[b];
            walk(next);
            --position_[b];
        }
    }

    std::uint64_t key(const Model& model) const {
        std::uint64_t mixed = hash(model);
        for (const std::size_t at : position_) {
            mixed = (mixed ^ at) * 0x9e3779b97f4a7c15ULL;
            mixed ^= mixed >> 29;
        }
        return mixed;
    }

    Offender last_of_longest() const {
        std::size_t longest = 0;
        for (std::size_t b = 0; b < branches_.size(); ++b) {
            if (branches_[b].size() > branches_[longest].size()) longest = b;
        }
        return {longest, branches_[longest].size() - 1};
    }

    const std::vector<std::vector<Step<Cmd>>>& branches_;
    ValidityBound bound_;
    std::vector<std::size_t> position_;
    std::unordered_set<std::uint64_t> seen_;
    std::optional<Offender> offender_;
};

/// Keeps of a list of steps those that are valid one after another; leaves `model` after them.
template <class Cmd>
void repair_in_order(std::vector<Step<Cmd>>& steps, model_of_commands<Cmd>& model,
                     std::vector<Producer>& producers) {
    std::erase_if(steps, [&](const Step<Cmd>& step) {
        if (!references_hold(step.command, producers)) return true;
        if (!precondition_holds(step.command, model)) return true;
        plan_step(step, model);
        producers.push_back(producer_of(step));
        return false;
    });
}

template <class Cmd>
void drop_dangling(std::vector<Step<Cmd>>& branch, std::vector<Producer> producers) {
    std::erase_if(branch, [&](const Step<Cmd>& step) {
        if (!references_hold(step.command, producers)) return true;
        producers.push_back(producer_of(step));
        return false;
    });
}

}  // namespace detail

/// Drops the commands that are not valid where they stand, and whatever refers to their answers,
/// until the program is valid in every interleaving. A command is dropped, never changed.
template <class Cmd>
void repair(Program<Cmd>& program, ValidityBound bound = {}) {
    auto model = program.initial;
    std::vector<Producer> producers;
    detail::repair_in_order(program.prefix, model, producers);
    for (;;) {
        for (auto& branch : program.branches) detail::drop_dangling(branch, producers);
        if constexpr (!Commands<Cmd>::Parts::any_pre) break;
        const auto offender = detail::Interleavings<Cmd>(program.branches, bound).find(model);
        if (!offender) break;
        auto& branch = program.branches[offender->branch];
        branch.erase(branch.begin() + static_cast<std::ptrdiff_t>(offender->index));
    }
    std::erase_if(program.branches, [](const auto& branch) { return branch.empty(); });
}

/// Whether every command's precondition holds, and every reference has its producer, in every
/// order in which the branches may interleave.
template <class Cmd>
bool valid(const Program<Cmd>& program, ValidityBound bound = {}) {
    Program<Cmd> repaired = program;
    std::erase_if(repaired.branches, [](const auto& branch) { return branch.empty(); });
    const std::size_t branches = repaired.branches.size();
    repair(repaired, bound);
    return repaired.size() == program.size() && repaired.branches.size() == branches;
}

}  // namespace sm
