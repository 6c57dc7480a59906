#pragma once
/// The result of checking a history: the verdict, and how far the history can be linearized.

#include <sm/base/failure.hpp>
#include <sm/base/limits.hpp>
#include <sm/base/verdict.hpp>
#include <sm/history/detail/any_history.hpp>

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace sm {

/// The verdict on a history of these commands.
template <class Cmd>
struct CheckedHistory {
    Conclusion conclusion;
    Failure failure = Failure::none;
    std::optional<std::size_t> violation{};  ///< the non-linearizable entry: none can come next
    std::vector<std::size_t> linearized{};   ///< the longest order found, entry by entry
    model_of_commands<Cmd> before{};         ///< the model after that prefix
};

namespace detail::inline judge {

/// The verdict on a history, as the compiled code sees it.
struct AnyCheckedHistory {
    Conclusion conclusion;
    Failure failure = Failure::none;
    std::optional<std::size_t> violation{};
    std::vector<std::size_t> linearized{};
    Any before{};
};

template <class Cmd>
CheckedHistory<Cmd> typed_checked_history(AnyCheckedHistory judged) {
    CheckedHistory<Cmd> typed{std::move(judged.conclusion), judged.failure, judged.violation,
                              std::move(judged.linearized)};
    if (judged.before.has_value()) typed.before = judged.before.as<model_of_commands<Cmd>>();
    return typed;
}

}  // namespace detail::inline judge

}  // namespace sm
