#include <sm/check/detail/check_any.hpp>

#include <utility>

#include "check/any_experiment.hpp"

namespace sm::detail {

AnyReport check_any(const Vocabulary& vocabulary, const SystemType& system, const void* make,
                    Options options) {
    options = resolve(std::move(options));
    AnyExperiment experiment({vocabulary, system, make}, options);
    AnyReport report{investigate(experiment, options), {}, {}};
    if (report.findings.passed) return report;
    report.program = experiment.failed_program();
    report.history = experiment.failed_history();
    return report;
}

}  // namespace sm::detail
