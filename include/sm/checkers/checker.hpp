#pragma once
/// Checkers of histories of operations, and how several become one.
///
/// Derived in docs/derivations/partition.md.

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

/// Checks a history. It may assume that the run is over: an operation that has not returned is of
/// unknown outcome.
using Checker = std::function<history::CheckResult(std::span<const history::Operation>)>;

/// The result of the checker; if it throws, the verdict is unknown.
history::CheckResult run_checker(const Checker& checker, std::string_view name,
                                 std::span<const history::Operation> operations);

/// All of these, each named: the worst verdict, with the results of all as parts.
Checker all_of(std::vector<std::pair<std::string, Checker>> checkers);

/// Judges the operations of each key apart, on all cores, and keeps the parts that are not valid.
/// `reason` and `violations` are those of the worst keys, by the places in the whole history. If
/// the checker throws, the verdict on that key is unknown; Misuse, which refuses a history, is
/// passed on.
Checker independent(Checker checker);

}  // namespace sm::checkers
