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
    const history::Operations& operations;
    const AnyHistory& history;
    const std::vector<std::size_t>& places;  ///< of each call of the history in the operations
    const Vocabulary& vocabulary;
};

}  // namespace detail::inline workload

/// Who judges a run: a checker of operations, or the commands' own model.
class RunChecker {
 public:
    /// By the model: is there an order of the calls, that respects real-time order, in which it
    /// answers as the system did?
    RunChecker();
    /// By what this checker says of the run's operations, those of the nemesis among them.
    RunChecker(checkers::Checker checker);

    history::CheckResult operator()(const detail::Witnessed& run) const { return check_(run); }

 private:
    std::function<history::CheckResult(const detail::Witnessed&)> check_;
};

/// A generator with its checker.
///
///     sm::Workload{.generator = sm::gen::time_limit(30s, sm::gen::clients(work)), .checker =
///     sm::checkers::set_full()}
struct Workload {
    gen::Generator generator{};
    RunChecker checker{};
};

}  // namespace sm
