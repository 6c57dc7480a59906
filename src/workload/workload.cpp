#include <sm/judge/linearizability.hpp>
#include <sm/value/show.hpp>
#include <sm/workload/workload.hpp>

#include <string>

namespace sm {
namespace {

Finding by_model(const detail::Witnessed& run) {
    Finding finding{.checker = "linearizable by the model"};
    const auto judged = detail::linearizable(run.history, run.vocabulary);
    finding.algorithm = run.vocabulary.is_partitioned ? "search, key by key" : "search";
    finding.judgement = judged.judgement;
    if (!judged.culprit) return finding;
    finding.culprits = {run.places[*judged.culprit]};
    finding.judgement.reason =
        "no order of the calls explains " + show(run.operations[finding.culprits.front()]);
    finding.details.add("model before it", Tree::text(show(judged.before.tree())));
    return finding;
}

}  // namespace

RunChecker::RunChecker() : check_(by_model) {}

RunChecker::RunChecker(Checker checker)
    : check_([checker = std::move(checker)](const detail::Witnessed& run) {
          return run_checker(checker, "checker", run.operations);
      }) {}

}  // namespace sm
