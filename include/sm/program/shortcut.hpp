#pragma once
/// A shorter way for a model from one state to another, by commands that are known.

#include <sm/program/detail/planning.hpp>
#include <sm/value/compare.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <unordered_set>
#include <vector>

namespace sm {

/// How far the search for a shorter way goes.
struct ShortcutBound {
    std::size_t applications = 50'000;  ///< of a command to a model
};

namespace detail {

/// A step that others refer to, or that the model remembers by its number, happens once.
template <class Cmd>
bool happens_once(const Step<Cmd>& step, const std::vector<StepId>& wanted) {
    if (std::find(wanted.begin(), wanted.end(), step.id) != wanted.end()) return true;
    return std::visit(
        []<class C>(const C&) { return !std::is_void_v<typename ApplyParts<C>::Self>; },
        step.command);
}

/// The steps without those that do what an earlier one does.
template <class Cmd>
std::vector<Step<Cmd>> distinct_commands(const std::vector<Step<Cmd>>& steps,
                                         const std::vector<StepId>& wanted) {
    std::vector<Step<Cmd>> distinct;
    for (const Step<Cmd>& step : steps) {
        const bool known = std::any_of(distinct.begin(), distinct.end(), [&](const auto& other) {
            return equal(other.command, step.command);
        });
        if (!known || happens_once(step, wanted)) distinct.push_back(step);
    }
    return distinct;
}

/// A command of each kind that the program has none of, as its types alone give it: a program drawn
/// from a subset of the commands may have a shorter way by the others.
template <class Cmd>
void add_missing_kinds(std::vector<Step<Cmd>>& alphabet, StepId& fresh) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        const auto add = [&]<std::size_t K>() {
            using C = typename Commands<Cmd>::template At<K>;
            const bool known = std::any_of(alphabet.begin(), alphabet.end(), [](const auto& step) {
                return step.command.index() == K;
            });
            if constexpr (!HasGen<C> && std::is_void_v<typename ApplyParts<C>::Self>) {
                Random random(K);
                Draw from{random};
                C command = draw<C>(from);
                if (known || from.failed) return;
                alphabet.push_back({fresh++, Cmd(std::in_place_index<K>, std::move(command))});
            }
        };
        (add.template operator()<I>(), ...);
    }(std::make_index_sequence<Commands<Cmd>::count>{});
}

/// Breadth first, so that the first way found is a shortest one.
template <class Cmd>
class WaySearch {
 public:
    using Model = model_of_commands<Cmd>;

    WaySearch(std::vector<Step<Cmd>> alphabet, std::vector<StepId> wanted, StepId fresh)
        : alphabet_(std::move(alphabet)), wanted_(std::move(wanted)), fresh_(fresh) {}

    /// The shortest way from a model to one that is `there`.
    template <class There>
    std::optional<std::vector<Step<Cmd>>> find(const Model& from, There there,
                                               std::size_t shorter_than, ShortcutBound bound) {
        nodes_.push_back({from, none, 0, 0});
        seen_.insert(hash(from));
        if (there(from)) return std::vector<Step<Cmd>>{};
        for (std::size_t at = 0; at < nodes_.size(); ++at) {
            if (nodes_[at].depth + 1 >= shorter_than) return std::nullopt;
            for (std::size_t c = 0; c < alphabet_.size(); ++c) {
                if (bound.applications-- == 0) return std::nullopt;
                if (extend(at, c) && there(nodes_.back().model)) return way_to(nodes_.size() - 1);
            }
        }
        return std::nullopt;
    }

 private:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    struct Node {
        Model model;
        std::size_t parent;
        std::size_t command;
        std::size_t depth;
    };

    bool only_once(const Step<Cmd>& step) const { return happens_once(step, wanted_); }

    bool is_on_the_way(std::size_t node, StepId id) const {
        for (; nodes_[node].parent != none; node = nodes_[node].parent) {
            if (alphabet_[nodes_[node].command].id == id) return true;
        }
        return false;
    }

    bool has_producers(std::size_t node, const Step<Cmd>& step) const {
        bool all = true;
        auto visit = [&](const auto& ref) { all = all && is_on_the_way(node, ref.id); };
        std::visit([&](const auto& command) { for_each_ref(command, visit); }, step.command);
        return all;
    }

    bool extend(std::size_t at, std::size_t command) {
        const Step<Cmd>& step = alphabet_[command];
        if (!precondition_holds(step.command, nodes_[at].model)) return false;
        if (only_once(step) && is_on_the_way(at, step.id)) return false;
        if (!has_producers(at, step)) return false;
        Model next = nodes_[at].model;
        plan_step(step, next);
        if (!seen_.insert(hash(next)).second) return false;
        nodes_.push_back({std::move(next), at, command, nodes_[at].depth + 1});
        return true;
    }

    std::vector<Step<Cmd>> way_to(std::size_t node) {
        std::vector<Step<Cmd>> way;
        for (; nodes_[node].parent != none; node = nodes_[node].parent) {
            way.push_back(alphabet_[nodes_[node].command]);
            if (!only_once(way.back())) way.back().id = fresh_++;
        }
        std::reverse(way.begin(), way.end());
        return way;
    }

    std::vector<Step<Cmd>> alphabet_;
    std::vector<StepId> wanted_;
    StepId fresh_;
    std::vector<Node> nodes_;
    std::unordered_set<std::uint64_t> seen_;
};

}  // namespace detail

/// Whether the model breaks its own invariant, whatever a system answers.
template <class Model>
bool breaks_invariant(const Model& model) {
    if constexpr (detail::HasInvariant<Model>) {
        return !model.invariant();
    } else {
        return false;
    }
}

/// The steps [0, end) of the program's prefix, replaced by as few as possible of the program's own
/// commands that lead the model to the same state, or, if its invariant is broken there, to any
/// such state; none if no shorter way is found within `bound`.
template <class Cmd>
std::optional<Program<Cmd>> shortcut(const Program<Cmd>& program, std::size_t end,
                                     ShortcutBound bound = {}) {
    std::vector<StepId> wanted;
    StepId fresh = 1;
    auto visit = [&](const auto& ref) { wanted.push_back(ref.id); };
    const auto look = [&](const std::vector<Step<Cmd>>& steps) {
        for (const Step<Cmd>& step : steps) {
            fresh = std::max(fresh, step.id + 1);
            std::visit([&](const auto& command) { detail::for_each_ref(command, visit); },
                       step.command);
        }
    };
    look(program.prefix);
    for (const auto& branch : program.branches) look(branch);

    auto to = program.initial;
    for (std::size_t i = 0; i < end; ++i) detail::plan_step(program.prefix[i], to);
    auto alphabet = detail::distinct_commands(program.prefix, wanted);
    detail::add_missing_kinds(alphabet, fresh);
    detail::WaySearch<Cmd> search(std::move(alphabet), std::move(wanted), fresh);
    const bool broken = breaks_invariant(to);
    const auto there = [&](const auto& model) {
        return broken ? breaks_invariant(model) : equal(model, to);
    };
    const auto way = search.find(program.initial, there, end, bound);
    if (!way) return std::nullopt;
    Program<Cmd> shorter = program;
    shorter.prefix = *way;
    shorter.prefix.insert(shorter.prefix.end(),
                          program.prefix.begin() + static_cast<std::ptrdiff_t>(end),
                          program.prefix.end());
    return shorter;
}

}  // namespace sm
