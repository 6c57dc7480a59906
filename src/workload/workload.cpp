#include <sm/judge/linearizability.hpp>
#include <sm/value/to_string.hpp>
#include <sm/workload/workload.hpp>

#include <string>

namespace sm {
namespace {

history::CheckResult by_model(const detail::Witnessed& run) {
    history::CheckResult result{.checker = "linearizable by the model"};
    const auto judged = detail::linearizable(run.history, run.vocabulary);
    result.algorithm = run.vocabulary.is_partitioned ? "search, key by key" : "search";
    result.conclusion = judged.conclusion;
    if (!judged.violation) return result;
    result.violations = {run.places[*judged.violation]};
    result.conclusion.reason =
        "not linearizable: no order of the calls that respects real time explains " +
        to_string(run.operations[result.violations.front()]);
    result.details.add("model before it", Tree::text(to_string(judged.before.tree())));
    return result;
}

}  // namespace

RunChecker::RunChecker() : check_(by_model) {}

RunChecker::RunChecker(checkers::Checker checker)
    : check_([checker = std::move(checker)](const detail::Witnessed& run) {
          return checkers::run_checker(checker, "checker", run.operations);
      }) {}

}  // namespace sm
