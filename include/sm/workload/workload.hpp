#pragma once
/// A workload: the generator of clients and nemesis, and the checker of the history.

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
    /// By the model: whether the history is linearizable.
    RunChecker();
    /// By this checker of the run's operations, which include those of the nemesis.
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
