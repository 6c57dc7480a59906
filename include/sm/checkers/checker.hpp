#pragma once
/// Checkers of histories of operations, and how several become one.

#include <sm/base/verdict.hpp>
#include <sm/checkers/detail/namespace.hpp>
#include <sm/history/operation.hpp>
#include <sm/value/tree.hpp>

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace sm::checkers {

/// What a checker found out.
struct CheckResult {
    std::string checker{};    ///< its name: "linearizable queue", "set-full"
    std::string algorithm{};  ///< what ran and why: "zones, as all writes differ"
    Conclusion conclusion{};
    /// The operations that show the fault, by their place in the history: few, and those that a
    /// reader has to look at.
    std::vector<std::size_t> violations{};
    /// Counts, fractions and examples, as a record; for people and for JSON.
    Tree details = Tree::record("");
    std::vector<CheckResult> parts{};  ///< of a composed checker, or of each key that is not valid

    Verdict verdict() const { return conclusion.verdict; }
};

/// Says what a history shows. It may take the history as one of a run that is over: what has not
/// returned by its end is of unknown outcome.
using Checker = std::function<CheckResult(std::span<const history::Operation>)>;

/// What the checker says; one that throws could not tell, and its verdict is unknown.
CheckResult run_checker(const Checker& checker, std::string_view name,
                        std::span<const history::Operation> operations);

/// All of these, each named: the worst verdict, with the findings of all as parts.
Checker all_of(std::vector<std::pair<std::string, Checker>> checkers);

/// Judges the operations of each key apart, on all cores, and keeps the parts that are not valid.
/// `reason` and `violations` are those of the worst keys, by the places in the whole history. Where
/// the checker throws it could not tell of that key; Misuse, which refuses a history, is passed on.
Checker independent(Checker checker);

/// The finding as a few lines for a terminal: verdict, what ran, reason, details, then the parts.
std::string to_string(const CheckResult& finding);

/// The finding as a tree, for JSON.
Tree to_tree(const CheckResult& finding);

}  // namespace sm::checkers
