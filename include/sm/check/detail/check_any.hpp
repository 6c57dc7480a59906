#pragma once
/// The check without its types.

#include <sm/check/options.hpp>
#include <sm/check/report.hpp>
#include <sm/history/detail/any_history.hpp>
#include <sm/history/encoding.hpp>
#include <sm/program/detail/any_program.hpp>
#include <sm/run/detail/any_system.hpp>

namespace sm::detail::inline check {

/// The result of a check.
struct AnyReport {
    AnyReport();
    AnyReport(AnyReport&&) noexcept;
    ~AnyReport();

    ReportSummary summary;
    AnyProgram program;  ///< the smallest failing one; without a value in `initial` if none failed
    AnyHistory history;
};

/// The types of a test, by their tables.
struct TestType {
    const Vocabulary& vocabulary;
    const Encoding& encoding;
    const SystemType& system;
};

/// `make` is the user's; its type is the one that the table of the system was made for.
AnyReport check_any(const TestType& test, const void* make, const Options& options);

}  // namespace sm::detail::inline check
