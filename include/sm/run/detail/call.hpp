#pragma once
/// One command run against a client, and what became of it.

#include <sm/run/history.hpp>
#include <sm/spec/detail/refs.hpp>

#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace sm::detail {

/// Must be called in a `catch (...)`: tells what the exception says of the call.
Ending describe_exception(std::string& reason) noexcept;

template <class C, class Client>
concept RunsPlain = requires(const C& command, Client& client) { command.run(client); };

template <class C, class Client>
concept RunsWithResults = requires(const C& command, Client& client, const Results& results) {
    command.run(client, results);
};

template <class C, class Client>
decltype(auto) run_command(const C& command, Client& client, const Results& results) {
    static_assert(RunsPlain<C, Client> || RunsWithResults<C, Client>,
                  "sm: a command has no `run(System&) const` that takes the system under test");
    if constexpr (RunsPlain<C, Client>) {
        return command.run(client);
    } else {
        return command.run(client, results);
    }
}

template <class C>
std::optional<StepId> missing_reference(const C& command, const Results& results) {
    std::optional<StepId> missing;
    auto visit = [&](const auto& ref) {
        if (!missing && !results.has(ref.id)) missing = ref.id;
    };
    for_each_ref(command, visit);
    return missing;
}

std::string no_value_for(StepId id);

/// Runs the command; whatever it throws becomes its outcome.
template <class C, class Client>
void call(const C& command, Client& client, const Results& results,
          Outcome<response_of<C>>& outcome) {
    using Response = response_of<C>;
    if (const auto missing = missing_reference(command, results)) {
        outcome.ending = Ending::not_run;
        outcome.reason = no_value_for(*missing);
        return;
    }
    try {
        using Returned = decltype(run_command(command, client, results));
        if constexpr (std::same_as<Response, Nothing>) {
            static_cast<void>(run_command(command, client, results));
            outcome.answer.emplace();
        } else {
            static_assert(
                std::is_convertible_v<Returned, Response>,
                "sm: what a command's run returns must convert to what its apply returns");
            outcome.answer.emplace(run_command(command, client, results));
        }
        outcome.ending = Ending::answered;
    } catch (...) {
        outcome.ending = describe_exception(outcome.reason);
    }
}

}  // namespace sm::detail
