// What a cluster does when some messages are late, and clocks are wrong.

#include "scenario.hpp"

namespace {

using namespace raft;
namespace filter = sm::simulation::filter;

class RaftTiming : public Scenario {
 protected:
    /// Until the leader's log has nothing that its snapshot has not.
    void write_until_snapshot_has_all(NodeId leader) {
        const auto& log = cluster().node(leader).log();
        for (int turn = 0; log.base() < log.last(); ++turn) {
            ASSERT_LT(turn, 100);
            cluster().must_put("k", std::to_string(turn));
            cluster().pass(10ms);  // the disk takes its time for a snapshot
        }
    }
};

TEST_F(RaftTiming, AnIdleClusterKeepsItsLeader) {
    const auto leader = begin(3);
    const auto term = cluster().node(leader).term();
    const auto asked = count_arrivals<RequestVote>(leader);
    const auto beats = count_arrivals<HeartbeatAnswer>(leader);
    cluster().pass(600s);
    EXPECT_EQ(cluster().leader(), leader);
    EXPECT_EQ(cluster().node(leader).term(), term);
    EXPECT_EQ(*asked, 0);
    EXPECT_NEAR(*beats, 12'000, 100);
}

TEST_F(RaftTiming, HeartbeatsLateByHalfATimeoutChangeNothing) {
    const auto leader = begin(3);
    const auto term = cluster().node(leader).term();
    auto late = net().add_send_filter(leader, filter::of_type<Heartbeat>(filter::delay(400ms)));
    cluster().pass(10s);
    cluster().must_put("k", "v");
    EXPECT_GT(late.counts().seen, 100U);
    EXPECT_EQ(cluster().node(leader).term(), term);
    EXPECT_EQ(cluster().leader(), leader);
}

TEST_F(RaftTiming, HeartbeatsLaterThanTheTimeoutCostTheLeaderItsOffice) {
    const auto leader = begin(3);
    auto late = net().add_send_filter(leader, filter::of_type<Heartbeat>(filter::delay(3s)));
    cluster().must_have_leader_other_than(leader);
    EXPECT_GT(late.counts().seen, 5U);
}

TEST_F(RaftTiming, EveryOtherHeartbeatIsEnough) {
    const auto leader = begin(3);
    auto some = net().add_send_filter(leader, filter::of_type<Heartbeat>(filter::drop(0.5)));
    cluster().pass(10s);
    EXPECT_EQ(cluster().leader(), leader);
    heal(some);
}

TEST_F(RaftTiming, AppendsThatAreLateComeThroughInOrder) {
    const auto leader = begin(3);
    auto late =
        net().add_send_filter(leader, filter::of_type<Append>(filter::random_latency(50ms, 150ms)));
    Ledger ledger(cluster(), "k");
    ledger.write(20);
    EXPECT_EQ(ledger.acknowledged(), 20U);
    EXPECT_GE(late.counts().seen, 40U);
    ledger.check();
}

TEST_F(RaftTiming, AnAppendThatIsHeldAndReleasedLaterTakesNothingBack) {
    const auto leader = begin(3);
    const auto slow = cluster().follower();
    filter::Gate<Message> gate;
    auto held = net().add_receive_filter(
        slow, filter::of_type<Append>(filter::first(1, filter::hold(gate))));
    Ledger ledger(cluster(), "k");
    ledger.write(10);
    cluster().must_agree();
    EXPECT_EQ(gate.held(), 1U);
    const auto applied = cluster().node(slow).applied();
    gate.release();
    cluster().pass(1s);
    EXPECT_GE(cluster().node(slow).applied(), applied);
    EXPECT_EQ(cluster().leader(), leader);
    EXPECT_EQ(held.counts().kept, 0U);
    ledger.check();
}

TEST_F(RaftTiming, AnOldLeadersAppendThatArrivesLateIsRefused) {
    const auto old = begin(3);
    const auto slow = cluster().follower();
    filter::Gate<Message> gate;
    auto held = net().add_receive_filter(
        slow, filter::where(
                  [old](const sm::simulation::Packet<Message>& packet) {
                      return packet.from == old && std::holds_alternative<Append>(packet.message);
                  },
                  filter::hold(gate)));
    Ledger ledger(cluster(), "k");
    ledger.write(3);
    auto cut = net().isolate(old);
    cluster().must_have_leader_other_than(old);
    ledger.write(3);
    const auto refused = count_arrivals<Outdated>(old);
    heal(cut);
    cluster().pass(1s);
    EXPECT_GT(gate.held(), 0U);
    gate.release();
    ledger.check();
    EXPECT_EQ(held.counts().dropped, 0U);
}

TEST_F(RaftTiming, VotesThatAreLateOnlyCostTime) {
    begin(3);
    auto late = on_all(filter::of_type<Vote>(filter::delay(300ms)));
    const auto old = cluster().leader();
    cluster().kill(old);
    cluster().must_have_leader_other_than(old);
    EXPECT_GT(sum(late).seen, 0U);
    cluster().must_put("k", "v");
}

TEST_F(RaftTiming, AVoteThatArrivesAfterTheElectionChangesNothing) {
    begin(5);
    auto late = on_all(filter::of_type<Vote>(filter::random_latency(0ms, 900ms)));
    for (int turn = 0; turn < 3; ++turn) {
        const auto old = cluster().must_have_leader();
        cluster().kill(old);
        const auto fresh = cluster().must_have_leader_other_than(old);
        const auto term = cluster().node(fresh).term();
        cluster().pass(1s);
        EXPECT_GE(cluster().node(cluster().must_have_leader()).term(), term);
        cluster().start(old);
    }
    EXPECT_GT(sum(late).seen, 5U);
    cluster().must_put("k", "v");
}

TEST_F(RaftTiming, AnswersToReadsThatAreLateStillCount) {
    const auto leader = begin(3);
    cluster().must_put("k", "v");
    auto late =
        net().add_receive_filter(leader, filter::of_type<HeartbeatAnswer>(filter::delay(200ms)));
    auto client = cluster().client();
    const auto before = net().clock().now();
    EXPECT_EQ(client.get_at(leader, "k", Level::strong), "v");
    EXPECT_GE(net().clock().now() - before, 200ms);
    EXPECT_GT(late.counts().seen, 0U);
}

TEST_F(RaftTiming, LateAnswersShortenTheLease) {
    const auto leader = begin(3);
    cluster().must_put("k", "v");
    // The lease counts from when the heartbeats were sent: now it has always run out.
    auto late =
        net().add_receive_filter(leader, filter::of_type<HeartbeatAnswer>(filter::delay(900ms)));
    cluster().pass(3s);
    auto client = cluster().client();
    const auto before = net().clock().now();
    try {
        client.get_at(leader, "k", Level::lease);
    } catch (const sm::Unknown&) {
    }
    EXPECT_GE(net().clock().now() - before, 400ms);
    EXPECT_GT(late.counts().seen, 0U);
}

TEST_F(RaftTiming, ASnapshotThatArrivesTwiceTheSecondTimeLateTakesNothingBack) {
    begin(3, {.raft = {.snapshot_every = 10, .entries_kept = 2}});
    const auto away = cluster().follower();
    auto cut = net().isolate(away);
    Ledger ledger(cluster(), "k");
    ledger.write(30);
    filter::Gate<Message> gate;
    net().add_receive_filter(away, filter::of_type<InstallSnapshot>(filter::duplicate()));
    auto held = net().add_receive_filter(
        away, filter::of_type<InstallSnapshot>(filter::first(1, filter::hold(gate))));
    heal(cut);
    ledger.write(10);
    cluster().must_agree();
    EXPECT_EQ(gate.held(), 1U);
    const auto applied = cluster().node(away).applied();
    gate.release();
    cluster().pass(1s);
    EXPECT_GE(cluster().node(away).applied(), applied);
    EXPECT_GE(held.counts().passed, 1U);
    ledger.check();
}

/// The snapshot ends with the leader's last entry: no other message tells that it is caught up.
TEST_F(RaftTiming, AServerThatASnapshotBringsUpToDateJoinsAtOnce) {
    const auto leader =
        begin(4, {.raft = {.snapshot_every = 4, .entries_kept = 0, .members = {1, 2, 3}}});
    write_until_snapshot_has_all(leader);
    const auto snapshots = count_arrivals<InstallSnapshot>(4);
    const auto entries = count_arrivals<Append>(4);
    const auto before = net().clock().now();
    cluster().must_add_server(4);
    EXPECT_LT(net().clock().now() - before, 500ms);
    EXPECT_GT(*snapshots, 0);
    cluster().must_agree();
    EXPECT_GT(*entries, 0);
    EXPECT_TRUE(cluster().node(leader).members().contains(4));
}

TEST_F(RaftTiming, AFollowerThatASnapshotBringsUpToDateIsHandedLeadershipAtOnce) {
    const auto old = begin(3, {.raft = {.snapshot_every = 4, .entries_kept = 0}});
    const auto next = cluster().follower();
    auto cut = net().isolate(next);
    cluster().pass(100ms);
    write_until_snapshot_has_all(old);
    const auto snapshots = count_arrivals<InstallSnapshot>(next);
    const auto told = count_arrivals<StandNow>(next);
    heal(cut);
    const auto before = net().clock().now();
    cluster().must_transfer_leader(next);
    EXPECT_LT(net().clock().now() - before, 500ms);
    EXPECT_EQ(*snapshots, 1);
    EXPECT_EQ(*told, 1);
}

TEST_F(RaftTiming, ClocksThatRunUnequallyMakeNoLeaseStale) {
    const auto old = begin(3, {.raft = {.clock_drift = 30}});
    for (const auto node : all()) {
        net().set_drift("n" + std::to_string(node), node == old ? -0.3 : 0.3);
    }
    cluster().must_put("k", "old");
    auto client = cluster().client();
    auto writer = cluster().client();
    auto cut = net().isolate(old);
    cluster().must_have_leader_other_than(old);
    writer.get_at(followers()[0], "k", Level::none);
    writer.put("k", "new");
    EXPECT_EQ(client.get_at(old, "k", Level::lease), "new");
    heal(cut);
}

TEST_F(RaftTiming, WritesThatComeTogetherShareOneMessageAndOneSync) {
    const auto leader = begin(3);
    const auto appends = count_arrivals<Append>(cluster().follower());
    std::vector<Client> clients;
    for (int worker = 0; worker < 30; ++worker) clients.push_back(cluster().client());
    std::vector<std::function<void()>> tasks;
    for (auto& client : clients) tasks.push_back([&client] { client.put("k", "v"); });
    net().scheduler().run(tasks);
    EXPECT_LT(*appends, 40);  // of 60 entries: a session and a write for each
    EXPECT_EQ(cluster().leader(), leader);
}

}  // namespace
