#include <sm/checkers/transactions.hpp>

#include <utility>

#include "checkers/transactions/cycles.hpp"
#include "checkers/transactions/inference.hpp"
#include "checkers/transactions/report.hpp"

namespace sm::detail::inline checkers::transactions {
namespace {

void judge(Judging& judging, const TransactionOptions& options, LimitWatch& limits) {
    limits.take(judging.history.bytes());
    judging.successions =
        judging.history.workload == Workload::list_append
            ? infer_lists(judging.history, judging.anomalies, limits)
            : infer_registers(judging.history, options, judging.anomalies, limits);
    find_by_versions(judging.history, judging.successions, judging.anomalies, limits);
    judging.graph = dependencies(judging.history, judging.successions, limits);
    find_cycles(judging.history, judging.successions, *judging.graph, judging.anomalies, limits);
}

history::CheckResult check(std::span<const history::Operation> operations, Workload workload,
                           const TransactionOptions& options) {
    LimitWatch limits(options);
    Judging judging{.history = {operations, workload}};
    try {
        judge(judging, options, limits);
    } catch (LimitReached& reached) {
        judging.limit = std::move(reached);
    }
    return report(judging, options);
}

}  // namespace
}  // namespace sm::detail::inline checkers::transactions

namespace sm::checkers {

Checker list_append(TransactionOptions options) {
    return [options = std::move(options)](std::span<const history::Operation> operations) {
        return detail::transactions::check(operations, detail::transactions::Workload::list_append,
                                           options);
    };
}

Checker rw_register(TransactionOptions options) {
    return [options = std::move(options)](std::span<const history::Operation> operations) {
        using enum detail::transactions::Workload;
        const bool versioned = options.inferences.contains(VersionInference::explicit_versions);
        return detail::transactions::check(operations, versioned ? versioned_register : rw_register,
                                           options);
    };
}

}  // namespace sm::checkers
