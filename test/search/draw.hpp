#pragma once
/// Random histories of the small models.

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <string>
#include <tuple>

#include "search/toys.hpp"

namespace toys {

/// Draws histories: those of a correct system, half of them with an answer falsified.
class Draw {
 public:
    explicit Draw(std::uint64_t seed) : bits_(seed) {}

    int below(int n) { return static_cast<int>(bits_() % static_cast<unsigned>(n)); }
    bool one_in(int n) { return below(n) == 0; }

    Input input(const Model& model) { return {below(model.ops), below(3), below(3)}; }

    /// Gives calls kinds and says which only read; not always, as both are allowed to be unknown.
    void annotate(const Model& model, History& history) {
        std::map<std::tuple<Input, bool, int>, sm::detail::Kind> kinds;
        for (auto& call : history) {
            const bool open = call.interval.optional;
            const auto next = static_cast<sm::detail::Kind>(kinds.size());
            // An open call that is always answered alike is of one kind with those answered.
            const bool unknown = open && (call.input.op != 0 || &model == &kSet);
            const std::tuple key{call.input, unknown, open ? 0 : call.answer};
            const auto kind = kinds.try_emplace(key, next).first->second;
            if (!one_in(4)) call.interval.kind = kind;
            if (!open && !one_in(4)) call.interval.read_only = model.reads(call.input, call.answer);
        }
    }

    History concurrent(const Model& model, int calls, int span) {
        History history;
        std::vector<std::array<int, 3>> effects;  // when, tie, call
        for (int i = 0; i < calls; ++i) {
            Call call;
            call.input = input(model);
            call.interval.invoked = below(span);
            const auto last = call.interval.invoked + below(span / 2);
            call.interval.optional = one_in(5);
            if (!call.interval.optional && !one_in(20)) call.interval.returned = last;
            const auto begin = static_cast<int>(call.interval.invoked);
            const auto end = call.interval.returned == last ? static_cast<int>(last) : 2 * span;
            if (!call.interval.optional || one_in(2)) {
                effects.push_back({begin + below(end - begin + 1), below(1000), i});
            }
            history.push_back(call);
        }
        std::sort(effects.begin(), effects.end());
        auto state = model.start;
        for (const auto& effect : effects) {
            auto& call = history[static_cast<std::size_t>(effect[2])];
            call.answer = model.apply(state, call.input);
        }
        falsify(history);
        annotate(model, history);
        return history;
    }

    /// One call after the other; those of unknown outcome take effect at once, later or never.
    History sequential(const Model& model, int calls) {
        History history;
        std::vector<Input> late;
        auto state = model.start;
        for (int i = 0; i < calls; ++i) {
            while (!late.empty() && one_in(3)) {
                const auto which = late.begin() + below(static_cast<int>(late.size()));
                model.apply(state, *which);
                late.erase(which);
            }
            Call call;
            call.input = input(model);
            call.interval.invoked = 2 * i;
            call.interval.optional = one_in(3);
            call.interval.returned = 2 * i + 1;
            if (call.interval.optional) {
                late.push_back(call.input);
            } else {
                call.answer = model.apply(state, call.input);
            }
            history.push_back(call);
        }
        falsify(history);
        annotate(model, history);
        return history;
    }

 private:
    void falsify(History& history) {
        if (one_in(2))
            history[static_cast<std::size_t>(below(static_cast<int>(history.size())))].answer =
                below(4) - 1;
    }

    std::mt19937_64 bits_;
};

/// The history as text, for a failed expectation.
inline std::string text(const Model& model, const History& history) {
    std::string text = model.name;
    for (const auto& [interval, input, answer] : history) {
        text += "\n  [" + std::to_string(interval.invoked) + ", " +
                (interval.optional ? "open"
                 : interval.returned == sm::detail::never_returned
                     ? "ever"
                     : std::to_string(interval.returned)) +
                "] op" + std::to_string(input.op) + "(" + std::to_string(input.a) + "," +
                std::to_string(input.b) + ") -> " + std::to_string(answer) +
                (interval.read_only ? " reads" : "");
    }
    return text;
}

}  // namespace toys
