#pragma once
/// Histories as the compiled code sees them, and the way there and back.

#include <sm/base/detail/made.hpp>
#include <sm/history/history.hpp>
#include <sm/spec/detail/describe.hpp>

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace sm::detail::inline history {

/// One call of a run.
struct AnyEntry {
    StepId id = 0;
    int worker = 0;
    Timestamp invoked = 0;
    Timestamp returned = never;
    const CommandType* type = nullptr;
    Any command;
    Ending ending = Ending::not_run;
    Any answer;  ///< there when it answered
    std::string reason;

    bool answered() const { return ending == Ending::answered; }
    bool indeterminate() const { return is_indeterminate(ending); }
};

/// The calls of a run in the order in which they began.
struct AnyHistory {
    Any initial;
    std::vector<AnyEntry> entries;
};

template <class Cmd, std::size_t I>
AnyCall<Cmd> typed_call(const AnyEntry& entry) {
    using C = std::variant_alternative_t<I, Cmd>;
    using Answer = std::optional<response_of<C>>;
    const bool has_answer = entry.answer.has_value();
    return AnyCall<Cmd>(
        std::in_place_index<I>,
        Call<C>{at<C>(entry.command.data()),
                {entry.ending,
                 has_answer ? Answer(at<response_of<C>>(entry.answer.data())) : std::nullopt,
                 entry.reason}});
}

template <class Cmd>
Entry<Cmd> typed_entry(const AnyEntry& entry) {
    static constexpr auto makers = []<std::size_t... I>(std::index_sequence<I...>) {
        return std::array{typed_call<Cmd, I>...};
    }(std::make_index_sequence<std::variant_size_v<Cmd>>{});
    return {entry.id, entry.worker, entry.invoked, entry.returned,
            makers[entry.type->place](entry)};
}

template <class Cmd>
History<Cmd> typed_history(const AnyHistory& history) {
    if (!history.initial.has_value()) return {};
    return {history.initial.as<model_of_commands<Cmd>>(),
            made_of<typed_entry<Cmd>>(history.entries)};
}

/// Throws Misuse.
[[noreturn]] void misses_answer(const AnyEntry& entry);

template <class Cmd>
AnyHistory any_history(const History<Cmd>& history) {
    AnyHistory all{Any::of(history.initial), {}};
    for (const auto& entry : history.entries) {
        AnyEntry& one = all.entries.emplace_back();
        one.id = entry.id;
        one.worker = entry.worker;
        one.invoked = entry.invoked;
        one.returned = entry.returned;
        one.type = &vocabulary<Cmd>().commands[entry.call.index()];
        std::visit(
            [&]<class C>(const Call<C>& call) {
                one.command = Any::of<C>(call.command);
                one.ending = call.outcome.ending;
                one.reason = call.outcome.reason;
                if (call.outcome.answer) one.answer = Any::of(*call.outcome.answer);
                if (one.answered() && !call.outcome.answer) misses_answer(one);
            },
            entry.call);
    }
    return all;
}

}  // namespace sm::detail::inline history
