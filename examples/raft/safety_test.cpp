#include "safety.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fake_host.hpp"

namespace {

using namespace raft;
using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::ThrowsMessage;

void have_elected(Node& node, FakeHost& host) {
    while (node.role() == Role::follower) host.pass(100ms, node);
    node.receive(2, Vote{node.term() + 1, true, true});
    node.receive(2, Vote{node.term(), false, true});
}

TEST(Safety, TwoServersMayNotLeadInOneTerm) {
    FakeHost host(1), other(3);
    Node first(host), second(other);
    have_elected(first, host);
    have_elected(second, other);
    Safety safety;
    safety.look_at(1, first);
    EXPECT_THAT([&] { safety.look_at(3, second); },
                ThrowsMessage<Broken>("n1 and n3 both lead in term 1"));
}

/// What has come in a snapshot was committed, though nobody was seen to commit it.
TEST(Safety, ALeaderMustHaveWhatOnlyASnapshotShowsToBeCommitted) {
    FakeHost host(1), other(3);
    Node follower(host), leader(other);
    const Store store(10, Bug::none);
    follower.receive(2,
                     InstallSnapshot{3, SharedSnapshot({7, 3, Members({1, 2, 3}), store.save()})});
    leader.receive(2, Outdated{3});
    have_elected(leader, other);
    Safety safety;
    safety.look_at(1, follower);
    EXPECT_THAT([&] { safety.look_at(3, leader); },
                ThrowsMessage<Broken>(HasSubstr("without entry 7 of term 3, which is committed")));
}

/// Its votes came late: another leads already, in a later term.
TEST(Safety, ALeaderOfATermThatIsOverNeedsNotHaveWhatCameSince) {
    FakeHost host(1), other(3);
    Node follower(host), late(other);
    follower.receive(2, Append{.term = 2, .commit = 1, .entries = {{2, NoOp{}}}});
    have_elected(late, other);
    ASSERT_EQ(late.term(), 1U);
    Safety safety;
    safety.look_at(1, follower);
    EXPECT_NO_THROW(safety.look_at(3, late));
}

}  // namespace
