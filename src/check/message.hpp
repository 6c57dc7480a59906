#pragma once
/// What a person reads when a check has failed, or passed.

#include <sm/check/options.hpp>

#include <string>

#include "check/experiment.hpp"

namespace sm::detail::inline check {

/// What the first line of a failure says after the test's name.
std::string headline(Failure failure, const Conclusion& conclusion, bool concurrent);

/// The whole text of a failure. `found` tells where the failing program came from.
std::string failure_message(const ReportSummary& summary, const FailureText& text,
                            const std::string& found);

/// The line to paste that runs the failure again.
std::string reproduction_line(const ReportSummary& summary);

}  // namespace sm::detail::inline check
