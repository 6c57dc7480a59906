#pragma once
/// The check without its types.

#include <sm/check/options.hpp>
#include <sm/check/report.hpp>
#include <sm/history/detail/any_history.hpp>
#include <sm/program/detail/any_program.hpp>
#include <sm/run/detail/any_system.hpp>

namespace sm::detail::inline check {

/// What a check found.
struct AnyReport {
    AnyReport();
    AnyReport(AnyReport&&) noexcept;
    ~AnyReport();

    ReportSummary findings;
    AnyProgram program;  ///< the smallest failing one; without a value in `initial` if none failed
    AnyHistory history;
};

/// `make` is the user's, of the type that `system` knows.
AnyReport check_any(const Vocabulary& vocabulary, const SystemType& system, const void* make,
                    const Options& options);

}  // namespace sm::detail::inline check
