#include <sm/cluster/process/process_cluster.hpp>
#include <sm/cluster/unsupported.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "cluster/process/process_support.hpp"

#include <unistd.h>

namespace {

using namespace sm_test;
using testing::HasSubstr;

class ProcessSetup : public ProcessTest {
 protected:
    static sm::NodeSpec shell(const std::string& script) {
        return {.program = "/bin/sh", .arguments = {"-c", script + "; exec sleep 1000"}};
    }

    static sm::ClusterSpec of(const sm::NodeSpec& one) { return {.nodes = sm::nodes(1, one)}; }
};

template <class Error>
std::string text_of(const std::function<void()>& body) {
    try {
        body();
    } catch (const Error& error) {
        return error.what();
    }
    return "nothing of that kind was thrown";
}

TEST_F(ProcessSetup, RunsCommandsBeforeTheFirstStartAndAgainAfterAWipe) {
    auto one = shell("cat made; echo .");
    one.files = {{"conf/given", "laid down"}};
    one.setup = {{"cp", "conf/given", "made"}, {"sh", "-c", "echo $WHO >> made"}};
    one.environment = {{"WHO", "me"}};
    one.ready = sm::ready_on_log("laid downme\n.");
    sm::ProcessCluster cluster(of(one));
    cluster.kill("n1");
    cluster.start("n1");  // not again
    cluster.await_ready("n1");
    EXPECT_EQ(cluster.last_lines("n1"), "laid downme\n.");
    cluster.kill("n1");
    cluster.wipe("n1");
    cluster.start("n1");
    cluster.await_ready("n1");
}

TEST_F(ProcessSetup, TellsWhatACommandThatFailedWrote) {
    auto one = shell("true");
    one.setup = {{"sh", "-c", "echo no space for it >&2; exit 4"}};
    const auto error =
        text_of<sm::ProcessError>([&] { const sm::ProcessCluster cluster(of(one)); });
    EXPECT_THAT(error,
                HasSubstr("node \"n1\": the command `sh -c echo no space for it >&2; exit 4` "
                          "of NodeSpec.setup ended with code 4; it wrote:\nno space for it"));
    one.setup = {{"no-such-command"}};
    EXPECT_THAT(text_of<sm::ProcessError>([&] { const sm::ProcessCluster cluster(of(one)); }),
                HasSubstr("was not started: command 'no-such-command' not found in PATH"));
}

TEST_F(ProcessSetup, RunsAsAnotherUserWithAFolderThatItMayWriteTo) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can run programs as others";
    auto one = shell("id -un; cat given made; echo $HOME > mine && echo done");
    one.user = "nobody";
    one.files = {{"given", "given\n"}};
    one.setup = {{"sh", "-c", "id -un > made"}};
    one.ready = sm::ready_on_log("done");
    sm::ProcessCluster cluster(of(one));
    EXPECT_EQ(cluster.last_lines("n1"), "nobody\ngiven\nnobody\ndone");
    EXPECT_EQ(cluster.exec("n1", {"id", "-un"}).out, "nobody\n");
}

TEST_F(ProcessSetup, LacksAUserThatThereIsNot) {
    auto one = shell("true");
    one.user = "no-such-user";
    EXPECT_THAT(text_of<sm::Unsupported>([&] { const sm::ProcessCluster cluster(of(one)); }),
                HasSubstr("node \"n1\" cannot run: there is no user \"no-such-user\""));
}

TEST_F(ProcessSetup, LacksTheRightToRunAsAnotherWithoutRoot) {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root, to give it up";
    Victim nobody([](Victim& self) {
        if (::setgid(65534) != 0 || ::setuid(65534) != 0) return 1;
        auto one = shell("true");
        one.user = "root";
        return self.tell_and_wait(
            text_of<sm::Unsupported>([&] { const sm::ProcessCluster cluster(of(one)); }));
    });
    EXPECT_THAT(nobody.said(), HasSubstr("only root can run a program as user \"root\""));
}

}  // namespace
