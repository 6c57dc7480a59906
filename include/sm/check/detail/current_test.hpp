#pragma once
/// Which test is running, as reported by the adapter of a test framework, if one is linked.

#include <sm/check/report.hpp>

#include <string>

namespace sm::detail::inline check {

/// What an adapter (sm::gtest) does for the check.
struct Framework {
    /// The running test's name; empty outside of one.
    std::string (*test_name)() = nullptr;
    /// How many checks the running test has made before.
    int (*checks_before)() = nullptr;
    /// The flag that runs only the test of this name; empty if there is none.
    std::string (*filter_flag)(const std::string& test) = nullptr;
    /// Called with the summary of each check.
    void (*record)(const ReportSummary& summary) = nullptr;
};

/// The framework in use; all null until an adapter fills it in.
Framework& framework();

}  // namespace sm::detail::inline check
