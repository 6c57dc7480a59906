#include <sm/cluster/cut.hpp>
#include <sm/cluster/docker/docker_cluster.hpp>
#include <sm/cluster/unsupported.hpp>
#include <sm/os/wait.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <future>
#include <set>
#include <sstream>

#include "cluster/docker/docker_support.hpp"
#include "cluster/net/nft.hpp"
#include "cluster/net/packet_filter.hpp"

#include <unistd.h>

namespace {

using namespace sm_test;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

class DockerCut : public DockerTest {};

constexpr sm::Patience patience{.limit = 20s, .interval = 10ms};

sm::ClusterSpec of(const std::vector<std::string>& names) {
    sm::ClusterSpec spec;
    for (const auto& name : names) spec.nodes.push_back(node(name));
    spec.prepare = [names](sm::NodeCluster& cluster) {
        for (const auto& name : names) await_ready(cluster, name);
    };
    return spec;
}

/// Sends `text` in a datagram.
void tell(sm::DockerCluster& cluster, const std::string& from, const std::string& to,
          const std::string& text) {
    ASSERT_EQ(ask(cluster, from, "tell " + cluster.address(to, "net") + " " + text), "ok");
}

/// The datagrams that came since it was last asked.
std::set<std::string> heard(sm::DockerCluster& cluster, const std::string& node) {
    std::istringstream words(ask(cluster, node, "heard"));
    return {std::istream_iterator<std::string>(words), {}};
}

bool hears(sm::DockerCluster& cluster, const std::string& node, const std::string& text) {
    return sm::eventually([&] { return heard(cluster, node).contains(text); }, patience).held;
}

std::uint64_t dropped(sm::DockerCluster& cluster, const std::string& from, const std::string& to) {
    for (const auto& cut : cluster.active_cuts())
        if (cut.from == from && cut.to == to) return cut.dropped;
    return 0;
}

bool drops(sm::DockerCluster& cluster, const std::string& from, const std::string& to) {
    return sm::eventually([&] { return dropped(cluster, from, to) > 0; }, patience).held;
}

TEST_F(DockerCut, DropsWhatOneNodeSendsAndNothingOfWhatItGets) {
    sm::DockerCluster cluster(of({"n1", "n2"}));
    if (const auto why = cluster.why_not_cut()) GTEST_SKIP() << *why;
    tell(cluster, "n1", "n2", "before");
    EXPECT_TRUE(hears(cluster, "n2", "before"));

    cluster.cut({{"n1", "n2"}});
    EXPECT_EQ(dropped(cluster, "n1", "n2"), 0U);
    tell(cluster, "n1", "n2", "lost");
    EXPECT_TRUE(drops(cluster, "n1", "n2"));
    tell(cluster, "n2", "n1", "back");
    EXPECT_TRUE(hears(cluster, "n1", "back"));
    EXPECT_THAT(heard(cluster, "n2"), Not(Contains("lost")));

    cluster.restore({{"n1", "n2"}});
    EXPECT_TRUE(cluster.active_cuts().empty());
    tell(cluster, "n1", "n2", "after");
    EXPECT_TRUE(hears(cluster, "n2", "after"));
}

TEST_F(DockerCut, StallsAConnectionWhichGoesOnAfterwards) {
    sm::DockerCluster cluster(of({"n1", "n2"}));
    if (const auto why = cluster.why_not_cut()) GTEST_SKIP() << *why;
    ASSERT_EQ(ask(cluster, "n1", "dial " + cluster.address("n2", "net")), "ok");
    ASSERT_EQ(ask(cluster, "n1", "echo one"), "one");
    cluster.cut({{"n1", "n2"}});
    EXPECT_EQ(ask(cluster, "n1", "echo two"), "silence");
    EXPECT_EQ(ask(cluster, "n1", "peer " + cluster.address("n2", "net")), "no");
    cluster.restore_all();
    std::string answer;
    const auto answered = [&] { return (answer = ask(cluster, "n1", "echoed")) != "silence"; };
    EXPECT_TRUE(sm::eventually(answered, patience).held);
    EXPECT_EQ(answer, "two");
}

TEST_F(DockerCut, CutsFiveNodesInHalves) {
    const std::vector<std::string> names{"n1", "n2", "n3", "n4", "n5"};
    sm::DockerCluster cluster(of(names));
    if (const auto why = cluster.why_not_cut()) GTEST_SKIP() << *why;
    const auto first = [](const std::string& name) { return name == "n1" || name == "n4"; };
    std::vector<sm::Cut> halves;
    for (const auto& from : names)
        for (const auto& to : names)
            if (first(from) != first(to)) halves.push_back({from, to});
    cluster.cut(halves);
    for (const auto& from : names)
        for (const auto& to : names)
            if (from != to) tell(cluster, from, to, from);

    std::map<std::string, std::set<std::string>> all;
    const auto complete = sm::eventually(
        [&] {
            std::size_t count = 0;
            for (const auto& name : names) {
                all[name].merge(heard(cluster, name));
                count += all[name].size();
            }
            const auto active = cluster.active_cuts();
            return count == 8 && std::all_of(active.begin(), active.end(),
                                             [](const auto& cut) { return cut.dropped == 1; });
        },
        patience);
    EXPECT_TRUE(complete.held);
    EXPECT_EQ(cluster.active_cuts().size(), 12U);
    for (const auto& from : names)
        for (const auto& to : names)
            if (from != to) {
                EXPECT_EQ(all[to].contains(from), first(from) == first(to)) << from << to;
            }
}

TEST_F(DockerCut, CutsOneOfSeveralNetworks) {
    auto spec = of({});
    spec.networks = {{"net"}, {"raft"}};
    spec.nodes = {node("n1"), node("n2")};
    sm::DockerCluster cluster(spec);
    await_ready(cluster, "n1");
    await_ready(cluster, "n2");
    if (const auto why = cluster.why_not_cut()) GTEST_SKIP() << *why;
    cluster.cut({{.from = "n2", .to = "n1", .networks = {"raft"}}});
    EXPECT_EQ(ask(cluster, "n1", "peer " + cluster.address("n2", "net")), "yes");
    EXPECT_EQ(ask(cluster, "n1", "peer " + cluster.address("n2", "raft")), "no");
}

TEST_F(DockerCut, StaysWhenANodeIsStartedAgainAndLetsNothingThroughMeanwhile) {
    sm::DockerCluster cluster(of({"n1", "n2"}));
    if (const auto why = cluster.why_not_cut()) GTEST_SKIP() << *why;
    tell(cluster, "n1", "n2", "before");  // it knows the way, and is not slowed down by asking
    EXPECT_TRUE(hears(cluster, "n2", "before"));
    cluster.cut({{"n1", "n2"}});
    cluster.kill("n2");
    std::atomic<bool> over = false;
    auto talking = std::async(std::launch::async, [&] {
        while (!over) ask(cluster, "n1", "tell " + cluster.address("n2", "net") + " lost");
    });
    cluster.start("n2");
    await_ready(cluster, "n2");
    over = true;
    talking.get();
    EXPECT_THAT(heard(cluster, "n2"), Not(Contains("lost")));
    tell(cluster, "n1", "n2", "lost");
    EXPECT_TRUE(drops(cluster, "n1", "n2"));
    EXPECT_TRUE(heard(cluster, "n2").empty());
    cluster.restore_all();
    tell(cluster, "n1", "n2", "after");
    EXPECT_TRUE(hears(cluster, "n2", "after"));
}

TEST_F(DockerCut, StaysWhenANetworkIsUnpluggedMeanwhile) {
    sm::DockerCluster cluster(of({"n1", "n2"}));
    if (const auto why = cluster.why_not_cut()) GTEST_SKIP() << *why;
    cluster.cut({{"n1", "n2"}});
    cluster.disconnect("n2", "net");
    cluster.connect("n2", "net");
    tell(cluster, "n1", "n2", "lost");
    EXPECT_TRUE(drops(cluster, "n1", "n2"));
}

TEST_F(DockerCut, IsMadeWhileANodeIsPausedOrDoesNotRun) {
    sm::DockerCluster cluster(of({"n1", "n2", "n3"}));
    if (const auto why = cluster.why_not_cut()) GTEST_SKIP() << *why;
    cluster.pause("n2");
    cluster.kill("n3");
    cluster.cut({{"n1", "n2"}, {"n1", "n3"}});
    cluster.unpause("n2");
    cluster.start("n3");
    await_ready(cluster, "n3");
    for (const char* to : {"n2", "n3"}) {
        tell(cluster, "n1", to, "lost");
        EXPECT_TRUE(drops(cluster, "n1", to)) << to;
    }
}

TEST_F(DockerCut, DropsAShareByChance) {
    sm::DockerCluster cluster(of({"n1", "n2"}));
    if (const auto why = cluster.why_not_cut()) GTEST_SKIP() << *why;
    cluster.cut({{.from = "n1", .to = "n2", .share = 0.5}});
    std::set<std::string> arrived;
    for (int i = 0; i < 200; ++i) {
        tell(cluster, "n1", "n2", std::to_string(i));
        if (i % 20 == 19) arrived.merge(heard(cluster, "n2"));
    }
    const auto complete = sm::eventually(
        [&] {
            arrived.merge(heard(cluster, "n2"));
            return arrived.size() + dropped(cluster, "n1", "n2") == 200;
        },
        patience);
    EXPECT_TRUE(complete.held);
    EXPECT_GT(arrived.size(), 50U);  // seven deviations from the mean
    EXPECT_LT(arrived.size(), 150U);
}

TEST_F(DockerCut, TakesOrdersFromSeveralThreads) {
    sm::DockerCluster cluster(of({"n1", "n2", "n3"}));
    if (const auto why = cluster.why_not_cut()) GTEST_SKIP() << *why;
    std::vector<std::future<void>> all;
    const std::vector<sm::Cut> cuts{{"n1", "n2"}, {"n2", "n3"}, {"n3", "n1"}, {"n1", "n3"}};
    for (const auto& cut : cuts)
        all.push_back(std::async(std::launch::async, [&cluster, cut] {
            for (int round = 0; round < 5; ++round) {
                cluster.cut({cut});
                cluster.restore({cut});
            }
            cluster.cut({cut});
        }));
    for (auto& one : all) EXPECT_NO_THROW(one.get());
    EXPECT_EQ(cluster.active_cuts().size(), 4U);
    tell(cluster, "n2", "n1", "open");
    EXPECT_TRUE(hears(cluster, "n1", "open"));
    for (const auto& cut : cuts) {
        tell(cluster, cut.from, cut.to, "lost");
        EXPECT_TRUE(drops(cluster, cut.from, cut.to)) << cut.from << cut.to;
    }
}

TEST_F(DockerCut, LeavesNothingWhenItsProcessIsKilled) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can see this machine's own rules";
    Victim victim([](Victim& self) {
        sm::DockerCluster cluster(of({"n1", "n2"}));
        if (cluster.why_not_cut()) return 7;
        cluster.cut({{"n1", "n2"}});
        return self.tell_and_wait("cut");
    });
    if (victim.said() != "cut") {
        if (victim.wait_ended() == 7) GTEST_SKIP() << "packets cannot be dropped here";
        FAIL() << "the other process failed";
    }
    victim.kill();
    EXPECT_TRUE(
        sm::eventually([&] { return resources_of(victim.pid()).empty(); }, {.limit = 60s}).held);
    const auto tables =
        sm::run_command({.words = {sm::detail::find_program("nft"), "list", "tables"}});
    EXPECT_TRUE(tables);
    EXPECT_THAT(tables.out, Not(HasSubstr("sm_cuts")));
}

