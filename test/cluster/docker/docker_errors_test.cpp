#include <sm/base/misuse.hpp>
#include <sm/cluster/docker/docker_cluster.hpp>
#include <sm/cluster/docker/image.hpp>
#include <sm/history/outcome.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "cluster/docker/docker_support.hpp"
#include "thrown.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

namespace {

using namespace sm_test;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

class DockerErrors : public DockerTest {};

struct Seen {
    sm::DockerErrorKind kind = sm::DockerErrorKind::other;
    std::string text = "nothing was thrown";
};

Seen error_of(const std::function<void()>& body) {
    try {
        body();
    } catch (const sm::DockerError& error) {
        return {error.kind, error.what()};
    }
    return {};
}

TEST(DockerUnusable, SaysThatTheCommandIsMissing) {
    EXPECT_EQ(sm::Docker({.program = "/nonexistent/docker"}).unusable(),
              "command '/nonexistent/docker' cannot be started: No such file or directory; install "
              "Docker's client (apt-get install docker.io), or name another program by SM_DOCKER, "
              "such as podman");
}

TEST(DockerUnusable, TakesTheProgramFromTheEnvironment) {
    ::setenv("SM_DOCKER", "sm-no-such-docker", 1);
    const sm::Docker docker;
    ::unsetenv("SM_DOCKER");
    EXPECT_EQ(docker.program(), "sm-no-such-docker");
    EXPECT_THAT(docker.unusable().value_or(""), HasSubstr("'sm-no-such-docker' not found in PATH"));
}

TEST_F(DockerErrors, SayThatNoEngineAnswers) {
    const Folder folder;
    const auto program =
        folder.script("docker", "DOCKER_HOST=unix:///nonexistent.sock exec docker \"$@\"");
    const auto seen = error_of([&] { sm::DockerCluster({.docker = {.program = program}}); });
    EXPECT_EQ(seen.kind, sm::DockerErrorKind::no_engine);
    EXPECT_EQ(seen.text,
              program +
                  ": no engine answers at unix:///nonexistent.sock; start one (systemctl "
                  "start docker), or point DOCKER_HOST or `docker context use` at one that "
                  "runs");
}

TEST_F(DockerErrors, SayThatThereIsNoPermission) {
    if (::getuid() != 0) GTEST_SKIP() << "only root can try as another user";
    const Folder folder;
    const auto program = folder.script(
        "docker", "exec setpriv --reuid 65534 --regid 65534 --clear-groups docker \"$@\"");
    const auto seen = error_of([&] { sm::Docker({.program = program}).ask({"ps"}); });
    EXPECT_EQ(seen.kind, sm::DockerErrorKind::no_permission);
    EXPECT_THAT(seen.text, ContainsRegex("no permission to use the engine at unix:///[a-z/.]*; run "
                                         "as root, or join its group"));
}

TEST_F(DockerErrors, SayThatAnImageIsMissing) {
    auto one = node("n1");
    one.image = "sm-not-there:1";
    const auto seen = error_of([&] { sm::DockerCluster({.nodes = {one}}); });
    EXPECT_EQ(seen.kind, sm::DockerErrorKind::no_image);
    EXPECT_THAT(seen.text, ContainsRegex("[Nn]o such image: sm-not-there:1.*sm::build_image"));
}

TEST_F(DockerErrors, SayThatAPortIsTaken) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ASSERT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&address), size), 0);
    ASSERT_EQ(::listen(fd, 1), 0);
    ASSERT_EQ(::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size), 0);
    const auto port = ntohs(address.sin_port);

    sm::DockerCluster cluster({});
    auto one = node("n1");
    one.ports = {{.inside = 8080, .outside = port}};
    cluster.create(one);
    const auto seen = error_of([&] { cluster.start("n1"); });
    EXPECT_EQ(seen.kind, sm::DockerErrorKind::port_taken);
    EXPECT_THAT(seen.text, HasSubstr("127.0.0.1:" + std::to_string(port)));
    EXPECT_THAT(seen.text, HasSubstr("node \"n1\""));
    ::close(fd);
    cluster.start("n1");  // now that it is free
    await_ready(cluster, "n1");
    EXPECT_EQ(cluster.published("n1", 8080).port, port);
}

