#include <sm/check/detail/current_test.hpp>

#include <gtest/gtest.h>

#include <cstdio>
#include <string>

namespace {

std::string test_name() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    if (test == nullptr) return {};
    return std::string(test->test_suite_name()) + "." + test->name();
}

std::string filter_flag(const std::string& test) {
    const std::string running = test_name();
    return running.empty() || !test.starts_with(running) ? std::string{}
                                                         : "--gtest_filter=" + running;
}

void record(const sm::Findings& findings) {
    if (testing::UnitTest::GetInstance()->current_test_info() == nullptr) return;
    const auto property = [&](const std::string& key, const std::string& value) {
        testing::Test::RecordProperty("sm_" + key, value);
    };
    property("seed", std::to_string(findings.seed));
    property("programs", std::to_string(findings.programs));
    property("executions", std::to_string(findings.executions));
    property("calls", std::to_string(findings.statistics.calls()));
    property("discards", std::to_string(findings.statistics.discards()));
    for (const auto& [label, count] : findings.statistics.labels()) {
        property("label_" + label, std::to_string(count));
    }
    if (findings.passed) {
        std::fputs(findings.text().c_str(), stdout);
        std::fflush(stdout);
        return;
    }
    property("shrink_executions", std::to_string(findings.shrink_executions));
    property("failure_rate", std::to_string(findings.failure_rate.failures) + "/" +
                                 std::to_string(findings.failure_rate.runs));
    property("failure_file", findings.failure_file);
    property("reproduce", findings.reproduction());
}

}  // namespace

/// Named by the linker option of sm::gtest, so that this file is linked although nothing calls it.
extern "C" const bool sm_gtest_hook;
extern "C" const bool sm_gtest_hook = [] {
    sm::detail::framework() = {&test_name, &filter_flag, &record};
    return true;
}();