/// That rules made in this way alone filter and count.
void expect_filters(sm::DockerCluster& cluster, sm::detail::NftWay way) {
    sm::detail::Nft nft(cluster.docker(), {}, {way});
    const auto container = cluster.engine_name("n2");
    const sm::detail::PacketFilter filter{.arriving = {{cluster.address("n1", "net"), 1.0}}};
    const auto done = nft.run(container, {"-f", "-"}, sm::detail::filter_script({}, filter));
    ASSERT_TRUE(done && *done) << (done ? done->err : "it does not run");
    tell(cluster, "n1", "n2", "lost");
    const auto counted = [&] {
        const auto listed = nft.run(container, {"list", "counters"});
        return listed && sm::detail::parse_counters(listed->out)[cluster.address("n1", "net")] == 1;
    };
    EXPECT_TRUE(sm::eventually(counted, patience).held);
    cluster.kill("n2");
    EXPECT_FALSE(nft.run(container, {"list", "tables"}).has_value());
}

TEST_F(DockerCut, NeedsNoRightsButTheEnginesWithAHelperContainer) {
    sm::DockerCluster cluster(of({"n1", "n2"}));
    if (const auto why = cluster.why_not_cut()) GTEST_SKIP() << *why;
    expect_filters(cluster, sm::detail::NftWay::helper);
    cluster.pause("n1");
    sm::detail::Nft nft(cluster.docker(), {}, {sm::detail::NftWay::helper});
    const auto while_paused = nft.run(cluster.engine_name("n1"), {"list", "tables"});
    EXPECT_TRUE(while_paused && *while_paused);
}

