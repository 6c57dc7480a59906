#pragma once
/// A workload: what clients and nemesis do, and what the history must then be.

#include <sm/checkers/checker.hpp>
#include <sm/history/detail/any_history.hpp>
#include <sm/workload/generator.hpp>

#include <functional>
#include <utility>

namespace sm {

namespace detail::inline workload {

/// A run as its checker sees it.
struct Witnessed {
    const Operations& operations;
    const AnyHistory& history;
    const std::vector<std::size_t>& places;  ///< of each call of the history in the operations
    const Vocabulary& vocabulary;
};

}  // namespace detail::inline workload

/// Who judges a run: a checker of operations, or the commands' own model.
class RunChecker {
 public:
    /// By the model: is there an order of the calls, true to real time, in which it answers as the
    /// system did?
    RunChecker();
    /// By what this checker says of the run's operations, those of the nemesis among them.
    RunChecker(Checker checker);

    Finding operator()(const detail::Witnessed& run) const { return check_(run); }

 private:
    std::function<Finding(const detail::Witnessed&)> check_;
};

/// A generator with its checker.
///
///     sm::Workload{.generator = sm::time_limit(30s, sm::clients(work)), .checker = sm::set_full()}
struct Workload {
    Generator generator{};
    RunChecker checker{};
};

}  // namespace sm
