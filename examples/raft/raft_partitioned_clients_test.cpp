// What clients meet, and what changes of members and leaders come to, while servers are cut off.

#include "scenario.hpp"

namespace {

using namespace raft;
namespace filter = sm::simulation::filter;

using RaftPartitionedClients = Scenario;

// Reads.

TEST_F(RaftPartitionedClients, AStrongReadAtALeaderThatIsCutOffIsNeverStale) {
    const auto old = begin(3);
    cluster().must_put("k", "old");
    auto client = cluster().client();
    auto cut = net().isolate(old);
    cluster().must_have_leader_other_than(old);
    cluster().must_put("k", "new");
    EXPECT_EQ(client.get_at(old, "k", Level::strong), "new");
    heal(cut);
}

TEST_F(RaftPartitionedClients, AStrongReadWaitsAtALeaderThatCannotConfirm) {
    const auto old = begin(3);
    cluster().must_put("k", "v");
    auto cut = net().isolate(old);
    auto client = cluster().client();
    const auto before = net().clock().now();
    EXPECT_EQ(client.get_at(old, "k", Level::strong), "v");
    EXPECT_GT(net().clock().now() - before, 500ms);
    EXPECT_NE(client.leader(), old);
    heal(cut);
}

/// The old leader asks another to stand, and then hears nothing any more.
TEST_F(RaftPartitionedClients, AWeakReadAtALeaderThatIsCutOffIsStale) {
    const auto old = begin(3);
    cluster().must_put("k", "old");
    cluster().must_agree();
    auto client = cluster().client();
    auto cut = net().partition(filter::one_way(followers(), {old}));
    client.get_at(old, "k", Level::none);
    client.transfer_leader(cluster().follower());
    client.put("k", "new");
    EXPECT_EQ(client.get_at(old, "k", Level::weak), "old");
    EXPECT_EQ(client.get_at(old, "k", Level::strong), "new");
    heal(cut);
}

TEST_F(RaftPartitionedClients, ALocalReadAtAFollowerThatIsCutOffIsStale) {
    begin(3);
    cluster().must_put("k", "old");
    cluster().must_agree();
    const auto away = cluster().follower();
    auto cut = net().isolate(away);
    cluster().must_put("k", "new");
    auto client = cluster().client();
    EXPECT_EQ(client.get_at(away, "k", Level::none), "old");
    heal(cut);
    cluster().must_agree();
    EXPECT_EQ(client.get_at(away, "k", Level::none), "new");
}

TEST_F(RaftPartitionedClients, ALeaseEndsBeforeAnotherLeaderIsElected) {
    const auto old = begin(3);
    cluster().must_put("k", "old");
    auto cut = net().isolate(old);
    cluster().must_have_leader_other_than(old);
    cluster().must_put("k", "new");
    auto client = cluster().client();
    EXPECT_EQ(client.get_at(old, "k", Level::lease), "new");
    heal(cut);
}

TEST_F(RaftPartitionedClients, ALeaseReadNeedsNoMessages) {
    const auto leader = begin(3);
    cluster().must_put("k", "v");
    cluster().pass(500ms);
    auto client = cluster().client();
    auto cut = net().isolate(leader);
    const auto before = net().clock().now();
    EXPECT_EQ(client.get_at(leader, "k", Level::lease), "v");
    EXPECT_LT(net().clock().now() - before, 100ms);
    cluster().pass(200ms);
    heal(cut);
}

// Writes that are tried again.

TEST_F(RaftPartitionedClients, AWriteThatIsTriedAgainElsewhereIsDoneOnce) {
    const auto old = begin(3);
    Ledger ledger(cluster(), "k");
    ledger.write();
    // The entry gets out, and the answer to the client does not.
    auto cut = net().add_send_filter(old, filter::of_type<Response>(filter::drop()));
    ledger.write();
    heal(cut);
    ledger.write();
    EXPECT_GE(ledger.acknowledged(), 2U);
    ledger.check();
}

TEST_F(RaftPartitionedClients, RequestsThatArriveTwiceAreDoneOnce) {
    const auto leader = begin(3);
    auto twice = net().add_receive_filter(leader, filter::of_type<Request>(filter::duplicate()));
    Ledger ledger(cluster(), "k");
    ledger.write(10);
    EXPECT_EQ(ledger.acknowledged(), 10U);
    EXPECT_GT(twice.counts().passed, twice.counts().seen);
    ledger.check();
}

TEST_F(RaftPartitionedClients, ARefusalThatArrivesTwiceIsNoAnswerToWhatWasSentSince) {
    const auto leader = begin(3);
    auto client = cluster().client();
    client.put("k", "a");
    for (const auto node : followers())
        net().add_send_filter(node, filter::of_type<Response>([](auto packet, auto& context) {
                                  context.pass(packet);
                                  packet.delay += 20ms;
                                  context.pass(packet);
                              }));
    auto stuck = net().add_send_filter(leader, filter::of_type<Append>(filter::drop()));
    for (auto patience = 300ms; patience < 400ms; patience += 10ms) {
        client.set({.patience = patience});
        client.ask_first(followers()[0]);
        EXPECT_THROW(client.put("k", "b"), sm::Unknown);  // it is in the leader's log
    }
    heal(stuck);
}

TEST_F(RaftPartitionedClients, ACasAcrossAChangeOfLeadersHappensOnce) {
    const auto old = begin(3);
    cluster().must_put("k", "a");
    auto cut = net().isolate(old);
    auto client = cluster().client();
    EXPECT_TRUE(client.cas("k", "a", "b"));
    EXPECT_FALSE(client.cas("k", "a", "c"));
    heal(cut);
    cluster().must_get("k", "b");
}

// Members.

TEST_F(RaftPartitionedClients, AServerThatIsCutOffCanBeRemoved) {
    begin(3);
    const auto away = cluster().follower();
    auto cut = net().isolate(away);
    cluster().must_remove_server(away);
    EXPECT_EQ(cluster().node(cluster().leader()).members().nodes().size(), 2U);
    heal(cut);
    cluster().must_put("k", "v");
}

TEST_F(RaftPartitionedClients, ARemovedServerDoesNotDisturb) {
    begin(3);
    const auto away = cluster().follower();
    auto cut = net().isolate(away);
    cluster().must_remove_server(away);
    const auto leader = cluster().leader();
    const auto term = cluster().node(leader).term();
    heal(cut);
    cluster().pass(10s);
    EXPECT_EQ(cluster().leader(), leader);
    EXPECT_EQ(cluster().node(leader).term(), term);
}

TEST_F(RaftPartitionedClients, AServerCanJoinWhileAnotherIsCutOff) {
    begin(4, {.raft = {.members = {1, 2, 3}}});
    const auto away = all_but({cluster().leader(), 4})[0];
    auto cut = net().isolate(away);
    cluster().must_put("k", "v");
    cluster().must_add_server(4);
    cluster().must("the new one has it", [&] { return cluster().local(4, "k") == "v"; });
    heal(cut);
    cluster().must_agree();
}

TEST_F(RaftPartitionedClients, AServerThatCannotCatchUpIsNotLetIn) {
    const auto leader = begin(4, {.raft = {.members = {1, 2, 3}}});
    auto cut = net().isolate(4);
    auto client = cluster().client();
    EXPECT_ANY_THROW(client.add_server(4));
    EXPECT_EQ(cluster().node(leader).members().nodes().size(), 3U);
    cluster().must_put("k", "v");
    heal(cut);
    cluster().pass(15s);
    cluster().must_add_server(4);
}

TEST_F(RaftPartitionedClients, AChangeThatACutOffLeaderBeganIsUndone) {
    const auto old = begin(5);
    auto client = cluster().client();
    client.get_at(old, "k", Level::none);
    auto cut = net().isolate(old);
    client.remove_server(followers()[0]);
    const auto fresh = cluster().must_have_leader_other_than(old);
    const auto wanted = cluster().node(fresh).members();
    heal(cut);
    cluster().must("the old leader has what the others have", [&] {
        return cluster().node(old).members() == wanted &&
               cluster().node(old).role() == Role::follower;
    });
}

// Snapshots and transfer.

TEST_F(RaftPartitionedClients, ASnapshotThatIsLostIsSentAgain) {
    begin(3, {.raft = {.snapshot_every = 20, .entries_kept = 5}});
    const auto away = cluster().follower();
    auto cut = net().isolate(away);
    Ledger ledger(cluster(), "k");
    ledger.write(50);
    auto lost = net().add_receive_filter(
        away, filter::of_type<InstallSnapshot>(filter::first(3, filter::drop())));
    heal(cut);
    ledger.check();
    EXPECT_EQ(lost.counts().dropped, 3U);
}

TEST_F(RaftPartitionedClients, ATransferToAServerThatIsCutOffIsGivenUp) {
    const auto leader = begin(3);
    const auto away = cluster().follower();
    cluster().must_put("k", "before");
    auto cut = net().isolate(away);
    cluster().must_put("k", "missed");
    auto client = cluster().client();
    EXPECT_ANY_THROW(client.transfer_leader(away));
    EXPECT_EQ(cluster().leader(), leader);
    cluster().must_put("k", "v");
    heal(cut);
}

TEST_F(RaftPartitionedClients, ATransferGoesOnWhenTheTargetHasCaughtUp) {
    begin(3);
    const auto away = cluster().follower();
    auto cut = net().isolate(away);
    Ledger ledger(cluster(), "k");
    ledger.write(20);
    heal(cut);
    cluster().must_transfer_leader(away);
    ledger.write(5);
    ledger.check();
}

}  // namespace
