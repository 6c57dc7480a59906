#include <sm/check/detail/current_test.hpp>

#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <string_view>

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

/// GoogleTest writes keys into its JSON as they are, so that a quote in one would break the file.
std::string as_key(const std::string& label) {
    std::string key;
    for (const char c : label) {
        const bool plain =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (plain)
            key += c;
        else if (!key.empty() && key.back() != '_')
            key += '_';
    }
    return key;
}

/// Counted by the recorded properties, which GoogleTest forgets when it repeats the test.
int checks_before() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    if (test == nullptr) return 0;
    const auto marks_a_check = [](std::string_view key) {
        return key.starts_with("sm_") && key.ends_with("executions") &&
               !key.ends_with("shrink_executions");
    };
    int checks = 0;
    for (int i = 0; i < test->result()->test_property_count(); ++i) {
        checks += marks_a_check(test->result()->GetTestProperty(i).key()) ? 1 : 0;
    }
    return checks;
}

/// `sm_` for the first check of a test, `sm_2_` for the second: a later one must not hide it.
std::string prefix() {
    const int before = checks_before();
    return before == 0 ? "sm_" : "sm_" + std::to_string(before + 1) + "_";
}

void record(const sm::ReportSummary& summary) {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    if (test == nullptr) return;
    const auto property = [start = prefix()](const std::string& key, const std::string& value) {
        testing::Test::RecordProperty(start + key, value);
    };
    property("seed", std::to_string(summary.seed));
    property("programs", std::to_string(summary.programs));
    property("executions", std::to_string(summary.executions));
    property("calls", std::to_string(summary.statistics.calls()));
    property("discards", std::to_string(summary.statistics.discards()));
    for (const auto& [label, count] : summary.statistics.labels()) {
        property("label_" + as_key(label), std::to_string(count));
    }
    if (summary.passed) {
        std::fputs(summary.text().c_str(), stdout);
        std::fflush(stdout);
        return;
    }
    property("shrink_executions", std::to_string(summary.shrink_executions));
    property("failure_rate", std::to_string(summary.failure_rate.failures) + "/" +
                                 std::to_string(summary.failure_rate.runs));
    property("failure_file", summary.failure_file);
    property("reproduce", summary.reproduction());
}

}  // namespace

/// Named by the linker option of sm::gtest, so that this file is linked although nothing calls it.
extern "C" const bool sm_gtest_hook;
extern "C" const bool sm_gtest_hook = [] {
    sm::detail::framework() = {&test_name, &checks_before, &filter_flag, &record};
    return true;
}();
