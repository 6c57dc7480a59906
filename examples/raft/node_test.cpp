// One server, whose messages and time the test provides.

#include "node.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>

#include "fake_host.hpp"

namespace {

using namespace raft;
using namespace std::chrono_literals;

constexpr NodeId client = 1001;

Entry put(Term term, const std::string& value) {
    return {term, Write{1, 1, {Operation::put, "k", value}}};
}

class NodeTest : public testing::Test {
 protected:
    void SetUp() override { start(); }
    void start(const Options& options = {}) {
        node.reset();
        node = std::make_unique<Node>(host, options);
        host.take_sent();
    }
    void crash_and_start() {
        host.disk().lose_unsynced();
        start();
    }
    void stand() {
        while (node->role() == Role::follower) host.pass(100ms, *node);
    }
    void become_candidate() {
        stand();
        node->receive(2, Vote{node->term() + 1, true, true});
    }
    void become_leader() {
        become_candidate();
        node->receive(2, Vote{node->term(), false, true});
        host.pass(0ms, *node);
    }
    /// Server 2 has all that this leader has.
    void confirm() { node->receive(2, Appended{node->term(), true, node->log().last()}); }

    FakeHost host{1};
    std::unique_ptr<Node> node;
};

// Elections.

TEST_F(NodeTest, StartsAsAFollowerOfNoOne) {
    EXPECT_EQ(node->role(), Role::follower);
    EXPECT_EQ(node->term(), 0U);
    EXPECT_EQ(node->leader(), 0);
}

TEST_F(NodeTest, AsksFirstAndSpendsNoTerm) {
    stand();
    EXPECT_EQ(node->role(), Role::pre_candidate);
    EXPECT_EQ(node->term(), 0U);
    const auto asked = host.last_sent<RequestVote>(2);
    ASSERT_TRUE(asked);
    EXPECT_TRUE(asked->before);
    EXPECT_EQ(asked->term, 1U);
}

TEST_F(NodeTest, StandsWhenAMajorityWouldVoteForIt) {
    become_candidate();
    EXPECT_EQ(node->role(), Role::candidate);
    EXPECT_EQ(node->term(), 1U);
    EXPECT_FALSE(host.last_sent<RequestVote>(3)->before);
}

TEST_F(NodeTest, LeadsWhenAMajorityVotes) {
    become_leader();
    EXPECT_EQ(node->role(), Role::leader);
    EXPECT_EQ(node->leader(), 1);
    const auto append = host.last_sent<Append>(2);
    ASSERT_TRUE(append);
    ASSERT_EQ(append->entries.size(), 1U);
    EXPECT_TRUE(std::holds_alternative<NoOp>(append->entries[0].body));
}

TEST_F(NodeTest, TheSameVoteTwiceIsOneVote) {
    FakeHost large(1, {1, 2, 3, 4, 5});
    Node one(large);
    while (one.role() == Role::follower) large.pass(100ms, one);
    one.receive(2, Vote{1, true, true});
    one.receive(2, Vote{1, true, true});
    EXPECT_EQ(one.role(), Role::pre_candidate);
    one.receive(3, Vote{1, true, true});
    EXPECT_EQ(one.role(), Role::candidate);
}

TEST_F(NodeTest, AVoteForAnEarlierTermDoesNotCount) {
    become_candidate();
    node->receive(3, Vote{0, false, true});
    EXPECT_EQ(node->role(), Role::candidate);
}

TEST_F(NodeTest, ALoneServerLeadsAtOnce) {
    FakeHost alone(1, {1});
    Node one(alone);
    alone.pass(3s, one);
    EXPECT_EQ(one.role(), Role::leader);
    EXPECT_EQ(one.commit(), 1U);
}

TEST_F(NodeTest, VotesOnceInATerm) {
    host.pass(999ms, *node);
    host.clock().wait(1ms);
    node->receive(2, RequestVote{.term = 1});
    EXPECT_TRUE(host.last_sent<Vote>(2)->granted);
    node->receive(3, RequestVote{.term = 1});
    EXPECT_FALSE(host.last_sent<Vote>(3)->granted);
    node->receive(2, RequestVote{.term = 1});
    EXPECT_TRUE(host.last_sent<Vote>(2)->granted);
}

TEST_F(NodeTest, RemembersItsVoteAfterACrash) {
    host.clock().wait(1s);
    node->receive(2, RequestVote{.term = 4});
    crash_and_start();
    EXPECT_EQ(node->term(), 4U);
    host.clock().wait(1s);
    node->receive(3, RequestVote{.term = 4});
    EXPECT_FALSE(host.last_sent<Vote>(3)->granted);
}

TEST_F(NodeTest, VotesForNoLogThatLacksSomething) {
    node->receive(2, Append{.term = 2, .entries = {put(1, "a"), put(2, "b")}});
    host.clock().wait(1s);
    node->receive(3, RequestVote{.term = 3, .last_index = 9, .last_term = 1});
    EXPECT_FALSE(host.last_sent<Vote>(3)->granted);
    node->receive(3, RequestVote{.term = 4, .last_index = 1, .last_term = 2});
    EXPECT_FALSE(host.last_sent<Vote>(3)->granted);
    node->receive(3, RequestVote{.term = 5, .last_index = 2, .last_term = 2});
    EXPECT_TRUE(host.last_sent<Vote>(3)->granted);
}

TEST_F(NodeTest, DoesNotHelpAnotherWhileItHearsALeader) {
    node->receive(2, Heartbeat{.term = 1});
    host.take_sent();
    node->receive(3, RequestVote{.term = 2, .last_index = 9, .last_term = 1});
    EXPECT_EQ(host.last_sent<Vote>(3), std::nullopt);
    EXPECT_EQ(node->term(), 1U);
}

TEST_F(NodeTest, HelpsTheOneThatItsLeaderWants) {
    node->receive(2, Heartbeat{.term = 1});
    node->receive(3, RequestVote{.term = 2, .last_index = 9, .last_term = 1, .transfer = true});
    EXPECT_TRUE(host.last_sent<Vote>(3)->granted);
}

TEST_F(NodeTest, KeepsAPromiseThatACrashMadeItForget) {
    crash_and_start();
    node->receive(3, RequestVote{.term = 1});
    EXPECT_EQ(host.last_sent<Vote>(3), std::nullopt);
}

TEST_F(NodeTest, ALeaderOfAnOlderTermIsToldSo) {
    node->receive(2, Heartbeat{.term = 3});
    host.take_sent();
    node->receive(3, Append{.term = 2});
    EXPECT_EQ(host.last_sent<Outdated>(3)->term, 3U);
}

TEST_F(NodeTest, ALeaderThatHearsOfALaterTermSteps) {
    become_leader();
    node->receive(3, Outdated{7});
    EXPECT_EQ(node->role(), Role::follower);
    EXPECT_EQ(node->term(), 7U);
}

TEST_F(NodeTest, ALeaderThatHearsFromNoOneStepsDown) {
    become_leader();
    host.pass(1500ms, *node);
    EXPECT_NE(node->role(), Role::leader);
}

// Replication.

TEST_F(NodeTest, AcceptsEntriesThatFitAndSyncsThem) {
    node->receive(2, Append{.term = 1, .entries = {put(1, "a")}});
    EXPECT_TRUE(host.last_sent<Appended>(2)->accepted);
    crash_and_start();
    EXPECT_EQ(node->log().last(), 1U);
}

TEST_F(NodeTest, RefusesEntriesBehindAGapAndSaysWhereItIs) {
    node->receive(2, Append{.term = 1, .entries = {put(1, "a")}});
    node->receive(2,
                  Append{.term = 1, .previous = 5, .previous_term = 1, .entries = {put(1, "b")}});
    const auto answer = host.last_sent<Appended>(2);
    EXPECT_FALSE(answer->accepted);
    EXPECT_EQ(answer->index, 5U);
    EXPECT_EQ(answer->hint, 1U);
    EXPECT_EQ(answer->hint_term, 1U);
}

TEST_F(NodeTest, DropsEntriesThatTheLeaderHasOtherwise) {
    node->receive(2, Append{.term = 1, .entries = {put(1, "a"), put(1, "b"), put(1, "c")}});
    node->receive(3,
                  Append{.term = 2, .previous = 1, .previous_term = 1, .entries = {put(2, "x")}});
    EXPECT_EQ(node->log().last(), 2U);
    EXPECT_EQ(node->log().last_term(), 2U);
}

TEST_F(NodeTest, AnOldMessageTakesNothingBack) {
    node->receive(2, Append{.term = 1, .entries = {put(1, "a"), put(1, "b")}});
    node->receive(2, Append{.term = 1, .entries = {put(1, "a")}});
    EXPECT_EQ(node->log().last(), 2U);
}

TEST_F(NodeTest, CommitsNoMoreThanTheMessageVouchesFor) {
    node->receive(2, Append{.term = 1, .entries = {put(1, "a"), put(1, "b")}});
    node->receive(3, Append{.term = 2, .commit = 2, .entries = {put(1, "a")}});
    EXPECT_EQ(node->commit(), 1U);
}

TEST_F(NodeTest, NothingCommittedIsEverOverwritten) {
    node->receive(2, Append{.term = 1, .commit = 2, .entries = {put(1, "a"), put(1, "b")}});
    node->receive(3, Append{.term = 2, .entries = {put(2, "x")}});
    EXPECT_EQ(node->log().term(1), 1U);
    EXPECT_EQ(host.last_sent<Appended>(3)->index, 2U);
}

TEST_F(NodeTest, AnEntryOfAnEarlierTermIsCommittedOnlyWithOneOfItsOwn) {
    node->receive(2, Append{.term = 1, .entries = {put(1, "a")}});
    host.pass(1s, *node);
    become_leader();
    node->receive(2, Appended{node->term(), true, 1});
    EXPECT_EQ(node->commit(), 0U);
    node->receive(2, Appended{node->term(), true, 2});
    EXPECT_EQ(node->commit(), 2U);
}

TEST_F(NodeTest, TellsAFollowerToCommitOnlyWhatItHas) {
    become_leader();
    confirm();
    EXPECT_EQ(node->commit(), 1U);
    host.pass(100ms, *node);
    EXPECT_EQ(host.last_sent<Heartbeat>(3)->commit, 0U);
}

// Requests.

TEST_F(NodeTest, AFollowerNamesItsLeader) {
    node->receive(2, Heartbeat{.term = 1});
    node->receive(client, Request{8, OpenSession{}});
    const auto response = host.last_sent<Response>(client);
    EXPECT_EQ(response->id, 8U);
    EXPECT_EQ(response->ending, Ending::not_leader);
    EXPECT_EQ(response->leader, 2);
}

TEST_F(NodeTest, AnswersAWriteWhenAMajorityHasIt) {
    become_leader();
    confirm();
    node->receive(client, Request{1, OpenSession{}});
    host.pass(0ms, *node);
    EXPECT_EQ(host.last_sent<Response>(client), std::nullopt);
    confirm();
    const auto opened = host.last_sent<Response>(client);
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->number, 2U);
}