TEST_F(DockerErrors, NameWhoHasASubnet) {
    sm::DockerCluster first({});
    const auto address = first.address("n", "net");
    const auto subnet = address.substr(0, address.rfind('.')) + ".0/24";
    const auto seen = error_of([&] { sm::DockerCluster second({.networks = {{"mine", subnet}}}); });
    EXPECT_EQ(seen.kind, sm::DockerErrorKind::subnet_taken);
    EXPECT_EQ(seen.text, "subnet " + subnet + " of network \"mine\" is taken by the network \"" +
                             first.engine_name("net") + "\" (" + subnet + ", of the test process " +
                             std::to_string(::getpid()) +
                             "); choose another, or leave NetworkSpec.subnet empty to get a free "
                             "one");
}

TEST_F(DockerErrors, SayThatAPoolIsExhausted) {
    const sm::SubnetPool tiny{.range = "10.214.0.0/28", .prefix = 29};
    const auto seen = error_of([&] {
        sm::DockerCluster({.networks = {{"a"}, {"b"}, {"c"}}, .pool = tiny});
    });
    EXPECT_EQ(seen.kind, sm::DockerErrorKind::subnet_taken);
    EXPECT_THAT(seen.text,
                HasSubstr("none of the 2 subnets /29 of the pool 10.214.0.0/28 is free"));
}

TEST_F(DockerErrors, TellHowANodeDiedThatWasWaitedForWithoutItsSecrets) {
    auto one = node("n1");
    one.arguments = {"--fail", "3"};
    one.environment = {{"TOKEN", "hunter2"}};
    sm::DockerCluster cluster({.nodes = {one}});
    const auto seen = error_of([&] { await_ready(cluster, "n1"); });
    EXPECT_EQ(seen.kind, sm::DockerErrorKind::node_died);
    EXPECT_THAT(seen.text, HasSubstr("node \"n1\" ended by itself with exit code 3"));
    EXPECT_THAT(seen.text, HasSubstr("cannot go on\ntoken=*** is wrong"));
    EXPECT_THAT(seen.text, Not(HasSubstr("hunter2")));
    EXPECT_EQ(cluster.state("n1"), sm::NodeState::dead);
}

TEST_F(DockerErrors, TellThatANodeDiedBeforeAnOrder) {
    sm::DockerCluster cluster({.nodes = {node("n1")}});
    await_ready(cluster, "n1");
    EXPECT_EQ(ask(cluster, "n1", "die 5"), "");
    ASSERT_TRUE(sm::eventually([&] { return cluster.state("n1") == sm::NodeState::dead; }).held);
    const auto seen = error_of([&] { cluster.pause("n1"); });
    EXPECT_EQ(seen.kind, sm::DockerErrorKind::node_died);
    EXPECT_THAT(seen.text, ContainsRegex("cannot pause it: node \"n1\" ended by itself with exit "
                                         "code 5; the last lines of its log .*\nlistening\n"
                                         "told to die"));
    cluster.start("n1");
    await_ready(cluster, "n1");
}

TEST_F(DockerErrors, TellWhatTheLastLookMetWhenPatienceEnds) {
    sm::DockerCluster cluster({.nodes = {node("n1")}});
    const auto seen = error_of([&] {
        cluster.await("n1", []() -> bool { throw std::runtime_error("not the leader"); },
                      {.limit = 50ms, .interval = 10ms});
    });
    EXPECT_EQ(seen.kind, sm::DockerErrorKind::too_slow);
    EXPECT_THAT(seen.text, ContainsRegex("node \"n1\" \\(running\\) is not ready after .* looks; "
                                         "the last error: not the leader; "));
}