TEST_F(DockerCut, IsMadeThroughSudo) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can play sudo";
    sm::DockerCluster cluster(of({"n1", "n2"}));
    if (const auto why = cluster.why_not_cut()) GTEST_SKIP() << *why;
    const Folder folder;
    const std::string path = std::getenv("PATH");
    folder.script("sudo", "[ \"$1\" = -n ] || exit 1; shift; exec \"$@\"");
    ::setenv("PATH", ((folder / "").string() + ":" + path).c_str(), 1);
    expect_filters(cluster, sm::detail::NftWay::sudo);
    ::setenv("PATH", path.c_str(), 1);
}

TEST_F(DockerCut, SaysWhatIsMissing) {
    sm::DockerCluster cluster(of({"n1"}));
    if (const auto why = cluster.why_not_cut()) GTEST_SKIP() << *why;
    const Folder folder;
    const std::string path = std::getenv("PATH");
    folder.script("sudo", "echo 'sudo: a password is required' >&2; exit 1");
    ::setenv("PATH", ((folder / "").string() + ":" + path).c_str(), 1);
    sm::detail::Nft nft(cluster.docker(), {}, {sm::detail::NftWay::sudo});
    std::string text = "nothing was thrown";
    try {
        nft.run(cluster.engine_name("n1"), {"list", "tables"});
    } catch (const sm::Unsupported& unsupported) {
        text = unsupported.what();
    }
    ::setenv("PATH", path.c_str(), 1);
    EXPECT_EQ(text,
              "packets cannot be dropped here, neither by sudo: sudo: a password is required");
}

}  // namespace