TEST_F(NodeTest, AWriteOfADeposedLeaderIsAnsweredAsLostWhenAnotherTakesItsPlace) {
    become_leader();
    confirm();
    node->receive(client, Request{1, OpenSession{}});
    host.pass(0ms, *node);
    node->receive(
        3,
        Append{
            .term = 9, .previous = 1, .previous_term = 1, .commit = 2, .entries = {{9, NoOp{}}}});
    EXPECT_EQ(host.last_sent<Response>(client)->ending, Ending::lost);
}

TEST_F(NodeTest, AReadWaitsForALaterRoundOfHeartbeats) {
    become_leader();
    confirm();
    const auto earlier = host.last_sent<Heartbeat>(2);
    ASSERT_TRUE(earlier);
    node->receive(client, Request{1, Read{"k"}});
    host.pass(0ms, *node);
    const auto asked = host.last_sent<Heartbeat>(2);
    ASSERT_TRUE(asked);
    node->receive(2, HeartbeatAnswer{node->term(), earlier->round, earlier->sent});
    EXPECT_EQ(host.last_sent<Response>(client), std::nullopt);
    node->receive(2, HeartbeatAnswer{node->term(), asked->round, asked->sent});
    EXPECT_EQ(host.last_sent<Response>(client)->ending, Ending::done);
}

