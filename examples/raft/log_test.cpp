#include "log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fake_disk.hpp"

namespace {

using namespace raft;

Entry of_term(Term term) { return {term, NoOp{}}; }

class LogTest : public testing::Test {
 protected:
    /// With entries of these terms.
    void fill(std::initializer_list<Term> terms) {
        for (const auto term : terms) log.append(of_term(term));
        log.write();
        log.sync();
    }

    FakeDisk disk;
    Log log{disk};
};

TEST_F(LogTest, IsEmptyAtFirst) {
    EXPECT_EQ(log.last(), 0U);
    EXPECT_EQ(log.last_term(), 0U);
    EXPECT_EQ(log.term(1), 0U);
}

TEST_F(LogTest, KnowsWhatIsOnDisk) {
    log.append(of_term(1));
    EXPECT_EQ(log.synced(), 0U);
    log.write();
    EXPECT_EQ(log.synced(), 0U);
    log.sync();
    EXPECT_EQ(log.synced(), 1U);
    log.sync();
    EXPECT_EQ(disk.syncs, 3);  // two of them when the file was made
}

TEST_F(LogTest, ACutEndIsGoneAfterACrashToo) {
    fill({1, 1, 2, 2});
    log.cut(3);
    log.append(of_term(3));
    EXPECT_EQ(log.synced(), 2U);
    log.write();
    log.sync();
    disk.lose_unsynced();
    const Log again(disk);
    EXPECT_EQ(again.last(), 3U);
    EXPECT_EQ(again.last_term(), 3U);
}

TEST_F(LogTest, WhatWasNotWrittenCanBeCut) {
    fill({1});
    log.append(of_term(2));
    log.append(of_term(2));
    log.cut(3);
    log.write();
    EXPECT_EQ(log.last(), 2U);
    EXPECT_EQ(Log(disk).last(), 2U);
}

TEST_F(LogTest, FindsWhereAnotherLogMayBeEqual) {
    fill({1, 1, 2, 4, 4});
    EXPECT_EQ(log.last_not_after(5, 4), 5U);
    EXPECT_EQ(log.last_not_after(5, 3), 3U);
    EXPECT_EQ(log.last_not_after(9, 1), 2U);
    EXPECT_EQ(log.last_not_after(2, 9), 2U);
    EXPECT_EQ(log.last_not_after(5, 0), 0U);
}

TEST_F(LogTest, FindsThatNothingLeftOfItMayBeEqual) {
    fill({1, 1, 2, 3});
    log.compact(3);
    EXPECT_EQ(log.last_not_after(4, 2), 3U);
    EXPECT_EQ(log.last_not_after(4, 1), 2U);
    EXPECT_EQ(log.last_not_after(3, 1), 2U);
}

TEST_F(LogTest, ForgetsWhatASnapshotHas) {
    fill({1, 1, 2, 3});
    log.compact(3);
    EXPECT_EQ(log.base(), 3U);
    EXPECT_EQ(log.term(3), 2U);
    EXPECT_EQ(log.term(2), 0U);
    EXPECT_EQ(log.last(), 4U);
    log.append(of_term(5));
    log.write();
    const Log again(disk);
    EXPECT_EQ(again.base(), 3U);
    EXPECT_EQ(again.last(), 5U);
    EXPECT_EQ(again.last_term(), 5U);
}

TEST_F(LogTest, GivesWayToASnapshot) {
    fill({1, 1, 2});
    log.reset(8, 4);
    EXPECT_EQ(log.last(), 8U);
    EXPECT_EQ(log.last_term(), 4U);
    EXPECT_EQ(Log(disk).last(), 8U);
}

}  // namespace