TEST_F(DockerErrors, HintAtAProgramThatIsNotStatic) {
    const Folder folder;
    auto spec = node_image_spec(folder);
    spec.name = "test-nothing";
    spec.entrypoint = {"/not-there"};
    spec.environment = {{"OF", std::to_string(::getpid())}};  // no other process removes it
    auto one = node("n1");
    one.image = sm::build_image(sm::Docker(), spec);
    const auto seen = error_of([&] { sm::DockerCluster({.nodes = {one}}); });
    sm::Docker().ask({"rmi", one.image});
    EXPECT_THAT(seen.text, HasSubstr("is the program in the image, and statically linked?"));
}

TEST_F(DockerErrors, NameTheStateInWhichAnOrderMakesNoSense) {
    sm::DockerCluster cluster({.networks = {{"net"}, {"other"}}, .nodes = {node("n1")}});
    const auto& c = "n1";
    EXPECT_EQ(text_thrown<sm::Refused>([&] { cluster.start(c); }),
              "cannot start node \"n1\": it is running; start is for a node that does not run");
    EXPECT_EQ(text_thrown<sm::Refused>([&] { cluster.wipe(c); }),
              "cannot wipe node \"n1\": it is running; stop or kill it first");
    EXPECT_THAT(text_thrown<sm::Refused>([&] { cluster.unpause(c); }), HasSubstr("it is running"));
    EXPECT_EQ(text_thrown<sm::Misuse>([&] { cluster.connect(c, "net"); }),
              "cannot connect node \"n1\" and network \"net\": it is connected already; its "
              "networks are net, other");
    cluster.disconnect(c, "other");
    EXPECT_THAT(text_thrown<sm::Misuse>([&] { cluster.disconnect(c, "other"); }),
                HasSubstr("it is not connected; its networks are net, other"));
    EXPECT_THAT(text_thrown<sm::Misuse>([&] { cluster.published(c, 8080); }),
                HasSubstr("port 8080 of node \"n1\" is not published; add {.inside = 8080}"));
    cluster.kill(c);
    EXPECT_EQ(text_thrown<sm::Refused>([&] { cluster.pause(c); }),
              "cannot pause node \"n1\": it is stopped; only a running node can be paused");
    EXPECT_THAT(text_thrown<sm::Refused>([&] { cluster.kill(c); }),
                HasSubstr("it is stopped; start it first"));
    EXPECT_EQ(text_thrown<sm::Misuse>([&] { cluster.start("n7"); }),
              "there is no node \"n7\" in the cluster; its nodes are: n1");
    EXPECT_THAT(text_thrown<sm::Misuse>([&] { cluster.create(node("n1")); }),
                HasSubstr("there is a node \"n1\" already"));
}

TEST_F(DockerErrors, RefuseAWrongSpecBeforeAnythingIsMade) {
    auto lost = node("n1");
    lost.networks = {"elsewhere"};
    EXPECT_THAT(text_thrown<sm::Misuse>([&] { sm::DockerCluster({.nodes = {lost}}); }),
                HasSubstr("node \"n1\" is on network \"elsewhere\", which is not one of"));
    EXPECT_THAT(text_thrown<sm::Misuse>([] { sm::DockerCluster({.nodes = {{.name = "n1"}}}); }),
                HasSubstr("node \"n1\" has no image"));
    EXPECT_THAT(text_thrown<sm::Misuse>([] {
                    sm::DockerCluster({.networks = {{"a", "10.0.0.1/24"}}});
                }),
                HasSubstr("network \"a\": \"10.0.0.1/24\" is not a subnet"));
    EXPECT_THAT(text_thrown<sm::Misuse>([] {
                    sm::DockerCluster({.networks = {{"a"}, {"a"}}});
                }),
                HasSubstr("two networks are called \"a\""));
    EXPECT_THAT(text_thrown<sm::Misuse>([] {
                    sm::DockerCluster({.networks = {{"--rm"}, {"a b"}}});
                }),
                HasSubstr("the name of network \"a b\": use up to 40 letters"));
}

}  // namespace
