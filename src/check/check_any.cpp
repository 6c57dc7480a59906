#include <sm/base/misuse.hpp>
#include <sm/check/detail/check_any.hpp>

#include <utility>
#include <variant>

#include "check/any_experiment.hpp"

namespace sm {

ReportSummary::ReportSummary() = default;
ReportSummary::ReportSummary(const ReportSummary&) = default;
ReportSummary::ReportSummary(ReportSummary&&) noexcept = default;
ReportSummary& ReportSummary::operator=(const ReportSummary&) = default;
ReportSummary& ReportSummary::operator=(ReportSummary&&) noexcept = default;
ReportSummary::~ReportSummary() = default;

namespace detail::inline check {

AnyReport::AnyReport() = default;
AnyReport::AnyReport(AnyReport&&) noexcept = default;
AnyReport::~AnyReport() = default;

AnyReport check_any(const TestType& test, const void* make, const Options& in_code) {
    const Options options = resolve(in_code);
    if (test.system.scheduler != nullptr &&
        !std::holds_alternative<Threads>(options.interleavings)) {
        throw Misuse(
            "Options.interleavings are given for a system that has a scheduler of its own; leave "
            "them out, since that scheduler decides how its workers interleave");
    }
    AnyExperiment experiment({test.vocabulary, test.system, make, test.encoding}, options);
    AnyReport report;
    report.summary = investigate(experiment, options);
    if (report.summary.passed) return report;
    report.program = experiment.failed_program();
    report.history = experiment.failed_history();
    return report;
}

}  // namespace detail::inline check
}  // namespace sm
