#pragma once
/// Random histories of typed commands, as systems that do what their models say would give them.

#include <sm/base/random.hpp>
#include <sm/history/history.hpp>
#include <sm/value/compare.hpp>
#include <sm/value/to_string.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace histories {

inline int below(sm::Random& random, int n) {
    return static_cast<int>(random.below(static_cast<std::uint64_t>(n)));
}

/// Does the command to the model.
template <class Cmd, class Model>
void take_effect(const Cmd& command, Model& model) {
    std::visit([&](const auto& c) { static_cast<void>(c.apply(model)); }, command);
}

/// The call as the system answers it, which it now does.
template <class Cmd, class Model>
sm::AnyCall<Cmd> answer(const Cmd& command, Model& model) {
    return std::visit(
        [&]<class C>(const C& c) -> sm::AnyCall<Cmd> {
            sm::Call<C> call{c, {sm::Ending::answered, {}, ""}};
            if constexpr (std::same_as<sm::response_of<C>, sm::Nothing>) {
                c.apply(model);
                call.outcome.answer = sm::Nothing{};
            } else {
                call.outcome.answer = c.apply(model);
            }
            return call;
        },
        command);
}

/// The call with this ending, and no answer.
template <class Cmd>
sm::AnyCall<Cmd> ended(const Cmd& command, sm::Ending ending) {
    return std::visit(
        [&]<class C>(const C& c) -> sm::AnyCall<Cmd> {
            return sm::Call<C>{c, {ending, {}, "because"}};
        },
        command);
}

/// Now and then another answer than the right one, where it is a number.
template <class Cmd>
void falsify(sm::AnyCall<Cmd>& call, sm::Random& random) {
    std::visit(
        [&](auto& c) {
            if constexpr (requires { c.outcome.answer = 1; }) {
                if (c.outcome.answer) c.outcome.answer = below(random, 4) - 1;
            }
        },
        call);
}

template <class Cmd>
Cmd command_of(const sm::AnyCall<Cmd>& call) {
    return std::visit([](const auto& c) -> Cmd { return c.command; }, call);
}

/// Whether the model, which then has taken the call in, gives that answer.
template <class Cmd, class Model>
bool allows(const sm::AnyCall<Cmd>& call, Model& model) {
    const bool right = std::visit(
        [&]<class C>(const sm::Call<C>& c) {
            if constexpr (std::same_as<sm::response_of<C>, sm::Nothing>) {
                c.command.apply(model);
                return true;
            } else {
                const auto answer = c.command.apply(model);
                return !c.outcome.answer || answer == *c.outcome.answer;
            }
        },
        call);
    if constexpr (requires { model.invariant(); }) return right && model.invariant();
    return right;
}

constexpr sm::Ending open_endings[] = {sm::Ending::unknown, sm::Ending::timed_out,
                                       sm::Ending::threw, sm::Ending::crashed};

/// One call after the other; those of unknown outcome take effect at once, later or never.
template <class Cmd, class Draw>
sm::History<Cmd> sequential(sm::Random& random, int calls, Draw draw) {
    sm::History<Cmd> history;
    auto model = history.initial;
    std::vector<Cmd> late;
    for (int i = 0; i < calls; ++i) {
        while (!late.empty() && random.below(3) == 0) {
            const auto which = late.begin() + below(random, static_cast<int>(late.size()));
            take_effect(*which, model);
            late.erase(which);
        }
        const Cmd command = draw(random);
        auto& entry = history.entries.emplace_back();
        entry.id = static_cast<sm::StepId>(i + 1);
        entry.invoked = 2 * i;
        entry.returned = 2 * i + 1;
        const auto chance = random.below(10);
        if (chance == 0) {
            entry.call =
                ended(command, random.below(2) == 0 ? sm::Ending::refused : sm::Ending::not_run);
        } else if (chance < 4) {
            entry.call = ended(command, open_endings[random.below(4)]);
            late.push_back(command);
        } else {
            entry.call = answer(command, model);
            if (random.below(12) == 0) falsify<Cmd>(entry.call, random);
        }
    }
    return history;
}

inline constexpr std::size_t idle = static_cast<std::size_t>(-1);

struct Worker {
    std::size_t entry = idle;  // the call that it is in
    bool done = false;         // it has taken effect
};

/// Calls of several workers, each of which takes effect at some time while it runs.
template <class Cmd, class Draw>
sm::History<Cmd> concurrent(sm::Random& random, int workers, int calls, Draw draw) {
    sm::History<Cmd> history;
    auto model = history.initial;
    std::vector<Worker> all(static_cast<std::size_t>(workers));
    sm::Timestamp now = 0;
    const auto is_idle = [](const Worker& one) { return one.entry == idle; };
    while (calls > 0 || !std::all_of(all.begin(), all.end(), is_idle)) {
        const auto number = random.below(all.size());
        Worker& worker = all[number];
        now += below(random, 3) == 0 ? 0 : 1;
        if (is_idle(worker)) {
            if (calls-- <= 0) continue;
            worker = {history.entries.size(), false};
            auto& entry = history.entries.emplace_back();
            entry.id = static_cast<sm::StepId>(history.entries.size());
            entry.worker = static_cast<int>(number);
            entry.invoked = now;
            entry.call = ended(draw(random), sm::Ending::answered);
        } else if (auto& entry = history.entries[worker.entry]; !worker.done) {
            worker.done = true;
            const auto command = command_of<Cmd>(entry.call);
            const bool open = random.below(6) == 0;
            if (!open || random.below(2) == 0) entry.call = answer(command, model);
            if (open) entry.call = ended(command, open_endings[random.below(4)]);
        } else {
            entry.returned = now;
            worker.entry = idle;
        }
    }
    if (random.below(2) == 0) {
        falsify<Cmd>(history.entries[random.below(history.entries.size())].call, random);
    }
    return history;
}

template <class Cmd>
std::string text_of(const sm::History<Cmd>& history) {
    std::string text;
    for (const auto& entry : history.entries) {
        text += "[" + std::to_string(entry.invoked) + ", " + std::to_string(entry.returned) + "] ";
        std::visit(
            [&](const auto& call) {
                text += sm::to_string(call.command);
                text += call.outcome.answer
                            ? " -> " + sm::to_string(*call.outcome.answer)
                            : " ending " + std::to_string(static_cast<int>(call.outcome.ending));
            },
            entry.call);
        text += "\n";
    }
    return text;
}

}  // namespace histories
