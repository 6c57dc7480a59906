#include <sm/base/misuse.hpp>
#include <sm/os/command_line.hpp>
#include <sm/os/wait.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <cerrno>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "os/child.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using namespace std::chrono_literals;

sm::CommandResult shell(const std::string& script, sm::Duration limit = 30s) {
    return sm::run_command({.words = {"sh", "-c", script}, .limit = limit});
}

TEST(CommandLine, ReturnsWhatWasWrittenAndTheExitCode) {
    const auto result = shell("echo out; echo err >&2; exit 7");
    EXPECT_EQ(result.out, "out\n");
    EXPECT_EQ(result.err, "err\n");
    EXPECT_EQ(result.exit_code, 7);
    EXPECT_FALSE(result);
}

TEST(CommandLine, PassesWordsUntouchedByAnyShell) {
    const auto result = sm::run_command({.words = {"printf", "%s|%s", "$HOME `id`", "a  'b'\n*"}});
    EXPECT_EQ(result.out, "$HOME `id`|a  'b'\n*");
}

TEST(CommandLine, AddsToTheEnvironment) {
    const auto result = sm::run_command({.words = {"sh", "-c", "echo $SM_ONE; test -n \"$PATH\""},
                                         .environment = {{"SM_ONE", "1"}}});
    EXPECT_EQ(result.out, "1\n");
    EXPECT_TRUE(result);
}

TEST(CommandLine, ReadsNothingUnlessGivenADescriptor) {
    EXPECT_EQ(sm::run_command({.words = {"cat"}}).out, "");
    auto pipe = sm::detail::make_pipe();
    ASSERT_EQ(::write(pipe.write.get(), "fed", 3), 3);
    pipe.write.reset();
    EXPECT_EQ(sm::run_command({.words = {"cat"}, .input = pipe.read.get()}).out, "fed");
}

TEST(CommandLine, ReportsTheSignalThatEndedIt) {
    const auto result = shell("kill -TERM $$");
    EXPECT_EQ(result.signal, SIGTERM);
    EXPECT_EQ(result.exit_code, -1);
}

TEST(CommandLine, NamesAProgramThatIsNotThere) {
    try {
        sm::run_command({.words = {"sm-no-such-program"}});
        FAIL() << "it ran";
    } catch (const sm::CommandNotStarted& error) {
        EXPECT_STREQ(error.what(), "command 'sm-no-such-program' not found in PATH");
    }
    try {
        sm::run_command({.words = {"/nonexistent/program"}});
        FAIL() << "it ran";
    } catch (const sm::CommandNotStarted& error) {
        EXPECT_STREQ(error.what(),
                     "command '/nonexistent/program' cannot be started: No such file or directory");
    }
}

TEST(CommandLine, RefusesNoWords) { EXPECT_THROW(sm::run_command({}), sm::Misuse); }

TEST(CommandLine, KillsAtTheLimitAndKeepsWhatWasWritten) {
    const auto result = shell("echo before; sleep 100", 200ms);
    EXPECT_TRUE(result.timed_out);
    EXPECT_EQ(result.out, "before\n");
    EXPECT_EQ(result.signal, SIGKILL);
    EXPECT_LT(result.took, 20s);
}

TEST(CommandLine, KillsWhatTheChildHadStartedToo) {
    const auto result = shell("sleep 100 & echo $!; wait", 300ms);
    EXPECT_TRUE(result.timed_out);
    const auto grandchild = std::stoi(result.out);
    EXPECT_TRUE(sm::eventually([&] {
                    std::ifstream stat("/proc/" + std::to_string(grandchild) + "/stat");
                    std::string pid, name, state;
                    return !(stat >> pid >> name >> state) || state == "Z";
                }).held);
}

TEST(CommandLine, DoesNotWaitForAGrandchildThatKeepsTheOutputOpen) {
    const auto result = shell("sleep 5 & echo $!");
    EXPECT_LT(result.took, 4s);
    ::kill(std::stoi(result.out), SIGKILL);
}

TEST(CommandLine, KeepsNoMoreOutputThanTheLimitAndLetsTheChildFinish) {
    const auto result = sm::run_command(
        {.words = {"sh", "-c", "head -c 3000000 /dev/zero; echo done >&2"}, .output_limit = 1000});
    EXPECT_EQ(result.out.size(), 1000U);
    EXPECT_EQ(result.err, "done\n");
}

TEST(CommandLine, GivesTheChildNoOtherDescriptor) {
    // Neither close-on-exec nor of ours: such as a library of the user's may hold.
    const int leaky = ::open("/dev/null", O_RDONLY);
    const auto result = shell("ls /proc/$$/fd");
    ::close(leaky);
    EXPECT_EQ(result.out, "0\n1\n2\n");
}

TEST(CommandLine, GivesTheChildAProcessGroupOfItsOwn) {
    const auto result = shell("cut -d' ' -f5 /proc/$$/stat; echo $$");
    const auto line = result.out.find('\n');
    EXPECT_EQ(result.out.substr(0, line + 1), result.out.substr(line + 1));
}

TEST(CommandLine, SaysThatSigchldIsIgnoredRatherThanLoseExitCodes) {
    const auto before = ::signal(SIGCHLD, SIG_IGN);
    EXPECT_THROW(shell("true"), sm::CommandNotStarted);
    ::signal(SIGCHLD, before);
    EXPECT_TRUE(shell("true"));
}

TEST(CommandLine, LeavesNoZombie) {
    shell("true");
    shell("sleep 100", 10ms);
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
    EXPECT_EQ(errno, ECHILD);
}

TEST(CommandLine, RunsFromManyThreadsAtOnce) {
    std::atomic<int> right = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i)
            threads.emplace_back([&right, i] {
                for (int j = 0; j < 10; ++j) {
                    const auto word = std::to_string(i * 100 + j);
                    if (sm::run_command({.words = {"echo", word}}).out == word + "\n") ++right;
                }
            });
    }
    EXPECT_EQ(right, 80);
}

}  // namespace
