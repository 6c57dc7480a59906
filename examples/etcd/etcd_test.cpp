// etcd on three real nodes: what the client sees of them, and what the commands find.

#include <sm/sm.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "append.hpp"
#include "place.hpp"
#include "register.hpp"
#include "session.hpp"
#include "set.hpp"

namespace {

using namespace std::chrono_literals;
using etcd::Get;
using etcd::peer_network;
using etcd::Put;
using etcd::Reads;
using testing::ElementsAre;
using testing::SizeIs;

/// The clusters of all tests; each gets one that is ready, with fresh keys.
const auto& clusters() {
    static const auto all = etcd::clusters({.nodes = 3}, {.patience = 5s});
    return all;
}

class RealEtcd : public testing::Test {
 protected:
    void SetUp() override {
        if (const auto why = etcd::unusable()) GTEST_SKIP() << *why;
    }
};

/// Whether the answer to a request is that it certainly had no effect.
template <class Request>
bool refused(Request request) {
    try {
        request();
        return false;
    } catch (const sm::Refused&) {
        return true;
    }
}

std::string value_of(const std::optional<etcd::Entry>& entry) {
    return entry ? entry->value : "nothing";
}

std::string follower_of(etcd::Cluster& cluster) {
    const auto nodes = cluster.nodes();
    const auto leader = cluster.leader();
    return *std::find_if(nodes.begin(), nodes.end(),
                         [&](const std::string& node) { return node != leader; });
}

TEST_F(RealEtcd, AnswersAtEveryNode) {
    auto system = clusters()();
    auto one = system.client(0), other = system.client(1);
    EXPECT_EQ(one.get("a"), std::nullopt);
    one.put("a", "1");
    EXPECT_EQ(value_of(other.get("a")), "1");
    EXPECT_TRUE(other.cas("a", "1", "2"));
    EXPECT_FALSE(one.cas("a", "1", "3"));
    const auto entry = one.get("a");
    EXPECT_EQ(value_of(entry), "2");
    EXPECT_EQ(entry.value().version, 2);
    EXPECT_TRUE(one.cas("a", entry.value().mod_revision, "4"));
    EXPECT_FALSE(other.cas("a", entry.value().mod_revision, "5"));
    EXPECT_TRUE(one.cas("b", std::int64_t{0}, "6"));
    EXPECT_FALSE(one.cas("b", std::int64_t{0}, "7"));
}

TEST_F(RealEtcd, DoesAllOfATransactionOrNothing) {
    auto system = clusters()();
    auto session = system.client(0);
    session.put("a", "1");
    const etcd::Txn txn{.guards = {{"a", "1"}, {"b", std::int64_t{0}}},
                        .then = {Put{"a", "2"}, Put{"b", "3"}, Get{"a"}},
                        .otherwise = {Get{"b"}, Get{"c"}}};
    const auto first = session.txn(txn);
    EXPECT_TRUE(first.held);
    ASSERT_THAT(first.got, SizeIs(1));
    EXPECT_EQ(value_of(first.got[0]), "2");
    const auto second = session.txn(txn);
    EXPECT_FALSE(second.held);
    ASSERT_THAT(second.got, SizeIs(2));
    EXPECT_EQ(value_of(second.got[0]), "3");
    EXPECT_EQ(second.got[1], std::nullopt);
    EXPECT_THROW(session.txn({.then = {Put{"a", "1"}, Put{"a", "2"}}}), std::logic_error);
}

TEST_F(RealEtcd, RemovesWhatBeginsSoAndNothingElse) {
    auto system = clusters()();
    auto session = system.client(0);
    for (const auto* key : {"x/1", "x/2", "y"}) session.put(key, "1");
    session.txn({.then = {etcd::RemovePrefix{"x/"}}});
    EXPECT_EQ(session.get("x/1"), std::nullopt);
    EXPECT_EQ(session.get("x/2"), std::nullopt);
    EXPECT_EQ(value_of(session.get("y")), "1");
}

TEST_F(RealEtcd, IsOldOnlyInSerializableReadsOfANodeThatIsCut) {
    auto system = clusters()();
    auto& cluster = system.cluster();
    const auto key = cluster.prefix() + "a";
    const auto cut = follower_of(cluster);
    auto leader = cluster.client(cluster.leader().value());
    auto follower = cluster.client(cut);
    leader.put(key, "old");
    EXPECT_EQ(value_of(follower.get(key)), "old");

    cluster.disconnect(cut, peer_network);
    leader.put(key, "new");
    EXPECT_EQ(value_of(follower.get(key, Reads::serializable)), "old");
    EXPECT_TRUE(refused([&] { follower.get(key); }));
    EXPECT_TRUE(sm::eventually([&] { return follower.status().leader == 0; }, {10s, 10ms}));
    EXPECT_TRUE(refused([&] { follower.put(key, "never"); }));  // "no leader", at once

    cluster.connect(cut, peer_network);
    EXPECT_TRUE(sm::eventually([&] { return value_of(follower.get(key)) == "new"; }, {10s, 10ms}));
}

/// What others say still reaches the node, but nothing that it answers reaches them.
TEST_F(RealEtcd, IsNotHeardWhereOnlyItsOwnWordsAreCut) {
    auto system = clusters()();
    auto& cluster = system.cluster();
    const auto key = cluster.prefix() + "a";
    const auto mute = follower_of(cluster);
    auto follower = cluster.client(mute, {.answer = 500ms});
    std::vector<sm::Cut> cuts;
    for (const auto& node : cluster.nodes())
        if (node != mute) cuts.push_back({.from = mute, .to = node, .networks = {peer_network}});
    cluster.machines().cut(cuts);
    EXPECT_TRUE(refused([&] { follower.get(key); }));
    const auto both_drop = [&] {
        const auto active = cluster.machines().active_cuts();
        return active.size() == 2 && active[0].from == mute && active[1].from == mute &&
               active[0].dropped > 0 && active[1].dropped > 0;
    };
    EXPECT_TRUE(sm::eventually(both_drop, {10s, 10ms}));
    cluster.machines().restore_all();
    EXPECT_TRUE(sm::eventually([&] { return !refused([&] { follower.get(key); }); }, {10s, 10ms}));
}

TEST_F(RealEtcd, GoesOnWithAnotherLeaderAndKeepsItsData) {
    auto system = clusters()();
    auto& cluster = system.cluster();
    const auto key = cluster.prefix() + "a";
    const auto first = cluster.leader().value();
    cluster.client(first).put(key, "1");
    cluster.machines().kill(first);
    EXPECT_TRUE(refused([&] { cluster.client(first).put(key, "2"); }));
    const auto another = [&] {
        const auto now = cluster.primaries();
        return now.size() == 1 && now.front() != first;
    };
    ASSERT_TRUE(sm::eventually(another, {10s, 10ms}));
    EXPECT_NE(cluster.leader(), first);
    cluster.machines().start(first);
    ASSERT_TRUE(sm::eventually([&] { return cluster.ready(); }, {10s, 10ms}));
    EXPECT_EQ(value_of(cluster.client(first).get(key)), "1");
    // Its own data, from before it was killed and from what it has learned since.
    EXPECT_EQ(value_of(cluster.client(first).get(key, Reads::serializable)), "1");
}

TEST_F(RealEtcd, RecoversFromAllFaultsAtOnce) {
    auto system = clusters()();
    auto& cluster = system.cluster();
    const auto before = cluster.prefix();
    cluster.client("n1").put(before + "a", "1");
    cluster.machines().kill("n1");
    cluster.machines().pause("n2");
    cluster.disconnect("n3", peer_network);
    ASSERT_TRUE(cluster.renew());
    EXPECT_TRUE(cluster.ready());
    EXPECT_NE(cluster.prefix(), before);
    EXPECT_EQ(cluster.client("n1").get(before + "a"), std::nullopt);
}

TEST_F(RealEtcd, GrowsAndShrinks) {
    // By default a member may go only when all have been connected for 5 s.
    etcd::Cluster cluster({.nodes = 1, .flags = {"--strict-reconfig-check=false"}});
    cluster.client("n1").put("a", "1");
    EXPECT_EQ(cluster.member_add(), "n2");
    EXPECT_THAT(cluster.members(), SizeIs(2));
    EXPECT_EQ(value_of(cluster.client("n2").get("a")), "1");
    cluster.member_remove("n1");
    EXPECT_TRUE(sm::eventually([&] { return cluster.members().size() == 1; }, {10s, 10ms}));
    EXPECT_EQ(cluster.members().front().name, "n2");
    EXPECT_TRUE(sm::eventually([&] { return cluster.leader() == "n2"; }, {10s, 10ms}));
    EXPECT_FALSE(cluster.renew());
}

TEST_F(RealEtcd, RegistersBehaveLikeTheirModel) {
    EXPECT_TRUE(
        sm::check<etcd::Register<>::Cmd>(clusters(), {.programs = 5, .length = 30, .corpus = ""}));
}

TEST_F(RealEtcd, RegistersAreLinearizable) {
    EXPECT_TRUE(sm::check<etcd::Register<>::Cmd>(
        clusters(), {.programs = 10, .length = 40, .workers = 3, .corpus = ""}));
}

TEST_F(RealEtcd, SetsAreLinearizable) {
    EXPECT_TRUE(sm::check<etcd::Set<>::Cmd>(
        clusters(), {.programs = 10, .length = 20, .workers = 3, .corpus = ""}));
}

TEST_F(RealEtcd, TransactionsOnListsAreLinearizable) {
    EXPECT_TRUE(sm::check<etcd::Lists>(clusters(),
                                       {.programs = 10, .length = 20, .workers = 3, .corpus = ""}));
}

// A node that is cut from its peers, and what it answers.

struct CutModel {
    std::map<int, int> values;
    bool cut = false;
};

constexpr const char* far_node = "n3";  // sessions of one worker are at n1

struct Cut {
    bool pre(const CutModel& m) const { return !m.cut; }
    void apply(CutModel& m) const { m.cut = true; }
    void run(auto& session) const { session.cluster().disconnect(far_node, peer_network); }
};

struct Write {
    sm::Below<2> key;
    sm::Below<5> value;

