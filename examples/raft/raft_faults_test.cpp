// What a cluster does when servers crash, freeze, lose their disks, come and go. In all of it one
// in twenty messages between servers is lost.

#include "scenario.hpp"

namespace {

using namespace raft;
namespace filter = sm::simulation::filter;

class RaftFaults : public Scenario {
 protected:
    NodeId begin(int nodes, ClusterOptions setup = {}) {
        const auto leader = Scenario::begin(nodes, std::move(setup));
        loss_ = on_all(filter::where(
            [](const sm::simulation::Packet<Message>& packet) {
                return packet.to < sm::simulation::first_client;
            },
            filter::drop(0.05)));
        return leader;
    }
    void TearDown() override {
        cluster().pass(5s);
        EXPECT_GT(sum(loss_).dropped, 0U) << "the loss was never put to the test";
        Scenario::TearDown();
    }
    void kill_all() {
        for (const auto node : all()) cluster().kill(node);
    }
    void start_all(int nodes) {
        for (NodeId node = 1; node <= nodes; ++node) {
            if (!cluster().runs(node)) cluster().start(node);
        }
    }

 private:
    std::vector<sm::simulation::Filters> loss_{};
};

// The leader.

TEST_F(RaftFaults, ALeaderThatIsKilledIsReplaced) {
    const auto old = begin(3);
    cluster().kill(old);
    EXPECT_NE(cluster().must_have_leader_other_than(old), old);
    cluster().must_put("k", "v");
}

TEST_F(RaftFaults, WhatALeaderAcknowledgedSurvivesIt) {
    begin(3);
    Ledger ledger(cluster(), "k");
    for (int turn = 0; turn < 4; ++turn) {
        ledger.write(5);
        const auto leader = cluster().must_have_leader();
        cluster().kill(leader);
        cluster().must_have_leader_other_than(leader);
        cluster().start(leader);
    }
    EXPECT_GE(ledger.acknowledged(), 15U);
    ledger.check();
}

TEST_F(RaftFaults, AKilledLeaderComesBackAsAFollower) {
    const auto old = begin(3);
    cluster().kill(old);
    const auto fresh = cluster().must_have_leader_other_than(old);
    cluster().start(old);
    cluster().must("it follows", [&] { return cluster().node(old).leader() == fresh; });
}

TEST_F(RaftFaults, ALeaderThatIsKilledRightAfterItAnsweredTookNothingAlong) {
    begin(3);
    for (int turn = 0; turn < 5; ++turn) {
        const auto value = std::to_string(turn);
        cluster().must_put("k", value);
        const auto leader = cluster().must_have_leader();
        cluster().kill(leader);
        cluster().must_get("k", value);
        cluster().start(leader);
    }
}

TEST_F(RaftFaults, ALeaderThatFreezesIsReplacedAndFollowsWhenItThaws) {
    const auto old = begin(3);
    cluster().pause(old);
    const auto others = all_but({old});
    cluster().must_put("k", "v");
    cluster().resume(old);
    cluster().must("it follows", [&] { return cluster().node(old).role() == Role::follower; });
    cluster().must_agree();
    EXPECT_EQ(cluster().local(old, "k"), "v");
}

TEST_F(RaftFaults, AFrozenLeaderThatThawsAnswersNoStrongReadOfItsOwn) {
    const auto old = begin(3);
    cluster().must_put("k", "old");
    cluster().pause(old);
    cluster().must_put("k", "new");
    cluster().resume(old);
    auto client = cluster().client();
    EXPECT_EQ(client.get_at(old, "k", Level::strong), "new");
}

TEST_F(RaftFaults, AFrozenLeaderThatThawsAnswersNoLeaseReadOfItsOwn) {
    const auto old = begin(3);
    cluster().must_put("k", "old");
    cluster().pause(old);
    cluster().must_put("k", "new");
    cluster().resume(old);
    auto client = cluster().client();
    EXPECT_EQ(client.get_at(old, "k", Level::lease), "new");
}

// Followers.

TEST_F(RaftFaults, AFollowerThatIsKilledIsNotMissed) {
    begin(3);
    cluster().kill(cluster().follower());
    Ledger ledger(cluster(), "k");
    ledger.write(10);
    EXPECT_EQ(ledger.acknowledged(), 10U);
    ledger.check();
}

TEST_F(RaftFaults, AFollowerCatchesUpAfterARestart) {
    begin(3);
    const auto away = cluster().follower();
    cluster().kill(away);
    Ledger ledger(cluster(), "k");
    ledger.write(20);
    cluster().start(away);
    ledger.check();
}

TEST_F(RaftFaults, AFrozenFollowerCatchesUp) {
    begin(3);
    const auto away = cluster().follower();
    cluster().pause(away);
    Ledger ledger(cluster(), "k");
    ledger.write(20);
    cluster().resume(away);
    ledger.check();
}

TEST_F(RaftFaults, AFollowerThatKeepsCrashingHoldsNobodyUp) {
    begin(3);
    const auto weak = cluster().follower();
    Ledger ledger(cluster(), "k");
    for (int turn = 0; turn < 15; ++turn) {
        cluster().restart(weak);
        ledger.write();
    }
    EXPECT_EQ(ledger.acknowledged(), 15U);
    ledger.check();
}

// Majorities.

TEST_F(RaftFaults, WithoutAMajorityNothingIsAcknowledged) {
    begin(3);
    cluster().kill(followers()[0]);
    cluster().kill(followers()[0]);
    Ledger ledger(cluster(), "k");
    EXPECT_FALSE(ledger.write());
    start_all(3);
    ledger.check();
}

TEST_F(RaftFaults, TwoOfFiveMayBeDead) {
    begin(5);
    cluster().kill(cluster().leader());
    cluster().kill(all()[0]);
    Ledger ledger(cluster(), "k");
    cluster().must_have_leader();
    ledger.write(10);
    EXPECT_GE(ledger.acknowledged(), 9U);
    ledger.check();
}

TEST_F(RaftFaults, ThreeOfFiveMayNot) {
    begin(5);
    for (int dead = 0; dead < 3; ++dead) cluster().kill(all()[0]);
    cluster().pass(5s);
    EXPECT_EQ(cluster().leader(), 0);
    start_all(5);
    cluster().must_put("k", "v");
}

TEST_F(RaftFaults, AfterAPowerCutOfAllEverythingAcknowledgedIsThere) {
    begin(3);
    Ledger ledger(cluster(), "k");
    for (int turn = 0; turn < 3; ++turn) {
        cluster().must_have_leader();
        ledger.write(10);
        kill_all();
        start_all(3);
    }
    EXPECT_GE(ledger.acknowledged(), 25U);
    ledger.check();
}

TEST_F(RaftFaults, ARollingRestartLosesNothing) {
    begin(3);
    Ledger ledger(cluster(), "k");
    for (const auto node : all()) {
        cluster().stop(node);
        ledger.write(3);
        cluster().start(node);
        ledger.write(3);
        cluster().must_agree();
    }
    EXPECT_GE(ledger.acknowledged(), 15U);
    ledger.check();
}

// What is on disk.

TEST_F(RaftFaults, TermsNeverGoBack) {
    begin(3);
    Term highest = 0;
    for (int turn = 0; turn < 5; ++turn) {
        const auto leader = cluster().must_have_leader();
        EXPECT_GE(cluster().node(leader).term(), highest);
        highest = cluster().node(leader).term();
        kill_all();
        start_all(3);
        for (const auto node : all()) EXPECT_GE(cluster().node(node).term() + 1, highest);
    }
}

TEST_F(RaftFaults, ARestartGoesOnFromTheSnapshot) {
    begin(3, {.raft = {.snapshot_every = 20, .entries_kept = 5}});
    Ledger ledger(cluster(), "k");
    ledger.write(50);
    cluster().must_agree();
    kill_all();
    start_all(3);
    for (const auto node : all()) EXPECT_GE(cluster().node(node).applied(), 20U);
    ledger.write(5);
    ledger.check();
}

TEST_F(RaftFaults, ASessionSurvivesSnapshotsAndRestarts) {
    begin(3, {.raft = {.snapshot_every = 5, .entries_kept = 0}});
    Ledger ledger(cluster(), "k");
    ledger.write(12);
    kill_all();
    start_all(3);
    cluster().must_have_leader();
    const auto leader = cluster().must_have_leader();
    auto twice = net().add_receive_filter(leader, filter::of_type<Request>(filter::duplicate()));
    ledger.write(12);
    EXPECT_GT(twice.counts().passed, 12U);
    ledger.check();
}

TEST_F(RaftFaults, TheLogStaysShort) {
    begin(3, {.raft = {.snapshot_every = 20, .entries_kept = 5}});
    Ledger ledger(cluster(), "k");
    ledger.write(200);
    ledger.check();
    for (const auto node : all()) {
        const auto& log = cluster().node(node).log();
        EXPECT_LE(log.last() - log.base(), 30U);
    }
}

TEST_F(RaftFaults, AServerWithANewDiskIsRemovedAndAddedAgain) {
    begin(3, {.raft = {.snapshot_every = 20, .entries_kept = 5}});
    const auto broken = cluster().follower();
    Ledger ledger(cluster(), "k");
    ledger.write(30);
    cluster().kill(broken);
    cluster().wipe(broken);
    cluster().must_remove_server(broken);
    cluster().start(broken);
    cluster().must_add_server(broken);
    ledger.write(5);
    ledger.check();
    EXPECT_GE(cluster().node(broken).snapshot_index(), 20U);
}

TEST_F(RaftFaults, AServerWhoseDiskIsFullEndsAndIsNotMissed) {
    const auto leader = begin(3);
    const auto broken = cluster().follower();
    net().fail_disk("n" + std::to_string(broken), {.failure = sm::DiskFailure::no_space});
    Ledger ledger(cluster(), "k");
    ledger.write(10);
    EXPECT_EQ(ledger.acknowledged(), 10U);
    EXPECT_FALSE(cluster().runs(broken));
    EXPECT_EQ(cluster().leader(), leader);
    ledger.check();
}

TEST_F(RaftFaults, ASlowFollowerHoldsNobodyUp) {
    begin(3);
    const auto slow = cluster().follower();
    net().slow("n" + std::to_string(slow), 20ms);
    Ledger ledger(cluster(), "k");
    const auto before = net().clock().now();
    ledger.write(20);
    EXPECT_EQ(ledger.acknowledged(), 20U);
    EXPECT_LT(net().clock().now() - before, 5s);
    net().slow("n" + std::to_string(slow), 0ms);
    ledger.check();
}

// Members and transfer.

TEST_F(RaftFaults, LeadershipIsHandedOverWithoutAGap) {
    const auto old = begin(3);
    const auto next = cluster().follower();
    cluster().must_put("k", "v");
    cluster().must_transfer_leader(next);
    cluster().must_get("k", "v");
    EXPECT_EQ(cluster().node(old).role(), Role::follower);
}

TEST_F(RaftFaults, ALeaderKilledInTheMiddleOfATransferIsReplaced) {
    const auto old = begin(3);
    const auto next = cluster().follower();
    auto late = net().add_send_filter(old, filter::of_type<StandNow>(filter::delay(500ms)));
    auto client = cluster().client();
    bool asked = false;
    net().scheduler().run({[&] {
                               asked = true;
                               try {
                                   client.transfer_leader(next);
                               } catch (const std::exception&) {
                               }
                           },
                           [&] {
                               cluster().pass(50ms);
                               cluster().kill(old);
                           }});
    EXPECT_TRUE(asked);
    EXPECT_GE(late.counts().seen, 1U);
    cluster().must_have_leader_other_than(old);
    cluster().must_put("k", "v");
}

TEST_F(RaftFaults, AServerThatJoinedTakesTheLoadOfThoseThatDie) {
    begin(4, {.raft = {.members = {1, 2, 3}}});
    Ledger ledger(cluster(), "k");
    ledger.write(10);
    cluster().must_add_server(4);
    cluster().kill(all_but({4})[0]);
    cluster().must_have_leader();
    ledger.write(10);
    EXPECT_GE(ledger.acknowledged(), 17U);
    ledger.check();
}

TEST_F(RaftFaults, ALeaderThatIsRemovedHandsOver) {
    const auto old = begin(3);
    cluster().must_remove_server(old);
    const auto fresh = cluster().must_have_leader_other_than(old);
    EXPECT_FALSE(cluster().node(fresh).members().contains(old));
    cluster().must_put("k", "v");
    EXPECT_NE(cluster().node(old).role(), Role::leader);
}

TEST_F(RaftFaults, AClusterGrowsFromThreeToFiveAndShrinksAgain) {
    begin(5, {.raft = {.members = {1, 2, 3}}});
    Ledger ledger(cluster(), "k");
    cluster().must_add_server(4);
    ledger.write(3);
    cluster().must_add_server(5);
    ledger.write(3);
    cluster().must_remove_server(cluster().must_have_leader());
    ledger.write(3);
    cluster().must_remove_server(cluster().must_have_leader());
    ledger.write(3);
    const auto leader = cluster().must_have_leader();
    EXPECT_EQ(cluster().node(leader).members().nodes().size(), 3U);
    ledger.check();
}

TEST_F(RaftFaults, MembersSurviveARestartOfAll) {
    begin(4, {.raft = {.snapshot_every = 5, .entries_kept = 0, .members = {1, 2, 3}}});
    cluster().must_add_server(4);
    Ledger ledger(cluster(), "k");
    ledger.write(10);
    ledger.check();
    kill_all();
    start_all(4);
    for (const auto node : all()) {
        EXPECT_EQ(cluster().node(node).members(), Members({1, 2, 3, 4}));
    }
    cluster().must_put("k", "v");
}

}  // namespace
