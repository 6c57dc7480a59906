/// `run_tests` of tools/testing.sh, on tests that fail when they are told to.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "started.hpp"

namespace {

using started::Ended;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

/// A folder as ctest finds it where something was built.
class Rerun : public testing::Test {
 protected:
    /// A test that runs this line of a shell.
    void add(const std::string& name, const std::string& label, const std::string& line) const {
        std::ofstream file(folder_.path / "CTestTestfile.cmake", std::ios::app);
        file << "add_test([=[" << name << "]=] /bin/sh -c [=[" << line << "]=])\n"
             << "set_tests_properties([=[" << name << "]=] PROPERTIES LABELS " << label
             << " SKIP_RETURN_CODE 77 WORKING_DIRECTORY [=[" << folder_.path.string() << "]=])\n";
    }

    /// Fails so many times, and then passes.
    void add_failing(const std::string& name, const std::string& label, int times) const {
        add(name, label,
            "echo ran >>'" + name + "'; test $(grep -c ran '" + name + "') -gt " +
                std::to_string(times));
    }

    Ended run_tests(const std::string& arguments) const {
        const char* const path = std::getenv("PATH");  // by which ctest is found
        return started::run(
            "/bin/bash",
            {"-c", "set -euo pipefail; source " SM_ROOT "/tools/setup.sh; source " SM_ROOT
                   "/tools/testing.sh; run_tests \"" +
                       folder_.path.string() + "\" " + arguments},
            {"PATH=" + std::string(path == nullptr ? "/usr/bin" : path)}, folder_);
    }

    int runs_of(const std::string& name) const {
        const auto ran = started::contents(folder_.path / name);
        return static_cast<int>(std::count(ran.begin(), ran.end(), '\n'));
    }

    started::Folder folder_;
};

TEST_F(Rerun, NamesWhatNeededASecondRun) {
    add_failing("Steady.Works", "core", 0);
    add_failing("Docker.Flaky", "cluster.docker", 1);
    add_failing("Process.Flaky", "cluster.process", 1);
    add_failing("Process.Steady", "cluster.process", 0);
    const auto ended = run_tests("again");
    EXPECT_EQ(ended.status, 0) << ended.out << ended.err;
    EXPECT_THAT(ended.out,
                HasSubstr("running again what failed on real nodes: Docker.Flaky, Process.Flaky"));
    EXPECT_THAT(ended.out, EndsWith("\nNeeded a second run: Docker.Flaky, Process.Flaky\n"
                                    "4 passed, 0 failed, 0 skipped\n"));
    EXPECT_EQ(runs_of("Docker.Flaky"), 2);
    EXPECT_EQ(runs_of("Process.Steady"), 1);
}

TEST_F(Rerun, OthersMustPassTheFirstTime) {
    add_failing("Docker.Flaky", "cluster.docker", 1);
    add_failing("Core.Flaky", "core", 1);
    add_failing("Dockerlike.Flaky", "cluster.docker.not", 1);
    const auto ended = run_tests("again");
    EXPECT_NE(ended.status, 0);
    EXPECT_THAT(ended.out, EndsWith("\nNeeded a second run: Docker.Flaky\n"
                                    "1 passed, 2 failed, 0 skipped\n"));
    EXPECT_EQ(runs_of("Core.Flaky"), 1);
    EXPECT_EQ(runs_of("Dockerlike.Flaky"), 1);
}

TEST_F(Rerun, WhatFailsTwiceHasFailed) {
    add_failing("Docker.Broken", "cluster.docker", 2);
    add_failing("Docker.Steady", "cluster.docker", 0);
    const auto ended = run_tests("again");
    EXPECT_NE(ended.status, 0);
    EXPECT_THAT(ended.out, Not(HasSubstr("Needed a second run")));
    EXPECT_THAT(ended.out, EndsWith("\n1 passed, 1 failed, 0 skipped\n"));
    EXPECT_EQ(runs_of("Docker.Broken"), 2);
}

TEST_F(Rerun, OnlyWhereItIsAskedFor) {
    add_failing("Docker.Flaky", "cluster.docker", 1);
    const auto ended = run_tests("once");
    EXPECT_NE(ended.status, 0);
    EXPECT_THAT(ended.out, EndsWith("\n0 passed, 1 failed, 0 skipped\n"));
    EXPECT_EQ(runs_of("Docker.Flaky"), 1);
}

TEST_F(Rerun, RunsNothingAgainWhereAllPassedThoughSomethingFailedBefore) {
    add_failing("Docker.Flaky", "cluster.docker", 1);
    EXPECT_NE(run_tests("once").status, 0);
    const auto ended = run_tests("again");
    EXPECT_EQ(ended.status, 0);
    EXPECT_THAT(ended.out, EndsWith("\n1 passed, 0 failed, 0 skipped\n"));
    EXPECT_EQ(runs_of("Docker.Flaky"), 2);
}

TEST_F(Rerun, TellsWhyTestsWereSkippedAndCountsThemOnce) {
    add("Docker.Skipped", "cluster.docker",
        "echo a.cpp:1: Skipped; echo there is no engine; exit 77");
    add_failing("Docker.Flaky", "cluster.docker", 1);
    add("Docker.GoesAway", "cluster.docker", "test -e gone && exit 77; touch gone; exit 1");
    const auto ended = run_tests("again");
    EXPECT_EQ(ended.status, 0) << ended.out << ended.err;
    EXPECT_THAT(ended.out, HasSubstr("Skipped:\n  Docker.Skipped: there is no engine\n"));
    EXPECT_THAT(ended.out, EndsWith("\nNeeded a second run: Docker.Flaky\n"
                                    "1 passed, 0 failed, 2 skipped\n"));
}

TEST_F(Rerun, PassesArgumentsOnToCtest) {
    add_failing("Docker.Flaky", "cluster.docker", 1);
    add_failing("Core.Broken", "core", 9);
    const auto ended = run_tests("again -R Flaky");
    EXPECT_EQ(ended.status, 0) << ended.out << ended.err;
    EXPECT_THAT(ended.out, EndsWith("\nNeeded a second run: Docker.Flaky\n"
                                    "1 passed, 0 failed, 0 skipped\n"));
    EXPECT_EQ(runs_of("Core.Broken"), 0);
    EXPECT_NE(run_tests("again -R NoSuchTest").status, 0);
}

}  // namespace
