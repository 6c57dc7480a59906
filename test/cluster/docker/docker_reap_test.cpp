#include <sm/cluster/docker/docker_cluster.hpp>
#include <sm/cluster/reap.hpp>
#include <sm/os/owner.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "cluster/docker/docker_support.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using namespace sm_test;
using testing::IsEmpty;
using testing::SizeIs;

class DockerReap : public DockerTest {
 protected:
    void SetUp() override {
        DockerTest::SetUp();
        if (!IsSkipped()) image = node_image();  // before any victim needs it
    }

    /// Two nodes, one of them with a volume, on two networks: five things.
    sm::ClusterSpec spec() const {
        auto first = node("n1"), second = node("n2");
        first.data = {"/data"};
        second.networks = {"a"};
        return {.name = "victim", .networks = {{"a"}, {"b"}}, .nodes = {first, second}};
    }

    /// A process that has a cluster, with a paused node, and waits to be killed.
    std::unique_ptr<Victim> victim_with_cluster() const {
        auto victim = std::make_unique<Victim>([&](Victim& self) {
            sm::DockerCluster cluster(spec());
            cluster.pause("n2");
            return self.tell_and_wait("ready");
        });
        EXPECT_EQ(victim->said(), "ready");
        EXPECT_THAT(resources_of(victim->pid()), SizeIs(5));
        return victim;
    }

    static bool gone(pid_t pid) {
        return sm::eventually([&] { return resources_of(pid).empty(); }, {.limit = 30s}).held;
    }

    std::string image;
};

TEST_F(DockerReap, TheReaperRemovesEverythingOfAProcessThatIsKilled) {
    const auto victim = victim_with_cluster();
    ASSERT_THAT(victim->reapers(), SizeIs(1));
    victim->kill();
    ASSERT_EQ(victim->wait_ended(), -SIGKILL);
    EXPECT_TRUE(gone(victim->pid()));
    EXPECT_TRUE(sm::eventually([&] { return victim->reapers().empty(); }, {.limit = 30s}).held)
        << "the reaper stays though nothing is left";
}

TEST_F(DockerReap, TheReaperSurvivesTheSignalsMeantForItsOwnersGroup) {
    const Victim victim([&](Victim& self) {
        ::setpgid(0, 0);
        sm::DockerCluster cluster(spec());
        return self.tell_and_wait("ready");
    });
    EXPECT_EQ(const_cast<Victim&>(victim).said(), "ready");
    ::kill(-victim.pid(), SIGKILL);
    EXPECT_TRUE(gone(victim.pid()));
}

TEST_F(DockerReap, TheNextRunRemovesWhatIsLeftWhenTheReaperWasKilledToo) {
    const auto victim = victim_with_cluster();
    for (const pid_t reaper : victim->reapers()) ::kill(reaper, SIGKILL);
    victim->kill();
    victim->wait_ended();
    ASSERT_TRUE(sm::eventually([&] { return victim->reapers().empty(); }, {.limit = 30s}).held);
    ASSERT_THAT(resources_of(victim->pid()), SizeIs(5));  // nobody is there to remove it

    Victim next([](Victim&) {
        sm::DockerCluster cluster({});
        return 0;
    });
    EXPECT_EQ(next.wait_ended(), 0);
    EXPECT_THAT(resources_of(victim->pid()), IsEmpty());
}

TEST_F(DockerReap, CountsWhatItRemovesAndLeavesTheLivingAlone) {
    const auto living = victim_with_cluster();
    const auto dead = victim_with_cluster();
    for (const pid_t reaper : dead->reapers()) ::kill(reaper, SIGKILL);
    dead->kill();  // not waited for: a zombie is dead
    ASSERT_TRUE(sm::eventually([&] {
                    siginfo_t info;
                    return ::waitid(P_PID, static_cast<id_t>(dead->pid()), &info,
                                    WEXITED | WNOWAIT) == 0;
                }).held);

    const auto reaped = sm::reap(sm::Docker());
    EXPECT_GE(reaped.containers, 2);
    EXPECT_GE(reaped.volumes, 1);
    EXPECT_GE(reaped.networks, 2);
    EXPECT_THAT(reaped.left, IsEmpty());
    EXPECT_THAT(resources_of(dead->pid()), IsEmpty());
    EXPECT_THAT(resources_of(living->pid()), SizeIs(5));
    living->kill();
    EXPECT_TRUE(gone(living->pid()));
}

