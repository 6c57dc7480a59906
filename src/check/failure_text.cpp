#include "check/failure_text.hpp"

#include <sm/spec/detail/kinds.hpp>
#include <sm/value/difference.hpp>
#include <sm/value/to_string.hpp>

#include <algorithm>
#include <utility>

#include "judge/allows.hpp"

namespace sm::detail::inline check {
namespace {

/// "timed out"
std::string words_of(Ending ending) {
    std::string words(enum_name(ending));
    std::replace(words.begin(), words.end(), '_', ' ');
    return words;
}

std::string outcome_text(const AnyEntry& entry) {
    if (entry.answered()) {
        const bool nothing = &entry.answer.type() == &any_type<Nothing>;
        return nothing ? std::string() : to_string(entry.answer.tree());
    }
    const std::string ending = words_of(entry.ending);
    return entry.reason.empty() ? ending : ending + ": " + entry.reason;
}

/// Whether the answer alone is right, whatever becomes of the invariant.
bool allows_answer(const AnyEntry& entry, Any& model) {
    return entry.answered() &&
           entry.type->allows(entry.command.data(), entry.id, entry.answer.data(), model.data());
}

std::string refusal(const AnyEntry& entry, const Any& before) {
    const std::string got = outcome_text(entry);
    Any after = before;
    if (allows_answer(entry, after)) {
        return " the call would break the invariant of the model, with the state " +
               to_string(after.tree());
    }
    if (entry.type->model_answer == nullptr) return " the model does not allow the answer " + got;
    Any model = before;
    const Tree wanted = entry.type->model_answer(entry.command.data(), entry.id, model.data());
    return " the model answers " + to_string(wanted) + ", the system answered " + got;
}

DrawnCall drawn_call(const AnyEntry& entry, int workers) {
    DrawnCall drawn;
    drawn.who = "worker " + std::to_string(entry.worker % workers + 1);
    drawn.invoked = entry.invoked;
    drawn.returned = entry.indeterminate() ? never : entry.returned;
    drawn.command = to_string(entry.command.tree());
    if (entry.type->remembers_itself) drawn.command = ref_text(entry.id) + " = " + drawn.command;
    drawn.outcome = outcome_text(entry);
    return drawn;
}

std::string call_text(const AnyHistory& history, std::uint64_t call) {
    for (const auto& entry : history.entries)
        if (entry.id == call) return to_string(entry.command.tree());
    return "its next call";
}

std::string turn_text(const Turn& turn, const AnyHistory& history) {
    const auto to = call_text(history, turn.to_call);
    if (turn.why == Left::at_the_start)
        return "worker " + std::to_string(turn.to + 1) + " began with " + to;
    std::string text = "worker " + std::to_string(turn.from + 1);
    const auto call = call_text(history, turn.call);
    const std::string place =
        turn.before.empty() ? "before " + call : "in " + call + " before " + operation_text(turn);
    switch (turn.why) {
        case Left::ended:
            text += " ended";
            break;
        case Left::waiting:
            text += " blocked " + place;
            break;
        case Left::spinning:
            text += " spun " + place;
            break;
        default:
            text += " was preempted " + place;
    }
    return text + "; worker " + std::to_string(turn.to + 1) + " continued with " + to;
}

}  // namespace

FailureText failure_text_of(const JudgedRun& run, const Vocabulary& vocabulary,
                            const Branches& branches) {
    FailureText text;
    const Any& initial = run.history.initial;
    if (!equal_values(initial, vocabulary.model.initial()))
        text.initial = to_string(initial.tree());
    const auto& judged = run.judged;
    const auto& entries = run.history.entries;
    const int workers = static_cast<int>(std::max<std::size_t>(branches.ran, 1));
    for (std::size_t i = 0; i < entries.size(); ++i) {
        text.calls.push_back(drawn_call(entries[i], workers));
        if (judged.violation == i) text.calls.back().mark = Mark::non_linearizable;
    }
    text.concurrent = branches.shown > 0;
    if (run.interleaving)
        for (const Turn& turn : run.interleaving->turns)
            text.turns.push_back(turn_text(turn, run.history));
    if (judged.failure != Failure::wrong_answer || !judged.violation) return text;
    Any model = run.history.initial;
    for (const std::size_t place : judged.linearized) {
        const Any before = model;
        static_cast<void>(allows(entries[place], model, vocabulary));
        text.prefix.push_back({place, equal_values(before, model)
                                          ? std::string()
                                          : difference(before.tree(), model.tree())});
    }
    text.refusal = "in state " + to_string(judged.before.tree()) +
                   refusal(entries[*judged.violation], judged.before);
    return text;
}

}  // namespace sm::detail::inline check
