#include <sm/base/misuse.hpp>
#include <sm/gtest.hpp>

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>

#include "quality/cases/scheduled/bounded_queue.hpp"
#include "quality/cases/scheduled/counter.hpp"
#include "quality/cases/scheduled/dispenser.hpp"

#include <unistd.h>

namespace {

namespace fs = std::filesystem;
namespace counter = cases::scheduled::counter;
namespace dispenser = cases::scheduled::dispenser;
namespace queue = cases::scheduled::bounded_queue;
using testing::HasSubstr;
using testing::Not;

/// A folder of its own, gone at the end.
struct Folder {
    fs::path path;

    Folder() {
        std::string name = (fs::temp_directory_path() / "sm-interleavings-XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~Folder() { fs::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
};

std::string text_of(const std::string& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

// -- what is tested: each system right, and with its bug, of which the smallest program is known

struct Counting {
    using Cmd = counter::Cmd;
    static constexpr std::size_t smallest = 2;
    static constexpr auto wrong = [] { return counter::Counter{counter::Bug::race}; };
    static constexpr auto right = [] { return counter::Counter{}; };
};
struct Dispensing {
    using Cmd = dispenser::Cmd;
    static constexpr std::size_t smallest = 3;
    static constexpr auto wrong = [] { return dispenser::Dispenser{dispenser::Bug::race}; };
    static constexpr auto right = [] { return dispenser::Dispenser{}; };
};
struct Queueing {
    using Cmd = queue::Cmd;
    static constexpr std::size_t smallest = 2;
    static constexpr auto wrong = [] {
        return queue::Queue{queue::capacity, queue::Bug::off_by_one};
    };
    static constexpr auto right = [] { return queue::Queue{queue::capacity}; };
};
/// Those who borrow from a queue that has one item.
class Lending {
 public:
    explicit Lending(queue::Bug bug) : queue_(1, bug) { queue_.put(7); }
    void put(int item) { queue_.put(item); }
    int take() { return queue_.take(); }

 private:
    queue::Queue queue_;
};
struct Borrowing {
    using Cmd = queue::Borrowing;
    static constexpr std::size_t smallest = 2;
    static constexpr auto wrong = [] { return Lending{queue::Bug::lost_wake_up}; };
    static constexpr auto right = [] { return Lending{queue::Bug::none}; };
};

sm::Options options(const sm::Interleavings& interleavings, std::uint64_t seed = 1) {
    return {.name = "scheduled",
            .programs = 200,
            .length = 8,
            .workers = 2,
            .seed = seed,
            .corpus = "",
            .interleavings = interleavings};
}

template <class Case>
class EveryRace : public testing::Test {
 protected:
    static auto check_wrong(const sm::Options& options) {
        return sm::check<typename Case::Cmd>(Case::wrong, options);
    }
    static auto check_right(const sm::Options& options) {
        return sm::check<typename Case::Cmd>(Case::right, options);
    }
};
using Cases = testing::Types<Counting, Dispensing, Queueing, Borrowing>;
TYPED_TEST_SUITE(EveryRace, Cases);

/// Whether it is found and shrunk to its smallest for ten seeds; how many schedules that took.
template <class Check>
void expect_found(const char* how, const sm::Interleavings& interleavings, std::size_t smallest,
                  Check check) {
    std::string needed;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const auto report = check(options(interleavings, seed));
        EXPECT_FALSE(report.passed) << how << " does not find it from seed " << seed;
        EXPECT_EQ(report.program.size(), smallest) << report.text();
        EXPECT_EQ(report.failure_rate.failures, report.failure_rate.runs);
        needed += (needed.empty() ? "" : " ") + std::to_string(report.schedules);
    }
    testing::Test::RecordProperty(how, needed);
}

TYPED_TEST(EveryRace, IsFoundByRandomSchedules) {
    expect_found("random", sm::RandomSchedules{}, TypeParam::smallest,
                 [](const sm::Options& how) { return TestFixture::check_wrong(how); });
}

TYPED_TEST(EveryRace, IsFoundByPriorities) {
    expect_found("priority", sm::PrioritySchedules{}, TypeParam::smallest,
                 [](const sm::Options& how) { return TestFixture::check_wrong(how); });
}

TYPED_TEST(EveryRace, IsFoundAmongAllSchedules) {
    expect_found("all", sm::AllSchedules{}, TypeParam::smallest,
                 [](const sm::Options& how) { return TestFixture::check_wrong(how); });
}

TYPED_TEST(EveryRace, ShrinksToOnePreemption) {
    const auto report = this->check_wrong(options(sm::RandomSchedules{}));
    ASSERT_TRUE(report.program.schedule);
    EXPECT_LE(report.program.schedule.switches.size(), 2U) << report.text();
    EXPECT_THAT(report.text(), HasSubstr("schedule of the workers:"));
}

TYPED_TEST(EveryRace, IsReplayedExactlyHoweverOften) {
    const Folder folder;
    sm::Options how = options(sm::RandomSchedules{});
    how.corpus = folder.path.string();
    const auto found = this->check_wrong(how);
    how.replay = found.failure_file;
    std::set<std::string> texts;
    for (int time = 0; time < 100; ++time) {
        if (time == 50) how.interleavings = sm::Threads{};  // the file says enough
        const auto again = this->check_wrong(how);
        ASSERT_FALSE(again.passed);
        EXPECT_EQ(again.program.schedule, found.program.schedule);
        texts.insert(again.text());
    }
    EXPECT_EQ(texts.size(), 1U);
}

TYPED_TEST(EveryRace, IsReportedAlikeForTheSameSeed) {
    const auto first = this->check_wrong(options(sm::PrioritySchedules{}, 5));
    const auto second = this->check_wrong(options(sm::PrioritySchedules{}, 5));
    EXPECT_EQ(first.text(), second.text());
}

TYPED_TEST(EveryRace, IsNotThereWhereEverySchedulePasses) {
    sm::Options how = options(sm::AllSchedules{.preemptions = 2, .schedules = 100'000});
    how.programs = 20;
    how.length = 6;
    const auto report = this->check_right(how);
    EXPECT_TRUE(report);
    EXPECT_EQ(report.exhausted, 20U);
    EXPECT_THAT(report.text(), HasSubstr("for 20 programs all schedules within the bound"));
    how.workers = 3;
    EXPECT_TRUE(this->check_right(how));
}

TEST(Interleavings, AreToldInTheWordsOfTheCommands) {
    const auto report = sm::check<counter::Cmd>(Counting::wrong, options(sm::AllSchedules{}));
    EXPECT_THAT(report.text(), HasSubstr("worker 1 began with Increment\n"));
    EXPECT_THAT(
        report.text(),
        HasSubstr("worker 1 was preempted in Increment before store of atomic 1 (counter.hpp:"));
    EXPECT_THAT(report.text(), HasSubstr("; worker 2 continued with Increment\n"));
}

TEST(Interleavings, TellADeadlockWithWhoWaitsForWhat) {
    const auto report = sm::check<queue::Borrowing>(Borrowing::wrong, options(sm::AllSchedules{}));
    EXPECT_EQ(report.failure, sm::Failure::exception);
    EXPECT_THAT(report.text(), HasSubstr("is blocked in wait of condition variable"));
    EXPECT_THAT(report.text(), HasSubstr("and no worker is left to notify it"));
}

TEST(Interleavings, TellADeadlockWhereExceptionsAreUnknown) {
    sm::Options how = options(sm::AllSchedules{});
    how.exceptions_unknown = true;
    EXPECT_FALSE(sm::check<queue::Borrowing>(Borrowing::wrong, how).passed);
}

TEST(Interleavings, AreKeptInTheFailureFileInPlainWords) {
    const Folder folder;
    sm::Options how = options(sm::AllSchedules{});
    how.corpus = folder.path.string();
    const auto report = sm::check<counter::Cmd>(Counting::wrong, how);
    EXPECT_THAT(text_of(report.failure_file),
                HasSubstr("\"schedule\": [{\"call\": 1, \"point\": 2, \"to\": 2}"));
}

TEST(Interleavings, AreTriedAgainstAProgramWhoseScheduleNoLongerFits) {
    const Folder folder;
    sm::Options how = options(sm::AllSchedules{});
    how.corpus = folder.path.string();
    const auto report = sm::check<counter::Cmd>(Counting::wrong, how);
    std::string edited = text_of(report.failure_file);
    edited.replace(edited.find("\"point\": 2"), 10, "\"point\": 9");
    how.replay = (folder.path / "edited.json").string();
    std::ofstream(how.replay) << edited;
    EXPECT_FALSE(sm::check<counter::Cmd>(Counting::wrong, how).passed);
    EXPECT_TRUE(sm::check<counter::Cmd>(Counting::right, how).passed);
}

TEST(Interleavings, AreRefusedInAFileWithTheirPlaceWhereTheyAreNone) {
    const Folder folder;
    sm::Options how = options(sm::AllSchedules{});
    how.corpus = folder.path.string();
    const auto report = sm::check<counter::Cmd>(Counting::wrong, how);
    std::string edited = text_of(report.failure_file);
    edited.replace(edited.find("\"point\": 2"), 10, "\"point\": -2");
    how.replay = (folder.path / "edited.json").string();
    std::ofstream(how.replay) << edited;
    try {
        sm::check<counter::Cmd>(Counting::wrong, how);
        FAIL();
    } catch (const sm::Misuse& misuse) {
        EXPECT_THAT(misuse.what(), HasSubstr("program.schedule"));
    }
}

TEST(Interleavings, AreOneWhereThereIsOneWorker) {
    sm::Options how = options(sm::RandomSchedules{});
    how.workers = 1;
    const auto report = sm::check<counter::Cmd>(Counting::right, how);
    EXPECT_TRUE(report);
    EXPECT_EQ(report.schedules, report.programs);
}

TEST(Interleavings, AreRefusedWhereTheyWouldTryNothing) {
    const auto check = [](const sm::Options& how) {
        sm::check<counter::Cmd>(Counting::right, how);
    };
    EXPECT_THROW(check(options(sm::RandomSchedules{.schedules = 0})), sm::Misuse);
    EXPECT_THROW(check(options(sm::PrioritySchedules{.depth = 0})), sm::Misuse);
    sm::Options forked = options(sm::RandomSchedules{});
    forked.fork = true;
    EXPECT_THROW(check(forked), sm::Misuse);
}

/// A system that runs its workers itself.
struct Simulated {
    int increment() { return 0; }
    int value() const { return 0; }
    sm::Scheduler& scheduler() { throw std::logic_error("never made"); }
};

TEST(Interleavings, AreRefusedForASystemWithASchedulerOfItsOwn) {
    EXPECT_THROW(sm::check<counter::Cmd>([] { return Simulated{}; }, options(sm::AllSchedules{})),
                 sm::Misuse);
}

}  // namespace
