#pragma once
/// The report of a check: the verdict, the smallest failing program, its history, and how to run
/// it.

#include <sm/history/history.hpp>
#include <sm/judge/checked_history.hpp>
#include <sm/program/program.hpp>
#include <sm/run/statistics.hpp>
#include <sm/shrink/budget.hpp>

#include <concepts>
#include <cstdint>
#include <string>

namespace testing {
class AssertionResult;
}

namespace sm {

/// The part of a report that does not depend on the commands.
struct ReportSummary {
    ReportSummary();
    ReportSummary(const ReportSummary&);
    ReportSummary(ReportSummary&&) noexcept;
    ReportSummary& operator=(const ReportSummary&);
    ReportSummary& operator=(ReportSummary&&) noexcept;
    ~ReportSummary();

    bool passed = false;
    Conclusion conclusion;  ///< of the failing history; valid if there is none
    Failure failure = Failure::none;
    std::string name;                     ///< of the test
    std::uint64_t seed = 0;               ///< that decided the programs
    std::uint64_t programs = 0;           ///< run, before the failure was found
    std::uint64_t schedules = 0;          ///< tried of those, under controlled scheduling
    std::uint64_t exhausted = 0;          ///< programs whose schedules were all tried
    std::uint64_t executions = 0;         ///< runs of the system in all
    std::uint64_t shrink_executions = 0;  ///< of them, runs that shrank
    bool shrunk = false;                  ///< shrinking came to its end
    std::uint64_t first_size = 0;         ///< commands of the failing program as it was found
    std::uint64_t first_faults = 0;       ///< and faults, of a workload's run
    FailureRate failure_rate;             ///< of the smallest program
    Statistics statistics;                ///< of the search, without shrinking
    std::string failure_file;             ///< where the smallest program is kept; empty if nowhere
    std::string log;                      ///< of the failing run, if the system records one
    std::string log_file;                 ///< where that is kept; empty if nowhere
    std::string picture_file;             ///< where it is drawn, as SVG; empty if nowhere
    std::string run_directory;            ///< where the failing run is in the store; or empty
    std::string message;                  ///< what `text` returns
    std::string command_line;             ///< what `reproduction` returns

    /// The text for a person: the failure, or the statistics of a pass.
    const std::string& text() const { return message; }

    /// The line to paste into a shell that runs the smallest failing program again.
    const std::string& reproduction() const { return command_line; }

    explicit operator bool() const { return passed; }
};

/// The report of a check of these commands. Converts to GoogleTest's AssertionResult, so that
/// `EXPECT_TRUE(sm::check<Cmd>(...))` prints the text.
template <class Cmd>
struct Report : ReportSummary {
    Program<Cmd> program;  ///< the smallest failing one
    History<Cmd> history;  ///< the one that failed, never a later run's

    template <std::same_as<testing::AssertionResult> Result>
    operator Result() const {
        Result result(passed);
        return result << "\n" << message;
    }
};

}  // namespace sm
