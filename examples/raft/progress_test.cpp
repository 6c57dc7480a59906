#include "progress.hpp"

#include <gtest/gtest.h>

namespace {

using raft::Index;
using raft::Progress;
using Mode = raft::Progress::Mode;

class ProgressTest : public testing::Test {
 protected:
    void stream_from(Index match) {
        follower.sent(0);
        follower.accepted(match);
    }

    raft::Options options{.batch = 4, .window = 6};
    Progress follower{2, 10};
};

TEST_F(ProgressTest, AProbeWaitsForItsAnswer) {
    EXPECT_TRUE(follower.ready(10, options));
    follower.sent(0);
    EXPECT_FALSE(follower.ready(20, options));
    EXPECT_EQ(follower.next(), 11U);
}

TEST_F(ProgressTest, ARejectedProbeGoesBackToTheHint) {
    follower.sent(0);
    EXPECT_TRUE(follower.rejected(10, 4));
    EXPECT_EQ(follower.next(), 5U);
    EXPECT_TRUE(follower.ready(10, options));
}

TEST_F(ProgressTest, ALateRejectionIsNoNews) {
    follower.sent(0);
    follower.rejected(10, 4);
    follower.sent(1);
    EXPECT_FALSE(follower.rejected(10, 4));
}

TEST_F(ProgressTest, AnAcceptedProbeBeginsTheStream) {
    stream_from(10);
    EXPECT_EQ(follower.mode(), Mode::streaming);
    EXPECT_EQ(follower.match(), 10U);
    EXPECT_FALSE(follower.ready(10, options));
    EXPECT_TRUE(follower.ready(11, options));
}

TEST_F(ProgressTest, TheStreamIsBoundedByBatchAndWindow) {
    stream_from(10);
    EXPECT_EQ(follower.room(100, options), 4U);
    follower.sent(4);
    EXPECT_EQ(follower.room(100, options), 2U);
    follower.sent(2);
    EXPECT_FALSE(follower.ready(100, options));
    follower.accepted(13);
    EXPECT_EQ(follower.room(100, options), 3U);
}

TEST_F(ProgressTest, AGapInTheStreamIsProbed) {
    stream_from(10);
    follower.sent(2);
    follower.sent(2);
    EXPECT_TRUE(follower.rejected(12, 10));
    EXPECT_EQ(follower.mode(), Mode::probing);
    EXPECT_EQ(follower.next(), 11U);
}

TEST_F(ProgressTest, AnAnswerThatCameLateChangesNothing) {
    stream_from(10);
    follower.sent(4);
    follower.accepted(14);
    EXPECT_FALSE(follower.accepted(12));
    EXPECT_FALSE(follower.rejected(12, 11));
    EXPECT_EQ(follower.match(), 14U);
}

TEST_F(ProgressTest, WhatStaysUnansweredIsSentAgain) {
    stream_from(10);
    follower.sent(4);
    follower.alive();
    EXPECT_EQ(follower.next(), 15U);
    follower.alive();
    EXPECT_EQ(follower.next(), 11U);
    EXPECT_TRUE(follower.ready(14, options));
}

TEST_F(ProgressTest, NothingIsSentAgainWhileAnswersCome) {
    stream_from(10);
    follower.sent(4);
    follower.alive();
    follower.accepted(11);
    follower.alive();
    EXPECT_EQ(follower.next(), 15U);
}

TEST_F(ProgressTest, NothingIsSentWhileASnapshotIsOnItsWay) {
    follower.sent_snapshot(30);
    EXPECT_FALSE(follower.ready(40, options));
    EXPECT_FALSE(follower.accepted(12));
    EXPECT_TRUE(follower.accepted(30));
    EXPECT_EQ(follower.mode(), Mode::streaming);
    EXPECT_EQ(follower.next(), 31U);
}

TEST_F(ProgressTest, ALostSnapshotIsSentAgain) {
    follower.sent_snapshot(30);
    follower.alive();
    follower.alive();
    EXPECT_TRUE(follower.ready(40, options));
    EXPECT_EQ(follower.next(), 1U);
}

}  // namespace
