#include <sm/checkers/sequential_object.hpp>

#include <unordered_map>

#include "checkers/object_judging.hpp"
#include "checkers/translation.hpp"

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

void name_violations(history::CheckResult& result, const ObjectHistory& history,
                     const std::vector<detail::CallId>& calls) {
    for (const auto id : calls) result.violations.push_back(history.calls[id].operation);
}

history::CheckResult judge(const ObjectHistory& history,
                           std::span<const history::Operation> operations,
                           const detail::Budget& budget) {
    const auto processes = processes_of(history, operations);
    const auto intervals = detail::intervals_of(history.calls);
    const auto space = detail::object_space(history, history.calls);
    const auto found = order_processes(intervals, processes, *space, budget.left());
    history::CheckResult result{.checker = checker_of(history.object),
                                .algorithm = "search through the orders that respect each process",
                                .conclusion = {found.verdict, found.reason}};
    result.details.add("states explored", Tree(found.states));
    if (found.verdict != Verdict::invalid) return result;
    add_states(result, *space, found.counterexample->states);
    if (history.calls.size() > kMostToReduce) {
        name_violations(result, history, found.counterexample->candidates);
        result.details.add("violations",
                           Tree::text("the next operation of each process where the longest "
                                      "order ends; the history is too long to find a minimal set"));
    } else {
        const auto core =
            sequential_core(intervals, processes, *space,
                            detail::freedom_of(history, history.calls), budget.left());
        name_violations(result, history, core.calls);
        if (!core.minimal) result.details.add("violations", Tree::text("not minimal"));
    }
    detail::add_operations(
        result, history.calls[found.counterexample->call].operation, operations,
        "not sequentially consistent: no order of the calls that respects each process explains ");
    return result;
}

}  // namespace

Checker sequentially_consistent(Object object, const SequentialOptions& options) {
    return [object, options](std::span<const history::Operation> operations) {
        const detail::Budget budget(options.limits);
        const auto history = detail::translated(object, operations, options.object,
                                                [&] { return budget.in_time(); });
        if (!history)
            return detail::out_of_limits(checker_of(object), detail::shown_time(budget.whole()));
        return judge(*history, operations, budget);
    };
}

}  // namespace sm::checkers
