#include "run/child.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

namespace {

using sm::detail::ChildEnd;
using sm::detail::LineWriter;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Ran {
    ChildEnd end;
    std::vector<std::string> lines;
};

template <class Body>
Ran run(const Body& body) {
    Ran ran;
    ran.end =
        sm::detail::run_in_child(body, [&](const std::string& line) { ran.lines.push_back(line); });
    return ran;
}

TEST(RunInChild, HearsWhatTheChildWrote) {
    const auto ran = run([](const LineWriter& out) {
        out.write("one");
        out.write("");
        out.write("two");
    });
    EXPECT_FALSE(ran.end.crashed);
    EXPECT_THAT(ran.lines, ElementsAre("one", "", "two"));
}

TEST(RunInChild, HearsLongLinesWhole) {
    const std::string line(300'000, 'x');
    const auto ran = run([&](const LineWriter& out) { out.write(line); });
    EXPECT_THAT(ran.lines, ElementsAre(line));
}

TEST(RunInChild, ALineOfTheChildStaysOne) {
    const auto ran = run([](const LineWriter& out) { out.write("two\nlines"); });
    EXPECT_THAT(ran.lines, ElementsAre("two lines"));
}

TEST(RunInChild, LeavesTheParentsMemoryAlone) {
    int value = 1;
    static_cast<void>(run([&](const LineWriter&) { value = 2; }));
    EXPECT_EQ(value, 1);
}

std::string thrown_by(const std::function<void(const LineWriter&)>& body) {
    try {
        run(body);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "nothing";
}

TEST(RunInChild, ThrowsWhatTheBodyThrew) {
    EXPECT_EQ(thrown_by([](const LineWriter&) { throw std::out_of_range("no\nlicence"); }),
              "std::out_of_range: no licence");
    EXPECT_EQ(thrown_by([](const LineWriter&) { throw 5; }), "an exception of type int");
}

TEST(RunInChild, ASignalIsACrash) {
    const auto ran = run([](const LineWriter& out) {
        out.write("before");
        std::raise(SIGKILL);
    });
    EXPECT_TRUE(ran.end.crashed);
    EXPECT_THAT(ran.end.reason, HasSubstr("SIGKILL"));
    EXPECT_THAT(ran.lines, ElementsAre("before"));
}

/// Every status but 0 could be mistaken for one of the library's own; 0 for the end of the body.
TEST(RunInChild, AnExitOfTheCodeUnderTestIsACrashWhateverItsStatus) {
    for (int status = 0; status < 256; ++status) {
        const auto ran = run([&](const LineWriter&) { std::exit(status); });
        ASSERT_TRUE(ran.end.crashed) << status;
        ASSERT_EQ(ran.end.reason, "exit status " + std::to_string(status));
        ASSERT_THAT(ran.lines, IsEmpty());
    }
    for (int status = 1; status < 256; ++status) {
        const auto ran = run([&](const LineWriter&) { ::_exit(status); });
        ASSERT_TRUE(ran.end.crashed) << status;
    }
}

TEST(RunInChild, ProcessesOfTheCodeUnderTestMayExit) {
    const auto ran = run([](const LineWriter& out) {
        const pid_t helper = ::fork();
        if (helper == 0) std::exit(3);
        int status = 0;
        ::waitpid(helper, &status, 0);
        out.write(std::to_string(WEXITSTATUS(status)));
    });
    EXPECT_FALSE(ran.end.crashed);
    EXPECT_THAT(ran.lines, ElementsAre("3"));
}

TEST(RunInChild, LeavesNoChildBehindWhenTheListenerThrows) {
    const auto body = [](const LineWriter& out) {
        for (;;) out.write("line");
    };
    EXPECT_THROW(
        sm::detail::run_in_child(body, [](const std::string&) { throw std::runtime_error("no"); }),
        std::runtime_error);
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
}

}  // namespace
