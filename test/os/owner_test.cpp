#include <sm/os/owner.hpp>

#include <gtest/gtest.h>

#include <set>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

/// A process that waits, until the end of the test.
class Sleeper {
 public:
    Sleeper() : pid_(::fork()) {
        while (pid_ == 0) ::pause();
    }
    ~Sleeper() {
        kill();
        ::waitpid(pid_, nullptr, 0);
    }
    void kill() const { ::kill(pid_, SIGKILL); }
    /// Waits until it has ended, and leaves it a zombie.
    void wait_ended() const {
        siginfo_t info;
        ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT);
    }
    pid_t pid() const { return pid_; }

 private:
    pid_t pid_;
};

TEST(Owner, IsThisProcess) {
    const auto me = sm::Owner::self();
    EXPECT_EQ(me.pid, ::getpid());
    EXPECT_GT(me.start, 0U);
    EXPECT_EQ(me.boot.size(), 36U);
    EXPECT_FALSE(me.host.empty());
    EXPECT_TRUE(me.pid_namespace.starts_with("pid:["));
    EXPECT_EQ(sm::life_of(me, me), sm::Life::alive);
}

TEST(Owner, ComesBackFromItsLabels) {
    const auto me = sm::Owner::self();
    EXPECT_EQ(sm::Owner::from_labels(me.labels()), me);
}

TEST(Owner, IsNotReadFromOtherPeoplesLabels) {
    auto labels = sm::Owner::self().labels();
    EXPECT_EQ(sm::Owner::from_labels({{"sm", ""}}), std::nullopt);
    for (const char* wrong : {"", "12x", "99999999999999999999"}) {
        labels["sm.pid"] = wrong;
        EXPECT_EQ(sm::Owner::from_labels(labels), std::nullopt) << wrong;
    }
}

TEST(Owner, OfAnotherStartIsDeadThoughItsNumberIsInUse) {
    const auto me = sm::Owner::self();
    auto former = me;
    former.start -= 1;
    EXPECT_EQ(sm::life_of(former, me), sm::Life::dead);
}

TEST(Owner, OfAnotherBootOfThisHostIsDead) {
    const auto me = sm::Owner::self();
    auto former = me;
    former.boot = "00000000-0000-0000-0000-000000000000";
    EXPECT_EQ(sm::life_of(former, me), sm::Life::dead);
}

TEST(Owner, OfAnotherHostIsUnknownWhateverItsBoot) {
    const auto me = sm::Owner::self();
    auto other = me;
    other.host = "elsewhere.12345678";
    EXPECT_EQ(sm::life_of(other, me), sm::Life::unknown);
    other.boot = "00000000-0000-0000-0000-000000000000";
    EXPECT_EQ(sm::life_of(other, me), sm::Life::unknown);
}

TEST(Owner, OfAnotherProcessNamespaceIsUnknown) {
    const auto me = sm::Owner::self();
    auto other = me;
    other.pid_namespace = "pid:[1]";
    other.pid = 999999999;
    EXPECT_EQ(sm::life_of(other, me), sm::Life::unknown);
}

TEST(Owner, IsDeadOnceKilledEvenIfNobodyCollectedIt) {
    const Sleeper sleeper;
    const auto me = sm::Owner::self();
    auto other = me;
    other.pid = sleeper.pid();
    // Its start is read off a child that reports on itself in the next test; here any will do, if
    // the state is looked at first.
    for (auto& start = other.start; sm::life_of(other, me) != sm::Life::alive; ++start)
        ASSERT_LT(start, me.start + 1'000'000) << "the sleeper's start was not found";
    sleeper.kill();
    sleeper.wait_ended();
    EXPECT_EQ(sm::life_of(other, me), sm::Life::dead);
}

TEST(Owner, IsAnotherInAForkedChild) {
    const auto before = sm::Owner::self();
    const pid_t child = ::fork();
    if (child == 0) {
        const auto me = sm::Owner::self();
        ::_exit(me.pid != before.pid && me.digest() != before.digest() ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
}

TEST(Owner, HasADigestThatEveryPartChanges) {
    const auto me = sm::Owner::self();
    std::set<std::string> digests{me.digest()};
    for (int part = 0; part < 5; ++part) {
        auto other = me;
        if (part == 0) other.host += "x";
        if (part == 1) other.boot += "x";
        if (part == 2) other.pid_namespace += "x";
        if (part == 3) ++other.pid;
        if (part == 4) ++other.start;
        digests.insert(other.digest());
    }
    EXPECT_EQ(digests.size(), 6U);
    EXPECT_EQ(me.digest().size(), 12U);
}

}  // namespace
