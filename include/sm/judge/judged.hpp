#pragma once
/// What a judge says of a history: the verdict, and how far the history can be explained.

#include <sm/base/clock.hpp>
#include <sm/base/verdict.hpp>
#include <sm/history/detail/any_history.hpp>

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace sm {

/// What kind of failure it is; a shrinker must not slip from one to another.
enum class Failure : std::uint8_t {
    none,
    wrong_answer,  ///< no order of the calls explains the answers
    exception,     ///< a command threw
    crash,         ///< the process died
    broken,        ///< the system threw, outside of any command
    other_run,     ///< two runs of one program differed
    undecided,     ///< nobody could tell: a bound was reached, or a call never answered
};

/// Where judging ends with an unknown verdict.
struct JudgeBounds {
    std::size_t memory = std::size_t{1} << 30;  ///< bytes
    Duration time = std::chrono::seconds{30};
    const Clock* clock = nullptr;  ///< none: the machine's
};

/// The verdict on a history of these commands.
template <class Cmd>
struct Judged {
    Judgement judgement;
    Failure failure = Failure::none;
    std::optional<std::size_t> culprit{};  ///< the entry that no order explains
    std::vector<std::size_t> explained{};  ///< what can be explained, in an order that does
    model_of_commands<Cmd> before{};       ///< the model after that prefix
};

namespace detail::inline judge {

/// The verdict on a history, as the compiled code sees it.
struct AnyJudged {
    Judgement judgement;
    Failure failure = Failure::none;
    std::optional<std::size_t> culprit{};
    std::vector<std::size_t> explained{};
    Any before{};
};

template <class Cmd>
Judged<Cmd> typed_judged(AnyJudged judged) {
    Judged<Cmd> typed{std::move(judged.judgement), judged.failure, judged.culprit,
                      std::move(judged.explained)};
    if (judged.before.has_value()) typed.before = judged.before.as<model_of_commands<Cmd>>();
    return typed;
}

}  // namespace detail::inline judge

}  // namespace sm
