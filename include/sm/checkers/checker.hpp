#pragma once
/// Checkers of histories of operations, and how several become one.

#include <sm/base/verdict.hpp>
#include <sm/checkers/detail/namespace.hpp>
#include <sm/history/check_result.hpp>
#include <sm/history/operation.hpp>
#include <sm/value/tree.hpp>

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace sm::checkers {

/// Says what a history shows. It may take the history as one of a run that is over: what has not
/// returned by its end is of unknown outcome.
using Checker = std::function<history::CheckResult(std::span<const history::Operation>)>;

/// What the checker says; one that throws could not tell, and its verdict is unknown.
history::CheckResult run_checker(const Checker& checker, std::string_view name,
                                 std::span<const history::Operation> operations);

/// All of these, each named: the worst verdict, with the findings of all as parts.
Checker all_of(std::vector<std::pair<std::string, Checker>> checkers);

/// Judges the operations of each key apart, on all cores, and keeps the parts that are not valid.
/// `reason` and `violations` are those of the worst keys, by the places in the whole history. Where
/// the checker throws it could not tell of that key; Misuse, which refuses a history, is passed on.
Checker independent(Checker checker);

}  // namespace sm::checkers
