#include "program/shortcut.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "program/interned.hpp"
#include "program/planning.hpp"

namespace sm::detail::inline program {
namespace {

bool contains(const std::vector<StepId>& ids, StepId id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
}

/// A step that others refer to, or that the model remembers by its number, happens once.
bool happens_once(const AnyStep& step, const std::vector<StepId>& wanted) {
    return step.type->remembers_itself || contains(wanted, step.id);
}

/// The steps without those that do what an earlier one does. One that happens once and has its
/// place from `end` on stays there.
AnySteps distinct_commands(const AnySteps& steps, std::size_t end,
                           const std::vector<StepId>& wanted) {
    AnySteps distinct;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const AnyStep& step = steps[i];
        if (happens_once(step, wanted)) {
            if (i < end) distinct.push_back(step);
            continue;
        }
        const bool known = std::any_of(distinct.begin(), distinct.end(), [&](const auto& other) {
            return equal_values(other.command, step.command);
        });
        if (!known) distinct.push_back(step);
    }
    return distinct;
}

/// A command of each kind that the program has none of, as its types alone give it: a program drawn
/// from a subset of the commands may have a shorter way by the others.
void add_missing_kinds(AnySteps& alphabet, StepId& fresh, const Vocabulary& vocabulary) {
    const Any model = vocabulary.model.initial();
    for (const CommandType& type : vocabulary.commands) {
        const bool known = std::any_of(alphabet.begin(), alphabet.end(),
                                       [&](const auto& step) { return step.type == &type; });
        if (known || type.has_own_gen || type.remembers_itself) continue;
        Random random(type.place);
        Draw from{random};
        Any command = type.draw(from, model.data());
        if (command.has_value()) alphabet.push_back({fresh++, &type, std::move(command)});
    }
}

/// The steps [0, end) of the prefix that a later step, or one of a branch, refers to.
std::vector<StepId> needed_after(const AnyProgram& program, std::size_t end) {
    const auto begin = program.prefix.begin();
    const auto middle = begin + static_cast<std::ptrdiff_t>(end);
    const auto wanted = wanted_by({{}, {middle, program.prefix.end()}, program.branches});
    std::vector<StepId> needed;
    std::for_each(begin, middle, [&](const AnyStep& step) {
        if (contains(wanted, step.id)) needed.push_back(step.id);
    });
    return needed;
}

/// A model on a shortest way to it.
struct Node {
    Any model;
    std::uint32_t parent;
    std::size_t command;
    std::size_t depth;
    std::uint64_t answers;  ///< which of the wanted steps are on the way, in any order
};

bool same_value(const Node& a, const Node& b) {
    return a.answers == b.answers && equal_values(a.model, b.model);
}

/// Breadth first, so that the first way found is a shortest one.
class WaySearch {
 public:
    using There = std::function<bool(const Any&)>;

    /// Of the steps in the alphabet, those that are `wanted` by others happen once, and those that
    /// are `needed` must be on the way.
    WaySearch(AnySteps alphabet, std::vector<StepId> wanted, std::vector<StepId> needed,
              StepId fresh)
        : alphabet_(std::move(alphabet)),
          wanted_(std::move(wanted)),
          needed_(std::move(needed)),
          fresh_(fresh) {
        for (const AnyStep& step : alphabet_) references_.push_back(references_of(step));
    }

    /// The shortest way from a model to one that is `there`.
    std::optional<AnySteps> find(const Any& from, const There& there, std::size_t shorter_than,
                                 ShortcutBound bound) {
        if (shorter_than == 0) return std::nullopt;
        nodes_.insert({from, none, 0, 0, 0}, from.hash());
        if (arrives(0, there)) return AnySteps{};
        for (Number at = 0; at < nodes_.size(); ++at) {
            if (nodes_[at].depth + 1 >= shorter_than) return std::nullopt;
            for (std::size_t c = 0; c < alphabet_.size(); ++c) {
                if (bound.applications-- == 0) return std::nullopt;
                const auto reached = extend(at, c);
                if (reached && arrives(*reached, there)) return way_to(*reached);
            }
        }
        return std::nullopt;
    }

