#pragma once
/// A history: every call of a run, with its own command, its own answer, and when it happened.

#include <sm/history/outcome.hpp>
#include <sm/spec/commands.hpp>
#include <sm/spec/ref.hpp>

#include <cstdint>
#include <limits>
#include <variant>
#include <vector>

namespace sm {

/// A command with its outcome. Each command has its own type of answer: with one type for all, two
/// commands with equal answers could not be distinguished.
template <class C>
struct Call {
    C command;
    Outcome<response_of<C>> outcome;
};

namespace detail::inline history {

template <class Cmd>
struct AnyCallOf;

template <class... Cs>
struct AnyCallOf<std::variant<Cs...>> {
    using Type = std::variant<Call<Cs>...>;
};

}  // namespace detail::inline history

/// A call of any of the commands.
template <class Cmd>
using AnyCall = typename detail::AnyCallOf<Cmd>::Type;

/// When something happened: nanoseconds of a steady clock in a concurrent run, ordinals in a
/// sequential one. Equal timestamps mean that either may have been first.
using Timestamp = std::int64_t;

/// The return of a call that has not returned.
inline constexpr Timestamp never = std::numeric_limits<Timestamp>::max();

/// One call of a run.
template <class Cmd>
struct Entry {
    StepId id = 0;
    /// The process that made it, from 0. Worker w of n, counted from 1, is process w - 1, and
    /// after each call of unknown outcome its process number grows by n.
    int worker = 0;
    Timestamp invoked = 0;
    Timestamp returned = never;
    AnyCall<Cmd> call;

    /// How the call ended, whichever command it is.
    Ending ending() const {
        return std::visit([](const auto& c) { return c.outcome.ending; }, call);
    }
};

/// The calls in the order in which they began.
template <class Cmd>
struct History {
    model_of_commands<Cmd> initial{};
    std::vector<Entry<Cmd>> entries;
};

}  // namespace sm