TEST_F(NodeTest, AReadWaitsForTheFirstEntryOfTheTerm) {
    become_leader();
    node->receive(client, Request{1, Read{"k"}});
    host.pass(0ms, *node);
    const auto asked = host.last_sent<Heartbeat>(2);
    node->receive(2, HeartbeatAnswer{node->term(), asked->round, asked->sent});
    EXPECT_EQ(host.last_sent<Response>(client), std::nullopt);
    confirm();
    EXPECT_TRUE(host.last_sent<Response>(client));
}

TEST_F(NodeTest, ALeaseEndsWithItsTime) {
    become_leader();
    confirm();
    const auto beat = host.last_sent<Heartbeat>(2);
    node->receive(2, HeartbeatAnswer{node->term(), beat->round, beat->sent});
    node->receive(client, Request{1, Read{"k", Level::lease}});
    EXPECT_TRUE(host.last_sent<Response>(client));
    host.pass(900ms, *node);
    host.take_sent();
    node->receive(client, Request{2, Read{"k", Level::lease}});
    EXPECT_EQ(host.last_sent<Response>(client), std::nullopt);
}

TEST_F(NodeTest, ALeaseEndsWhenAnotherIsAskedToLead) {
    become_leader();
    confirm();
    const auto beat = host.last_sent<Heartbeat>(2);
    node->receive(2, HeartbeatAnswer{node->term(), beat->round, beat->sent});
    node->receive(client, Request{1, TransferLeader{2}});
    EXPECT_TRUE(host.last_sent<StandNow>(2));
    node->receive(client, Request{2, Read{"k", Level::lease}});
    EXPECT_EQ(host.last_sent<Response>(client), std::nullopt);
}

