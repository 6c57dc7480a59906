#include <sm/checkers/sequential_object.hpp>

#include <unordered_map>

#include "checkers/object_judging.hpp"
#include "checkers/translation.hpp"
#include "search/bound_text.hpp"
#include "search/sequential_core.hpp"

namespace sm::checkers {
namespace {

constexpr std::size_t kMostToReduce = 300;

std::string checker_of(Object object) {
    return "sequentially consistent " + std::string(to_string(object));
}

/// The calls by process. Whoever goes on after an operation of unknown outcome, a read that was
/// left out of the calls among them, is another process.
std::vector<detail::ProcessCalls> processes_of(const ObjectHistory& history,
                                               std::span<const history::Operation> operations) {
    std::vector<detail::ProcessCalls> processes;
    std::unordered_map<std::int64_t, std::size_t> alive;  // place in `processes` by number
    detail::CallId next = 0;
    for (std::size_t i = 0; i < operations.size(); ++i) {
        if (next < history.calls.size() && history.calls[next].operation == i) {
            const auto [at, fresh] = alive.try_emplace(operations[i].process, processes.size());
            if (fresh) processes.emplace_back();
            processes[at->second].push_back(next++);
        }
        if (operations[i].indeterminate()) alive.erase(operations[i].process);
    }
    return processes;
}

void name_culprits(history::CheckResult& finding, const ObjectHistory& history,
                   const std::vector<detail::CallId>& calls) {
    for (const auto id : calls) finding.violations.push_back(history.calls[id].operation);
}

history::CheckResult judge(const ObjectHistory& history,
                           std::span<const history::Operation> operations,
                           const detail::Budget& budget) {
    const auto processes = processes_of(history, operations);
    const auto intervals = detail::intervals_of(history.calls);
    const auto space = detail::object_space(history, history.calls);
    const auto found = order_processes(intervals, processes, *space, budget.for_search());
    history::CheckResult finding{
        .checker = checker_of(history.object),
        .algorithm = "search through the orders that are true to each process",
        .conclusion = {found.verdict, found.reason}};
    finding.details.add("places", Tree(found.nodes));
    if (found.verdict != Verdict::invalid) return finding;
    tell_states(finding, *space, found.counterexample->states);
    if (history.calls.size() > kMostToReduce) {
        name_culprits(finding, history, found.counterexample->candidates);
        finding.details.add("violations",
                            Tree::text("those with which the processes would go on where the "
                                       "explanation ends; there are too many operations to find "
                                       "the fewest"));
    } else {
        const auto core =
            sequential_core(intervals, processes, *space,
                            detail::freedom_of(history, history.calls), budget.for_search());
        name_culprits(finding, history, core.calls);
        if (!core.minimal) finding.details.add("violations", Tree::text("more than need be"));
    }
    detail::tell_operations(finding, history.calls[found.counterexample->call].operation,
                            operations);
    return finding;
}

}  // namespace

Checker sequentially_consistent(Object object, const SequentialOptions& options) {
    return [object, options](std::span<const history::Operation> operations) {
        const detail::Budget budget(options.bounds);
        const auto history = detail::translated(object, operations, options.object,
                                                [&] { return budget.in_time(); });
        if (!history)
            return detail::out_of_bounds(checker_of(object), detail::shown_time(budget.whole()));
        return judge(*history, operations, budget);
    };
}

}  // namespace sm::checkers