    void apply(CutModel& m) const { m.values[key] = value; }
    void run(auto& session) const {
        session.put(etcd::Register<>::name(key), std::to_string(value));
    }
};

template <Reads reads>
struct ReadAtTheFarNode {
    static constexpr bool read_only = true;
    sm::Below<2> key;

    /// A follower that is not cut is behind too, if only for milliseconds.
    bool pre(const CutModel& m) const { return m.cut; }
    std::optional<int> apply(CutModel& m) const { return sm::find(m.values, int{key}); }
    std::optional<int> run(auto& session) const {
        auto& cluster = session.cluster();
        const auto entry = cluster.client(far_node, {.answer = 500ms})
                               .get(cluster.prefix() + etcd::Register<>::name(key), reads);
        if (!entry) return std::nullopt;
        return sm::from_json<int>(entry->value);
    }
};

template <Reads reads>
using CutCmd = std::variant<Cut, Write, ReadAtTheFarNode<reads>>;

TEST_F(RealEtcd, SerializableReadsOfANodeThatIsCutAreFound) {
    const auto report = sm::check<CutCmd<Reads::serializable>>(
        clusters(),
        {.programs = 20, .length = 8, .shrink = {.time = 10s}, .corpus = "", .swarm = false});
    std::cout << report.text() << "\n";
    ASSERT_FALSE(report.passed);
    EXPECT_EQ(report.failure, sm::Failure::wrong_answer);
    EXPECT_EQ(report.program.size(), 3U);  // Cut, Write, Read
}

TEST_F(RealEtcd, LinearizableReadsOfANodeThatIsCutAreNot) {
    EXPECT_TRUE(sm::check<CutCmd<Reads::linearizable>>(
        clusters(), {.programs = 3, .length = 10, .corpus = "", .swarm = false}));
}

}  // namespace