TEST_F(DockerReap, RemovesWhatAFormerBootLeftAndNothingOfAnotherHosts) {
    const sm::Docker docker;
    auto former = sm::Owner::self(), foreign = sm::Owner::self();
    former.boot = "00000000-0000-0000-0000-000000000000";
    foreign.host = "elsewhere.12345678";
    foreign.boot = "11111111-1111-1111-1111-111111111111";
    const auto volume = [&](const sm::Owner& owner, const std::string& name) {
        std::vector<std::string> words{"volume", "create", "--label", "sm"};
        for (const auto& [key, value] : owner.labels())
            words.insert(words.end(), {"--label", key + "=" + value});
        words.push_back(name);
        return docker.ask(words);
    };
    const auto mark = sm::Owner::self().digest();
    const auto old = volume(former, "sm-test-former-" + mark);
    const auto other = volume(foreign, "sm-test-foreign-" + mark);
    const auto strange = docker.ask({"volume", "create", "--label", "sm", "sm-test-own-" + mark});
    sm::reap(docker);
    EXPECT_FALSE(docker.attempt({.words = {"volume", "inspect", old}}));
    EXPECT_TRUE(docker.attempt({.words = {"volume", "inspect", other}}));
    EXPECT_TRUE(docker.attempt({.words = {"volume", "inspect", strange}}));
    docker.ask({"volume", "rm", other, strange});
}

TEST_F(DockerReap, SeveralAtOnceDoNotDisturbEachOther) {
    const auto dead = victim_with_cluster();
    for (const pid_t reaper : dead->reapers()) ::kill(reaper, SIGKILL);
    dead->kill();
    dead->wait_ended();
    std::vector<std::unique_ptr<Victim>> reapers;
    for (int i = 0; i < 3; ++i)
        reapers.push_back(std::make_unique<Victim>(
            [](Victim&) { return sm::reap(sm::Docker()).left.empty() ? 0 : 1; }));
    for (auto& reaper : reapers) EXPECT_EQ(reaper->wait_ended(), 0);
    EXPECT_THAT(resources_of(dead->pid()), IsEmpty());
}

/// The owner dies at its `at`-th docker command, which goes on without it.
TEST_F(DockerReap, NothingIsLeftWhereverTheOwnerIsKilled) {
    const Folder folder;
    const auto program = folder.script("docker", R"(
if [ "$PPID" = "$SM_TEST_OWNER" ]; then
    n=1
    while ! mkdir "$SM_TEST_FOLDER/$n" 2>/dev/null; do n=$((n + 1)); done
    [ $n = $SM_TEST_AT ] && kill -9 $PPID
fi
exec docker "$@")");
    std::vector<std::unique_ptr<Victim>> victims;
    // Three to list, two networks, two containers and their second network, two starts, two logs.
    for (int at = 4; at <= 12; ++at) {
        const auto points = folder / std::to_string(at);
        std::filesystem::create_directory(points);
        victims.push_back(std::make_unique<Victim>([&, at](Victim& self) {
            ::setenv("SM_TEST_OWNER", std::to_string(::getpid()).c_str(), 1);
            ::setenv("SM_TEST_FOLDER", points.c_str(), 1);
            ::setenv("SM_TEST_AT", std::to_string(at).c_str(), 1);
            auto own = spec();
            own.docker.program = program;
            sm::DockerCluster cluster(own);
            return self.tell_and_wait("created");
        }));
    }
    for (const auto& victim : victims) EXPECT_EQ(victim->wait_ended(), -SIGKILL);
    // Only when the reapers are done is it certain that nothing turns up late.
    for (const auto& victim : victims)
        EXPECT_TRUE(sm::eventually([&] { return victim->reapers().empty(); }, {.limit = 90s}).held);
    for (const auto& victim : victims) EXPECT_THAT(resources_of(victim->pid()), IsEmpty());
}

TEST_F(DockerReap, TheReaperGoesHomeWithItsOwner) {
    Victim victim([&](Victim& self) {
        { const sm::DockerCluster cluster({}); }
        if (self.reapers().size() != 1) return 1;
        std::exit(0);
    });
    EXPECT_EQ(victim.wait_ended(), 0);
    EXPECT_TRUE(sm::eventually([&] { return victim.reapers().empty(); }, {.limit = 2s}).held);
}

TEST_F(DockerReap, ConcurrentProcessesDoNotClash) {
    std::vector<std::unique_ptr<Victim>> all;
    for (int i = 0; i < 3; ++i)
        all.push_back(std::make_unique<Victim>([](Victim&) {
            for (int round = 0; round < 2; ++round) {
                sm::DockerCluster cluster({.networks = {{"a"}, {"b"}}, .nodes = {node("n1")}});
                await_ready(cluster, "n1", "a");
                ask(cluster, "n1", "put x", "a");
                if (ask(cluster, "n1", "get", "b") != "x") return 1;
            }
            return 0;
        }));
    for (auto& one : all) EXPECT_EQ(one->wait_ended(), 0);
    for (auto& one : all) EXPECT_THAT(resources_of(one->pid()), IsEmpty());
}

TEST_F(DockerReap, AForkedChildLeavesItsParentsClusterAlone) {
    sm::DockerCluster cluster({.nodes = {node("n1")}});
    await_ready(cluster, "n1");
    Victim child([&](Victim&) {
        cluster.tear_down();
        return 0;
    });
    EXPECT_EQ(child.wait_ended(), 0);
    EXPECT_EQ(ask(cluster, "n1", "get"), "none");
}

}  // namespace
