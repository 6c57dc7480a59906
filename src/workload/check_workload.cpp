#include <sm/base/misuse.hpp>
#include <sm/workload/check_workload.hpp>

#include <utility>

#include "workload/workload_experiment.hpp"

namespace sm::detail::inline workload {

AnyWorkloadReport check_any_workload(const WorkloadSystem& system, const Workload& workload,
                                     const WorkloadOptions& options) {
    const Options resolved = resolve(options.check);
    if (resolved.fork) {
        throw Misuse("a workload runs in this process: leave out fork (SM_FORK, --sm-fork)");
    }
    WorkloadExperiment experiment(system, workload, options, resolved);
    AnyWorkloadReport report;
    report.summary = investigate(experiment, resolved);
    report.program = experiment.failed_program();
    report.operations = experiment.failed().recorded.operations;
    report.result = experiment.failed().result;
    return report;
}

}  // namespace sm::detail::inline workload
