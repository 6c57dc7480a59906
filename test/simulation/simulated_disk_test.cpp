#include "simulation/simulated_disk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace {

using namespace std::chrono_literals;
using sm::detail::SimulatedDisk;
using sm::simulation::DiskError;
using sm::simulation::DiskErrorKind;
using testing::ElementsAre;
using testing::IsEmpty;

/// A disk, and the time that it has taken.
struct Bench {
    explicit Bench(sm::simulation::DiskOptions given = {}, std::uint64_t seed = 1)
        : options(given), disk(options, sm::Seed{seed}, [this](sm::Duration time) {
              took += time;
              return true;
          }) {}

    std::string all(const std::string& file) { return disk.read(file, 0, 1'000'000); }

    sm::simulation::DiskOptions options;
    sm::Duration took{};
    SimulatedDisk disk;
};

template <class Action>
DiskErrorKind error_kind_of(const Action& action) {
    try {
        action();
    } catch (const DiskError& error) {
        return error.kind;
    }
    throw std::logic_error("nothing was thrown");
}

TEST(SimulatedDisk, ReadsWhatWasWritten) {
    Bench bench;
    bench.disk.write("log", 0, "hello");
    bench.disk.write("log", 7, "world");
    EXPECT_EQ(bench.all("log"), std::string("hello\0\0world", 12));
    EXPECT_EQ(bench.disk.read("log", 7, 3), "wor");
    EXPECT_EQ(bench.disk.read("log", 99, 3), "");
    bench.disk.truncate("log", 5);
    EXPECT_EQ(bench.all("log"), "hello");
    EXPECT_THAT(bench.disk.files(), ElementsAre("log"));
}

TEST(SimulatedDisk, HasNoFileThatWasNotWritten) {
    Bench bench;
    EXPECT_FALSE(bench.disk.exists("log"));
    EXPECT_EQ(error_kind_of([&] { bench.disk.read("log", 0, 1); }), DiskErrorKind::no_file);
    EXPECT_EQ(error_kind_of([&] { bench.disk.sync("log"); }), DiskErrorKind::no_file);
}

TEST(SimulatedDisk, KeepsWhatWasSyncedThroughACrash) {
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        Bench bench({}, seed);
        bench.disk.write("log", 0, "synced");
        bench.disk.sync("log");
        bench.disk.write("log", 6, " and more");
        bench.disk.crash();
        EXPECT_EQ(bench.all("log").substr(0, 6), "synced");
    }
}

TEST(SimulatedDisk, LosesKeepsAndTearsWhatWasNotSynced) {
    std::set<std::string> found;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        Bench bench({}, seed);
        bench.disk.write("log", 0, "ab");
        bench.disk.sync("log");
        bench.disk.write("log", 2, "cd");
        bench.disk.write("log", 0, "X");
        bench.disk.crash();
        found.insert(bench.all("log"));
    }
    EXPECT_THAT(found, ElementsAre("Xb", "Xbc", "Xbcd", "ab", "abc", "abcd"));
}

TEST(SimulatedDisk, LosesAllOrNothingWhenToldSo) {
    for (const double kept : {0.0, 1.0}) {
        Bench bench({.kept = kept, .torn = 0});
        bench.disk.write("log", 0, "ab");
        bench.disk.sync("log");
        bench.disk.write("log", 2, "cd");
        bench.disk.truncate("log", 3);
        bench.disk.crash();
        EXPECT_EQ(bench.all("log"), kept > 0 ? "abc" : "ab");
    }
}

TEST(SimulatedDisk, RenamesAtOnceOrNotAtAll) {
    std::set<std::string> found;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        Bench bench({}, seed);
        bench.disk.write("a", 0, "old");
        bench.disk.sync("a");
        bench.disk.write("b", 0, "new");
        bench.disk.sync("b");
        bench.disk.rename("b", "a");
        EXPECT_EQ(bench.all("a"), "new");
        bench.disk.crash();
        found.insert(bench.all("a") + (bench.disk.exists("b") ? " and b" : ""));
    }
    EXPECT_THAT(found, ElementsAre("new", "old and b"));
}

TEST(SimulatedDisk, KeepsNamesThatWereSynced) {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        Bench bench({}, seed);
        bench.disk.write("a", 0, "1");
        bench.disk.write("b", 0, "2");
        bench.disk.rename("a", "c");
        bench.disk.remove("b");
        bench.disk.sync_names();
        bench.disk.crash();
        EXPECT_THAT(bench.disk.files(), ElementsAre("c"));
    }
}

TEST(SimulatedDisk, MayForgetAFileThatWasNeverSynced) {
    std::set<bool> there;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        Bench bench({}, seed);
        bench.disk.write("a", 0, "1");
        bench.disk.crash();
        there.insert(bench.disk.exists("a"));
    }
    EXPECT_EQ(there, (std::set<bool>{false, true}));
}

TEST(SimulatedDisk, TakesItsTime) {
    Bench bench({.read = {3ms, 3ms}, .write = {5ms, 5ms}, .sync = {7ms, 7ms}});
    bench.disk.write("a", 0, "1");
    EXPECT_EQ(bench.took, 5ms);
    bench.disk.sync("a");
    EXPECT_EQ(bench.took, 12ms);
    bench.disk.fail({.latency = 100ms});
    bench.disk.read("a", 0, 1);
    EXPECT_EQ(bench.took, 115ms);
}

TEST(SimulatedDisk, ThatIsFullTakesNothingNewAndOverwritesWhatItHas) {
    Bench bench({.capacity = 10});
    bench.disk.write("a", 0, "0123456789");
    EXPECT_EQ(error_kind_of([&] { bench.disk.write("b", 0, "x"); }), DiskErrorKind::full);
    EXPECT_FALSE(bench.disk.exists("b"));
    bench.disk.write("a", 3, "xyz");
    EXPECT_EQ(bench.all("a"), "012xyz6789");
    bench.disk.truncate("a", 4);
    bench.disk.write("b", 0, "x");
    bench.disk.fail({.failure = sm::DiskFailure::no_space});
    EXPECT_EQ(error_kind_of([&] { bench.disk.write("b", 1, "x"); }), DiskErrorKind::full);
}

TEST(SimulatedDisk, CannotReadWhatHasBecomeUnreadableUntilItIsWrittenAnew) {
    Bench bench;
    bench.disk.write("a", 0, std::string(2'000, 'a'));
    bench.disk.fail({.unreadable = 1});
    EXPECT_EQ(error_kind_of([&] { bench.all("a"); }), DiskErrorKind::unreadable);
    bench.disk.fail({});
    EXPECT_EQ(error_kind_of([&] { bench.all("a"); }), DiskErrorKind::unreadable);
    bench.disk.write("a", 0, std::string(2'000, 'b'));
    EXPECT_EQ(bench.all("a"), std::string(2'000, 'b'));
}

TEST(SimulatedDisk, MisdirectsWrites) {
    Bench bench;
    bench.disk.write("a", 0, std::string(2'000, 'a'));
    bench.disk.fail({.misdirected = 1});
    bench.disk.write("a", 0, "bb");
    const auto content = bench.all("a");
    EXPECT_EQ(content.size(), 2'000U);
    EXPECT_EQ(content.substr(0, 2), "aa");
    EXPECT_NE(content.find("bb"), std::string::npos);
}

TEST(SimulatedDisk, ThatIsAnotherIsEmpty) {
    Bench bench;
    bench.disk.write("a", 0, "1");
    bench.disk.sync("a");
    bench.disk.wipe();
    EXPECT_THAT(bench.disk.files(), IsEmpty());
}

}  // namespace
