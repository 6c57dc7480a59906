// What a cluster does while some of its servers do not reach others.

#include "scenario.hpp"

namespace {

using namespace raft;
namespace filter = sm::simulation::filter;

class RaftPartitions : public Scenario {
 protected:
    /// What is left of a cluster after a majority is gone: none of these commits anything more.
    void expect_no_progress(const std::vector<NodeId>& nodes, sm::Duration time = 5s) {
        std::map<NodeId, Index> before;
        for (const auto node : nodes) before[node] = cluster().node(node).commit();
        cluster().pass(time);
        for (const auto node : nodes) EXPECT_EQ(cluster().node(node).commit(), before[node]);
    }
};

// The leader is cut off.

TEST_F(RaftPartitions, ALeaderThatIsCutOffStepsDown) {
    const auto old = begin(3);
    auto cut = net().isolate(old);
    cluster().must("it leads no more", [&] { return cluster().node(old).role() != Role::leader; });
    heal(cut);
}

TEST_F(RaftPartitions, TheOthersElectANewLeader) {
    const auto old = begin(3);
    auto cut = net().isolate(old);
    const auto others = followers();
    cluster().must_have_leader_among(others);
    cluster().must_put("k", "v");
    heal(cut);
}

TEST_F(RaftPartitions, TheOldLeaderFollowsTheNewOneAfterwards) {
    const auto old = begin(3);
    auto cut = net().isolate(old);
    const auto fresh = cluster().must_have_leader_other_than(old);
    heal(cut);
    cluster().must("it follows", [&] { return cluster().node(old).leader() == fresh; });
}

TEST_F(RaftPartitions, EntriesThatOnlyTheOldLeaderHasAreDropped) {
    const auto old = begin(3);
    cluster().must_put("k", "before");
    auto cut = net().isolate(old);
    const auto last = cluster().node(old).log().last();
    auto client = cluster().client();
    client.get_at(old, "k", Level::none);
    client.put("k", "after");
    EXPECT_GT(cluster().node(old).log().last(), last);
    EXPECT_EQ(cluster().local(old, "k"), "before");
    heal(cut);
    cluster().must_agree();
    EXPECT_EQ(cluster().local(old, "k"), "after");
}

TEST_F(RaftPartitions, WhatTheMajorityWroteReachesTheOldLeader) {
    const auto old = begin(3);
    auto cut = net().isolate(old);
    cluster().must_put("k", "v");
    EXPECT_EQ(cluster().local(old, "k"), std::nullopt);
    heal(cut);
    cluster().must_agree();
    EXPECT_EQ(cluster().local(old, "k"), "v");
}

TEST_F(RaftPartitions, ALeaderWithAMinorityOfFiveIsReplaced) {
    const auto old = begin(5);
    const auto others = followers();
    auto cut = net().partition({old, others[0]}, {others[1], others[2], others[3]});
    cluster().must_have_leader_among({others[1], others[2], others[3]});
    cluster().must_put("k", "v");
    heal(cut);
}

TEST_F(RaftPartitions, ALeaderWithAMajorityOfFiveStays) {
    const auto old = begin(5);
    const auto others = followers();
    auto cut = net().partition({old, others[0], others[1]}, {others[2], others[3]});
    const auto term = cluster().node(old).term();
    cluster().must_put("k", "v");
    cluster().pass(5s);
    EXPECT_EQ(cluster().leader(), old);
    EXPECT_EQ(cluster().node(old).term(), term);
    heal(cut);
}

TEST_F(RaftPartitions, EachLeaderInTurnIsCutOffAndNothingIsLost) {
    begin(5);
    Ledger ledger(cluster(), "k");
    for (int turn = 0; turn < 5; ++turn) {
        const auto leader = cluster().must_have_leader();
        auto cut = net().isolate(leader);
        cluster().must_have_leader_other_than(leader);
        ledger.write(3);
        heal(cut);
    }
    EXPECT_GE(ledger.acknowledged(), 10U);
    ledger.check();
}

// Minorities and majorities.

TEST_F(RaftPartitions, AMinorityElectsNoOne) {
    begin(5);
    const auto others = followers();
    auto cut = net().partition({others[0], others[1]}, {others[2], others[3], cluster().leader()});
    cluster().pass(10s);
    EXPECT_NE(cluster().node(others[0]).role(), Role::leader);
    EXPECT_NE(cluster().node(others[1]).role(), Role::leader);
    heal(cut);
}

TEST_F(RaftPartitions, AMinorityCommitsNothing) {
    const auto old = begin(5);
    const auto others = followers();
    auto cut = net().partition({old, others[0]}, {others[1], others[2], others[3]});
    Ledger ledger(cluster(), "k");
    ledger.write();
    cluster().pass(1s);
    expect_no_progress({old, others[0]});
    heal(cut);
    ledger.check();
}

TEST_F(RaftPartitions, TwoOfFiveAreNotMissed) {
    begin(5);
    const auto others = followers();
    auto cut = net().partition({others[0], others[1]}, {others[2], others[3], cluster().leader()});
    Ledger ledger(cluster(), "k");
    ledger.write(10);
    EXPECT_EQ(ledger.acknowledged(), 10U);
    heal(cut);
    ledger.check();
}

TEST_F(RaftPartitions, WithoutAMajorityAnywhereNothingIsCommitted) {
    begin(5);
    const auto nodes = all();
    auto first = net().partition({nodes[0], nodes[1]}, {nodes[2], nodes[3], nodes[4]});
    auto second = net().partition({nodes[2], nodes[3]}, {nodes[4]});
    cluster().pass(3s);
    Ledger ledger(cluster(), "k");
    EXPECT_FALSE(ledger.write());
    EXPECT_EQ(cluster().leader(), 0);
    heal(first);
    heal(second);
    ledger.check();
}

TEST_F(RaftPartitions, AnEvenSplitOfFourHasNoLeader) {
    begin(4);
    auto cut = net().partition(filter::halves(all()));
    cluster().pass(5s);
    EXPECT_EQ(cluster().leader(), 0);
    heal(cut);
    cluster().must_put("k", "v");
}

TEST_F(RaftPartitions, TheLargerHalfOfFiveGoesOn) {
    begin(5);
    auto cut = net().partition(filter::halves(all()));
    cluster().must_have_leader_among({3, 4, 5});
    cluster().must_put("k", "v");
    EXPECT_EQ(cluster().local(1, "k"), std::nullopt);
    heal(cut);
    cluster().must_agree();
}

TEST_F(RaftPartitions, AllAloneAndTogetherAgain) {
    begin(3);
    cluster().must_put("k", "v");
    auto one = net().partition({1}, {2, 3});
    auto two = net().partition({2}, {3});
    cluster().pass(5s);
    EXPECT_EQ(cluster().leader(), 0);
    heal(one);
    heal(two);
    cluster().must_get("k", "v");
}

TEST_F(RaftPartitions, MajoritiesThatHaveOnlyOneServerInCommonLoseNothing) {
    begin(5);
    Ledger ledger(cluster(), "k");
    auto first = net().partition({1, 2}, {3, 4, 5});
    cluster().must_have_leader_among({3, 4, 5});
    ledger.write(5);
    heal(first);
    auto second = net().partition({1, 2, 3}, {4, 5});
    cluster().must_have_leader_among({1, 2, 3});
    ledger.write(5);
    EXPECT_GE(ledger.acknowledged(), 9U);
    heal(second);
    ledger.check();
}

// Followers are cut off.

TEST_F(RaftPartitions, AFollowerThatIsCutOffDoesNotRaiseItsTerm) {
    begin(3);
    const auto away = cluster().follower();
    const auto term = cluster().node(away).term();
    auto cut = net().isolate(away);
    cluster().pass(20s);
    EXPECT_EQ(cluster().node(away).term(), term);
    EXPECT_EQ(cluster().node(away).role(), Role::pre_candidate);
    heal(cut);
}

TEST_F(RaftPartitions, AFollowerThatComesBackLeavesTheLeaderInPeace) {
    const auto leader = begin(3);
    const auto term = cluster().node(leader).term();
    auto cut = net().isolate(cluster().follower());
    cluster().pass(10s);
    heal(cut);
    cluster().pass(5s);
    EXPECT_EQ(cluster().leader(), leader);
    EXPECT_EQ(cluster().node(leader).term(), term);
}

TEST_F(RaftPartitions, AFollowerCatchesUpFromTheLog) {
    begin(3);
    const auto away = cluster().follower();
    const auto snapshots = count_arrivals<InstallSnapshot>(away);
    auto cut = net().isolate(away);
    Ledger ledger(cluster(), "k");
    ledger.write(30);
    heal(cut);
    ledger.check();
    EXPECT_EQ(*snapshots, 0);
}

TEST_F(RaftPartitions, AFollowerFarBehindCatchesUpBySnapshot) {
    begin(3, {.raft = {.snapshot_every = 20, .entries_kept = 5}});
    const auto away = cluster().follower();
    const auto snapshots = count_arrivals<InstallSnapshot>(away);
    auto cut = net().isolate(away);
    Ledger ledger(cluster(), "k");
    ledger.write(60);
    heal(cut);
    ledger.check();
    EXPECT_GE(*snapshots, 1);
    EXPECT_GE(cluster().node(away).snapshot_index(), 20U);
}

TEST_F(RaftPartitions, EachFollowerInTurnIsCutOffAndEveryWriteSucceeds) {
    begin(3);
    Ledger ledger(cluster(), "k");
    for (const auto node : followers()) {
        auto cut = net().isolate(node);
        ledger.write(10);
        heal(cut);
    }
    EXPECT_EQ(ledger.acknowledged(), 20U);
    ledger.check();
}

TEST_F(RaftPartitions, AShortCutIsNotNoticed) {
    const auto leader = begin(3);
    const auto term = cluster().node(leader).term();
    for (int time = 0; time < 10; ++time) {
        auto cut = net().isolate(leader);
        cluster().pass(300ms);
        heal(cut);
        cluster().pass(300ms);
    }
    EXPECT_EQ(cluster().leader(), leader);
    EXPECT_EQ(cluster().node(leader).term(), term);
}

TEST_F(RaftPartitions, ALinkThatFlapsLosesNothing) {
    begin(3);
    const auto away = cluster().follower();
    filter::Switch flapping;
    auto cut = net().add_receive_filter(away, filter::when(flapping, filter::drop()));
    Ledger ledger(cluster(), "k");
    for (int time = 0; time < 20; ++time) {
        flapping.turn(time % 2 == 0);
        ledger.write();
        cluster().pass(50ms);
    }
    EXPECT_EQ(ledger.acknowledged(), 20U);
    heal(cut);
    ledger.check();
}

// One way only.

TEST_F(RaftPartitions, ALeaderThatIsNotHeardIsReplaced) {
    const auto old = begin(3);
    auto cut = net().partition(filter::one_way({old}, followers()));
    cluster().must_have_leader_other_than(old);
    cluster().must_put("k", "v");
    heal(cut);
}

TEST_F(RaftPartitions, ALeaderThatHearsNothingStepsDown) {
    const auto old = begin(3);
    auto cut = net().partition(filter::one_way(followers(), {old}));
    cluster().must("it leads no more", [&] { return cluster().node(old).role() != Role::leader; });
    heal(cut);
    cluster().must_put("k", "v");
}

TEST_F(RaftPartitions, AFollowerThatHearsNothingDoesNotDisturb) {
    const auto leader = begin(3);
    const auto term = cluster().node(leader).term();
    auto cut = net().partition(filter::one_way({leader}, {cluster().follower()}));
    const auto asked = count_arrivals<RequestVote>(leader);
    cluster().pass(10s);
    EXPECT_GT(*asked, 0);
    EXPECT_EQ(cluster().leader(), leader);
    EXPECT_EQ(cluster().node(leader).term(), term);
    heal(cut);
}

TEST_F(RaftPartitions, AFollowerThatIsNotHeardStillFollows) {
    const auto leader = begin(3);
    const auto mute = cluster().follower();
    auto cut = net().partition(filter::one_way({mute}, all_but({mute})));
    cluster().must_put("k", "v");
    cluster().must_put("other", "v");  // brings the news that the one before is committed
    cluster().must("it has it", [&] { return cluster().local(mute, "k") == "v"; });
    EXPECT_EQ(cluster().leader(), leader);
    heal(cut);
}

TEST_F(RaftPartitions, AnswersToTheLeaderThatAreLostAreMadeUpFor) {
    const auto leader = begin(3);
    auto cut = net().add_receive_filter(
        leader, filter::of_type<Appended>(filter::first(4, filter::drop())));
    cluster().must_put("k", "v");
    heal(cut);
    cluster().must_agree();
}

// Some links only.

TEST_F(RaftPartitions, ALeaderCutFromOneOfTwoFollowersStays) {
    const auto leader = begin(3);
    const auto away = cluster().follower();
    const auto term = cluster().node(leader).term();
    auto cut = net().partition({leader}, {away});
    cluster().pass(10s);
    cluster().must_put("k", "v");
    EXPECT_EQ(cluster().leader(), leader);
    EXPECT_EQ(cluster().node(leader).term(), term);
    heal(cut);
    cluster().must_agree();
}

TEST_F(RaftPartitions, OverABridgeTheClusterGoesOn) {
    begin(5);
    auto cut = net().partition(filter::bridge(all()));
    cluster().pass(5s);
    cluster().must_put("k", "v");
    heal(cut);
    cluster().must_agree();
}

TEST_F(RaftPartitions, InARingTheClusterGoesOn) {
    begin(5);
    auto cut = net().partition(filter::ring(all()));
    cluster().pass(5s);
    cluster().must_put("k", "v");
    heal(cut);
    cluster().must_agree();
}

TEST_F(RaftPartitions, ALineOfThreeEndsWithTheOneInTheMiddleInTouch) {
    begin(3);
    cluster().must_transfer_leader(1);
    auto cut = net().partition({1}, {3});
    cluster().pass(5s);
    cluster().must_put("k", "v");
    cluster().must("the middle has it", [&] { return cluster().local(2, "k") == "v"; });
    heal(cut);
}

}  // namespace
