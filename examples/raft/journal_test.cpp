#include "journal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "ballot.hpp"
#include "coding.hpp"
#include "fake_disk.hpp"
#include "snapshot.hpp"

namespace {

using namespace raft;
using testing::ElementsAre;
using testing::IsEmpty;

Entry put(Term term, const std::string& key, const std::string& value = "v") {
    return {term, Write{7, 1, {Operation::put, key, value}}};
}

std::vector<Entry> loaded(FakeDisk& disk) { return Journal(disk).load().entries; }

TEST(Journal, KeepsEveryKindOfEntry) {
    FakeDisk disk;
    const std::vector<Entry> entries{
        {1, NoOp{}},
        {2, OpenSession{}},
        {2, Write{2, 9, {Operation::cas, "key", "new", std::string("o\0d", 3)}}},
        {3, Members({1, 2, 4})}};
    Journal journal(disk);
    journal.load();
    journal.append(entries);
    EXPECT_EQ(loaded(disk), entries);
}

TEST(Journal, SurvivesACrashAsFarAsItWasSynced) {
    FakeDisk disk;
    Journal journal(disk);
    journal.load();
    journal.append(std::vector{put(1, "a")});
    journal.sync();
    journal.append(std::vector{put(1, "b")});
    disk.lose_unsynced();
    EXPECT_THAT(loaded(disk), ElementsAre(put(1, "a")));
}

TEST(Journal, DropsATailThatIsTornAnywhere) {
    FakeDisk whole;
    Journal journal(whole);
    journal.load();
    journal.append(std::vector{put(1, "a")});
    const auto first = whole.size("log");
    journal.append(std::vector{put(1, "b")});
    for (auto size = first; size < whole.size("log"); ++size) {
        FakeDisk torn = whole;
        torn.truncate("log", size);
        EXPECT_THAT(loaded(torn), ElementsAre(put(1, "a"))) << size;
        EXPECT_EQ(torn.size("log"), first);
    }
}

TEST(Journal, DropsARecordInWhichAnyByteIsWrong) {
    FakeDisk whole;
    Journal journal(whole);
    journal.load();
    journal.append(std::vector{put(1, "a")});
    const auto first = whole.size("log");
    journal.append(std::vector{put(1, "b")});
    for (auto at = first; at < whole.size("log"); ++at) {
        FakeDisk damaged = whole;
        damaged.contents("log")[at] ^= 1;
        EXPECT_THAT(loaded(damaged), ElementsAre(put(1, "a"))) << at;
    }
}

/// The file is cut and written over; a crash keeps the writing and forgets the cut.
TEST(Journal, OldRecordsBehindNewOnesDoNotCount) {
    FakeDisk disk;
    Journal journal(disk);
    journal.load();
    journal.append(std::vector{put(1, "a"), put(1, "b"), put(1, "c")});
    const auto before = disk.contents("log");
    journal.cut(2);
    journal.append(std::vector{put(2, "x")});
    auto& now = disk.contents("log");
    now += before.substr(now.size());
    EXPECT_THAT(loaded(disk), ElementsAre(put(1, "a"), put(2, "x")));
}

TEST(Journal, GoesOnAfterATornTail) {
    FakeDisk disk;
    {
        Journal journal(disk);
        journal.load();
        journal.append(std::vector{put(1, "a"), put(1, "b")});
        disk.contents("log").pop_back();
    }
    Journal journal(disk);
    journal.load();
    journal.append(std::vector{put(2, "c")});
    EXPECT_THAT(loaded(disk), ElementsAre(put(1, "a"), put(2, "c")));
}

TEST(Journal, BeginsAnewBehindASnapshot) {
    FakeDisk disk;
    Journal journal(disk);
    journal.load();
    journal.append(std::vector{put(1, "a"), put(1, "b"), put(2, "c")});
    journal.restart(2, 1, std::vector{put(2, "c")});
    journal.append(std::vector{put(2, "d")});
    const auto contents = Journal(disk).load();
    EXPECT_EQ(contents.base, 2U);
    EXPECT_EQ(contents.base_term, 1U);
    EXPECT_THAT(contents.entries, ElementsAre(put(2, "c"), put(2, "d")));
}

TEST(BallotFile, RemembersTheNewest) {
    FakeDisk disk;
    BallotFile file(disk);
    EXPECT_EQ(file.load(), Ballot{});
    for (Term term = 1; term <= 5; ++term) {
        file.save({term, 2});
        disk.lose_unsynced();
        EXPECT_EQ(BallotFile(disk).load(), (Ballot{term, 2}));
    }
}

TEST(BallotFile, HasTheOneBeforeWhenACrashTearsTheNewest) {
    FakeDisk disk;
    BallotFile file(disk);
    file.save({1, 1});
    file.save({2, 3});
    const auto before = disk.contents("ballot");
    file.save({4, 2});
    const auto after = disk.contents("ballot");
    for (std::size_t torn = 32; torn < 64; ++torn) {
        disk.contents("ballot") =
            before.substr(0, 32) + after.substr(32, torn - 32) + before.substr(torn);
        const auto loaded = BallotFile(disk).load();
        EXPECT_TRUE((loaded == Ballot{2, 3}) || (loaded == Ballot{4, 2})) << torn;
    }
}

TEST(BallotFile, IsEmptyWhereACrashTearsTheFirst) {
    FakeDisk disk;
    BallotFile(disk).save({1, 1});
    disk.contents("ballot").resize(50);
    EXPECT_EQ(BallotFile(disk).load(), Ballot{});
}

TEST(BallotFile, KnowsThatItIsDamagedWhereNoCrashCanHaveBeenAtWork) {
    FakeDisk disk;
    BallotFile file(disk);
    file.save({1, 1});
    file.save({2, 3});
    for (const auto at : {5, 40}) disk.contents("ballot")[static_cast<std::size_t>(at)] ^= 1;
    EXPECT_THROW(BallotFile(disk).load(), Damaged);
}

TEST(SnapshotFile, KeepsTheNewest) {
    FakeDisk disk;
    SnapshotFile file(disk);
    EXPECT_EQ(file.load(), std::nullopt);
    file.save({5, 2, Members({1, 2}), "a long text, and a shorter one takes its place"});
    const Snapshot newer{9, 3, Members({1, 2, 3}), "short"};
    file.save(newer);
    EXPECT_EQ(SnapshotFile(disk).load(), newer);
}

/// So that a server that finds damage ends, as one does that cannot read its disk.
TEST(Damaged, IsTroubleOfTheDisk) {
    try {
        Reader("short").number();
        FAIL() << "read more than there is";
    } catch (const sm::simulation::DiskError& error) {
        EXPECT_EQ(error.kind, sm::simulation::DiskErrorKind::unreadable);
    }
}

TEST(SnapshotFile, ADamagedOneIsRefused) {
    FakeDisk disk;
    SnapshotFile(disk).save({5, 2, Members({1, 2}), "text"});
    disk.contents("snapshot")[20] ^= 4;
    EXPECT_THROW(SnapshotFile(disk).load(), Damaged);
}

}  // namespace
