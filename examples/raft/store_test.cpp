#include "store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace raft;
using testing::Eq;
using testing::Optional;

class StoreTest : public testing::Test {
 protected:
    Store::Result write(Serial serial, const Command& command) {
        return store.apply(++index, {1, Write{session, serial, command}});
    }

    Store store{3, Bug::none};
    Index index = 1;
    Session session = store.apply(1, {1, OpenSession{}}).number;
};

TEST_F(StoreTest, ASessionIsTheIndexOfItsEntry) { EXPECT_EQ(session, 1U); }

TEST_F(StoreTest, PutsAppendsAndRemoves) {
    EXPECT_EQ(write(1, {Operation::put, "k", "a"}).number, 1U);
    EXPECT_EQ(write(2, {Operation::append, "k", "b"}).number, 1U);
    EXPECT_THAT(store.get("k"), Optional(Eq("ab")));
    EXPECT_EQ(write(3, {Operation::remove, "k"}).number, 1U);
    EXPECT_EQ(write(4, {Operation::remove, "k"}).number, 0U);
    EXPECT_EQ(store.get("k"), std::nullopt);
}

TEST_F(StoreTest, ACasChangesOnlyWhatItExpects) {
    EXPECT_EQ(write(1, {Operation::cas, "k", "new", ""}).number, 0U);
    write(2, {Operation::put, "k", "old"});
    EXPECT_EQ(write(3, {Operation::cas, "k", "new", "other"}).number, 0U);
    EXPECT_EQ(write(4, {Operation::cas, "k", "new", "old"}).number, 1U);
    EXPECT_THAT(store.get("k"), Optional(Eq("new")));
}

TEST_F(StoreTest, AWriteThatIsTriedAgainIsDoneOnceAndAnsweredAlike) {
    write(1, {Operation::put, "k", "old"});
    const Command cas{Operation::cas, "k", "new", "old"};
    EXPECT_EQ(write(2, cas).number, 1U);
    EXPECT_EQ(write(2, cas).number, 1U);
    EXPECT_EQ(write(2, {Operation::append, "k", "!"}).number, 1U);
    EXPECT_THAT(store.get("k"), Optional(Eq("new")));
}

TEST_F(StoreTest, AWriteOfNoSessionDoesNothing) {
    EXPECT_EQ(store.apply(5, {1, Write{99, 1, {Operation::put, "k", "v"}}}).ending,
              Ending::no_session);
    EXPECT_EQ(store.get("k"), std::nullopt);
}

TEST_F(StoreTest, TheSessionNotUsedForLongestMakesRoom) {
    const auto second = store.apply(++index, {1, OpenSession{}}).number;
    store.apply(++index, {1, OpenSession{}});
    write(1, {Operation::put, "k", "v"});
    store.apply(++index, {1, OpenSession{}});
    EXPECT_EQ(store.sessions(), 3U);
    EXPECT_EQ(write(2, {Operation::put, "k", "v"}).ending, Ending::done);
    EXPECT_EQ(store.apply(++index, {1, Write{second, 1, {}}}).ending, Ending::no_session);
}

TEST_F(StoreTest, IsSavedWithItsSessions) {
    write(1, {Operation::append, "k", "v"});
    Store copy{3, Bug::none};
    copy.load(store.save());
    EXPECT_EQ(copy.apply(9, {1, Write{session, 1, {Operation::append, "k", "v"}}}).number, 1U);
    EXPECT_THAT(copy.get("k"), Optional(Eq("v")));
    EXPECT_EQ(copy.sessions(), 1U);
}

}  // namespace
