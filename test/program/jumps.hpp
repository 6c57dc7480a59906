#pragma once
/// Small models whose commands say for themselves where they lead and where they are allowed, and
/// a judge of programs that tries every interleaving.

#include <sm/base/random.hpp>
#include <sm/program/program.hpp>
#include <sm/spec/domain.hpp>
#include <sm/value/to_string.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace jumps {

inline constexpr int states = 4;

struct Model {
    int at = 0;
};

inline bool allows(int mask, int at) { return (mask >> at & 1) != 0; }

/// From each state to another.
struct Jump {
    int allowed = 0;
    std::array<sm::Below<states>, states> to{};
    bool pre(const Model& m) const { return allows(allowed, m.at); }
    int apply(Model& m) const { return m.at = to[static_cast<std::size_t>(m.at)]; }
};
struct Say {
    std::string apply(Model&) const { return "said"; }
};
struct Use {
    int allowed = 0;
    sm::Ref<int> jump{};
    std::vector<sm::Ref<std::string>> said{};
    bool pre(const Model& m) const { return allows(allowed, m.at); }
    void apply(Model&) const {}
};
using Cmd = std::variant<Jump, Say, Use>;
using Steps = std::vector<sm::Step<Cmd>>;
using Program = sm::Program<Cmd>;

inline int below(sm::Random& random, int n) {
    return static_cast<int>(random.below(static_cast<std::uint64_t>(n)));
}

/// A mask that allows most states.
inline int draw_mask(sm::Random& random) {
    int mask = 0;
    for (int at = 0; at < states; ++at) mask |= random.chance(9, 10) ? 1 << at : 0;
    return mask;
}

/// A command that refers to any number up to `last`, of whatever type.
inline Cmd draw_command(sm::Random& random, sm::StepId last) {
    const auto any_step = [&] { return static_cast<sm::StepId>(1 + random.below(last + 1)); };
    const auto kind = random.below(6);
    if (kind == 0) return Say{};
    if (kind == 1) {
        Use use{draw_mask(random), {any_step()}, {}};
        if (random.below(3) == 0) use.said.push_back({any_step()});
        return use;
    }
    Jump jump{draw_mask(random), {}};
    for (auto& to : jump.to) to = below(random, states);
    return jump;
}

inline Program draw_any(sm::Random& random, int most) {
    Program program;
    program.initial.at = below(random, states);
    sm::StepId id = 0;
    const auto draw_steps = [&](int count) {
        Steps steps;
        for (; count > 0; --count) {
            ++id;
            steps.push_back({id, draw_command(random, id)});
        }
        return steps;
    };
    program.prefix = draw_steps(below(random, most));
    for (int b = below(random, 4); b > 0; --b) {
        program.branches.push_back(draw_steps(below(random, most)));
    }
    return program;
}

/// What answers so far, by type.
struct Answers {
    std::vector<sm::StepId> numbers;
    std::vector<sm::StepId> texts;

    void add(const sm::Step<Cmd>& step) {
        if (std::holds_alternative<Jump>(step.command)) numbers.push_back(step.id);
        if (std::holds_alternative<Say>(step.command)) texts.push_back(step.id);
    }
    bool hold(const Cmd& command) const {
        const auto* use = std::get_if<Use>(&command);
        if (use == nullptr) return true;
        const auto has = [](const auto& ids, sm::StepId id) {
            return std::find(ids.begin(), ids.end(), id) != ids.end();
        };
        return has(numbers, use->jump.id) &&
               std::all_of(use->said.begin(), use->said.end(),
                           [&](const auto& ref) { return has(texts, ref.id); });
    }
};

/// Does the command; false if it is not allowed there.
inline bool go(const Cmd& command, Model& model) {
    return std::visit(
        [&]<class C>(const C& one) {
            if constexpr (requires { one.pre(model); }) {
                if (!one.pre(model)) return false;
            }
            static_cast<void>(one.apply(model));
            return true;
        },
        command);
}

inline bool all_orders(const std::vector<Steps>& branches, std::vector<std::size_t>& position,
                       const Model& model) {
    for (std::size_t b = 0; b < branches.size(); ++b) {
        if (position[b] == branches[b].size()) continue;
        Model next = model;
        if (!go(branches[b][position[b]].command, next)) return false;
        ++position[b];
        const bool rest = all_orders(branches, position, next);
        --position[b];
        if (!rest) return false;
    }
    return true;
}

/// Whether the program is valid, by trying all of its interleavings.
inline bool valid_by_force(const Program& program) {
    Model model = program.initial;
    Answers answers;
    for (const auto& step : program.prefix) {
        if (!answers.hold(step.command) || !go(step.command, model)) return false;
        answers.add(step);
    }
    for (const Steps& branch : program.branches) {
        Answers own = answers;
        for (const auto& step : branch) {
            if (!own.hold(step.command)) return false;
            own.add(step);
        }
    }
    std::vector<std::size_t> position(program.branches.size());
    return all_orders(program.branches, position, model);
}

template <class Cmd>
std::string text_of(const std::vector<sm::Step<Cmd>>& steps) {
    std::string text;
    for (const auto& step : steps) {
        text += "  #" + std::to_string(step.id) + " " + sm::to_string(step.command) + "\n";
    }
    return text;
}

/// The program as a person reads it.
template <class Cmd>
std::string text_of(const sm::Program<Cmd>& program) {
    std::string text = sm::to_string(program.initial) + "\n" + text_of(program.prefix);
    for (const auto& branch : program.branches) text += "beside\n" + text_of(branch);
    return text;
}

}  // namespace jumps
