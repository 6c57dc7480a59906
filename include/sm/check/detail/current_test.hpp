#pragma once
/// Which test is running, told by the test framework's adapter where one is linked.

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
    /// Told of the findings of each check.
    void (*record)(const ReportSummary& findings) = nullptr;
};

/// The framework in use; all null until an adapter fills it in.
Framework& framework();

}  // namespace sm::detail::inline check