 private:
    using Number = std::uint32_t;
    static constexpr Number none = static_cast<Number>(-1);

    bool arrives(Number node, const There& there) const {
        return there(nodes_[node].model) &&
               std::all_of(needed_.begin(), needed_.end(),
                           [&](StepId id) { return is_on_the_way(node, id); });
    }

    bool is_on_the_way(Number node, StepId id) const {
        for (; nodes_[node].parent != none; node = nodes_[node].parent) {
            if (alphabet_[nodes_[node].command].id == id) return true;
        }
        return false;
    }

    bool has_producers(Number node, std::size_t command) const {
        const auto& ids = references_[command];
        return std::all_of(ids.begin(), ids.end(),
                           [&](StepId id) { return is_on_the_way(node, id); });
    }

    /// The number of the node that the command leads to, if it is a new one.
    std::optional<Number> extend(Number at, std::size_t command) {
        const AnyStep& step = alphabet_[command];
        if (!precondition_holds(step, nodes_[at].model)) return std::nullopt;
        if (happens_once(step, wanted_) && is_on_the_way(at, step.id)) return std::nullopt;
        if (!has_producers(at, command)) return std::nullopt;
        Any next = nodes_[at].model;
        plan(step, next);
        auto answers = nodes_[at].answers;
        if (contains(wanted_, step.id)) answers += scramble(step.id);
        const auto mixed = next.hash() + scramble(answers);
        const auto [number, is_new] =
            nodes_.insert({std::move(next), at, command, nodes_[at].depth + 1, answers}, mixed);
        return is_new ? std::optional(number) : std::nullopt;
    }

    AnySteps way_to(Number node) {
        AnySteps way;
        for (; nodes_[node].parent != none; node = nodes_[node].parent) {
            way.push_back(alphabet_[nodes_[node].command]);
            if (!happens_once(way.back(), wanted_)) way.back().id = fresh_++;
        }
        std::reverse(way.begin(), way.end());
        return way;
    }

    AnySteps alphabet_;
    std::vector<std::vector<StepId>> references_;
    std::vector<StepId> wanted_;
    std::vector<StepId> needed_;
    StepId fresh_;
    Interned<Node> nodes_;
};

StepId first_unused(const AnyProgram& program) {
    StepId fresh = 1;
    for_each_part(program, [&](const AnySteps& steps) {
        for (const AnyStep& step : steps) fresh = std::max(fresh, step.id + 1);
    });
    return fresh;
}

}  // namespace

std::optional<AnyProgram> shortcut(const AnyProgram& program, std::size_t end,
                                   const Vocabulary& vocabulary, ShortcutBound bound) {
    Any to = program.initial;
    for (std::size_t i = 0; i < end; ++i) plan(program.prefix[i], to);
    const bool broken = !vocabulary.invariant_holds(to);
    const auto there = [&](const Any& model) {
        return broken ? !vocabulary.invariant_holds(model) : equal_values(model, to);
    };

    auto wanted = wanted_by(program);
    StepId fresh = first_unused(program);
    auto alphabet = distinct_commands(program.prefix, end, wanted);
    add_missing_kinds(alphabet, fresh, vocabulary);
    WaySearch search(std::move(alphabet), std::move(wanted), needed_after(program, end), fresh);
    auto way = search.find(program.initial, there, end, bound);
    if (!way) return std::nullopt;

    AnyProgram shorter = program;
    shorter.prefix = std::move(*way);
    shorter.prefix.insert(shorter.prefix.end(),
                          program.prefix.begin() + static_cast<std::ptrdiff_t>(end),
                          program.prefix.end());
    return shorter;
}

}  // namespace sm::detail::inline program
