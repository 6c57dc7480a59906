#pragma once
/// One command run against a client, and what became of it.

#include <sm/base/clock.hpp>
#include <sm/program/detail/any_program.hpp>
#include <sm/run/detail/any_system.hpp>

#include <string>

namespace sm::detail::inline run {

/// What became of a call.
struct AnyOutcome {
    Ending ending = Ending::not_run;
    Any answer;
    std::string reason;
};

/// Runs the command, if it is admitted by its precondition and each call that it refers to has
/// answered; whatever it throws becomes its outcome, but for Cancelled, which is passed on.
AnyOutcome call(const AnyStep& step, const SystemType& type, void* client, const Results& results,
                bool admitted = true);

/// That of a call which did not come back within its limit.
AnyOutcome timed_out_after(Duration limit);

/// Must be called in a `catch (...)`: tells what the exception says of the call.
Ending describe_exception(std::string& reason) noexcept;

}  // namespace sm::detail::inline run