// Snapshots and members.

TEST_F(NodeTest, ASnapshotTakesThePlaceOfTheLog) {
    Store store(10, Bug::none);
    store.apply(1, {1, OpenSession{}});
    store.apply(2, put(1, "v"));
    node->receive(2, InstallSnapshot{2, SharedSnapshot({7, 1, Members({1, 2}), store.save()})});
    EXPECT_EQ(host.last_sent<SnapshotInstalled>(2)->index, 7U);
    EXPECT_EQ(node->log().last(), 7U);
    EXPECT_EQ(node->store().get("k"), "v");
    EXPECT_EQ(node->members(), Members({1, 2}));
    crash_and_start();
    EXPECT_EQ(node->applied(), 7U);
    EXPECT_EQ(node->store().get("k"), "v");
    EXPECT_EQ(node->members(), Members({1, 2}));
}

TEST_F(NodeTest, AFollowerWhoseLogPartsBeforeTheLeadersBeginsGetsTheSnapshot) {
    Store store(10, Bug::none);
    node->receive(2, InstallSnapshot{3, SharedSnapshot({7, 3, Members({1, 2, 3}), store.save()})});
    become_leader();
    ASSERT_EQ(host.last_sent<Append>(3)->previous, 7U);
    node->receive(3, Appended{.term = node->term(), .index = 7, .hint = 7, .hint_term = 1});
    const auto sent = host.last_sent<InstallSnapshot>(3);
    ASSERT_TRUE(sent);
    EXPECT_EQ(sent->snapshot->index, 7U);
}

TEST_F(NodeTest, MembersAreThoseOfTheNewestEntryCommittedOrNot) {
    node->receive(2, Append{.term = 1, .entries = {{1, Members({1, 2, 3, 4})}}});
    EXPECT_EQ(node->members(), Members({1, 2, 3, 4}));
    node->receive(3, Append{.term = 2, .entries = {{2, NoOp{}}}});
    EXPECT_EQ(node->members(), Members({1, 2, 3}));
}

TEST_F(NodeTest, OneChangeOfMembersAtATime) {
    become_leader();
    confirm();
    node->receive(client, Request{1, RemoveServer{3}});
    EXPECT_EQ(node->members(), Members({1, 2}));
    node->receive(client, Request{2, RemoveServer{2}});
    EXPECT_EQ(host.last_sent<Response>(client)->ending, Ending::busy);
}

TEST_F(NodeTest, NoChangeOfMembersBeforeTheTermsFirstEntryIsCommitted) {
    become_leader();
    node->receive(client, Request{1, RemoveServer{3}});
    EXPECT_EQ(host.last_sent<Response>(client)->ending, Ending::busy);
}

TEST_F(NodeTest, ANewServerCatchesUpBeforeItHasAVote) {
    become_leader();
    confirm();
    node->receive(client, Request{1, AddServer{4}});
    EXPECT_EQ(node->members(), Members({1, 2, 3}));
    node->receive(4, Appended{.term = node->term(), .accepted = false, .index = 1});
    node->receive(4, Appended{node->term(), true, 1});
    EXPECT_EQ(node->members(), Members({1, 2, 3, 4}));
}

TEST_F(NodeTest, IdlingSendsHeartbeatsAndNothingElse) {
    become_leader();
    confirm();
    node->receive(3, Appended{node->term(), true, node->log().last()});
    host.take_sent();
    const auto syncs = host.disk().syncs;
    for (int beat = 0; beat < 20; ++beat) {
        host.pass(100ms, *node);
        for (const auto& [to, message] : host.take_sent()) {
            const auto* asked = std::get_if<Heartbeat>(&message);
            ASSERT_TRUE(asked);
            node->receive(to, HeartbeatAnswer{asked->term, asked->round, asked->sent});
        }
    }
    EXPECT_EQ(host.disk().syncs, syncs);
}

}  // namespace
