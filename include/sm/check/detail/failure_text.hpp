#pragma once
/// A failing history as a person reads it, and as a file keeps it.

#include <sm/check/detail/executor.hpp>
#include <sm/check/detail/experiment.hpp>
#include <sm/value/difference.hpp>

#include <string>
#include <utility>

namespace sm::detail {

template <class R>
std::string outcome_text(const Outcome<R>& outcome) {
    if (outcome.answered()) {
        if constexpr (std::same_as<R, Nothing>) return {};
        return show(*outcome.answer);
    }
    const std::string ending(name_of(outcome.ending));
    return outcome.reason.empty() ? ending : ending + ": " + outcome.reason;
}

/// Whether the answer alone is right, whatever becomes of the invariant.
template <class C>
bool explains_answer_only(const Call<C>& call, StepId id, model_of<C>& model) {
    return call.outcome.answered() &&
           explains_answer(call.command, id, *call.outcome.answer, model);
}

template <class Cmd>
std::string refusal(const Entry<Cmd>& entry, model_of_commands<Cmd> before) {
    return std::visit(
        [&]<class C>(const Call<C>& call) -> std::string {
            const std::string got = outcome_text(call.outcome);
            auto after = before;
            if (explains_answer_only(call, entry.id, after)) {
                return " would break its invariant: it would become " + show(after);
            }
            if constexpr (answers<C> && !HasAccept<C> && !HasPost<C>) {
                return " answers " + show(answer_of(call.command, entry.id, before)) +
                       ", the system answered " + got;
            } else {
                return " does not allow the answer " + got;
            }
        },
        entry.call);
}

template <class Cmd>
DrawnCall drawn_call(const Entry<Cmd>& entry) {
    DrawnCall drawn;
    drawn.who = "worker " + std::to_string(entry.worker + 1);
    drawn.invoked = entry.invoked;
    drawn.returned = entry.returned;
    std::visit(
        [&]<class C>(const Call<C>& call) {
            drawn.command = show(call.command);
            if (!std::is_void_v<typename ApplyParts<C>::Self>) {
                drawn.command = ref_text(entry.id) + " = " + drawn.command;
            }
            drawn.outcome = outcome_text(call.outcome);
            if (call.outcome.open()) drawn.returned = never;
        },
        entry.call);
    return drawn;
}

/// The calls, what explains them, and why the culprit cannot come next.
template <class Cmd>
FailureText failure_text_of(const JudgedRun<Cmd>& run, bool concurrent) {
    FailureText text;
    const auto& judged = run.judged;
    const auto& entries = run.history.entries;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        text.calls.push_back(drawn_call(entries[i]));
        if (judged.culprit == i) text.calls.back().mark = Mark::unexplained;
    }
    text.concurrent = concurrent;
    if (judged.failure != Failure::wrong_answer || !judged.culprit) return text;
    auto model = run.history.initial;
    for (const std::size_t place : judged.explained) {
        const auto before = model;
        static_cast<void>(explains(entries[place], model));
        text.prefix.push_back({place, equal(before, model) ? "" : difference(before, model)});
    }
    text.refusal =
        "model " + show(judged.before) + refusal(entries[*judged.culprit], judged.before);
    return text;
}

/// For a failure file.
template <class Cmd>
Tree history_tree_of(const History<Cmd>& history) {
    Tree list = Tree::list();
    for (const auto& entry : history.entries) {
        Tree tree = outcome_tree(entry);
        std::visit(
            [&]<class C>(const Call<C>& call) {
                tree.add("command", to_tree(Cmd(std::in_place_type<C>, call.command)));
            },
            entry.call);
        list.add(std::move(tree));
    }
    return list;
}

}  // namespace sm::detail
