// What the checker of watchers says of histories with each fault planted by hand.

#include <sm/checkers/checker.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "watch.hpp"

namespace {

using sm::Verdict;
using testing::ElementsAre;

/// A history in which everything comes one after the other.
class Script {
 public:
    Script& write(int value, sm::Ending ending = sm::Ending::answered) {
        return add("write", sm::history::Value::integer(value), {}, ending);
    }
    Script& watch(std::int64_t from, const std::vector<etcd::Written>& written) {
        return add("watch", {}, etcd::Watching::as_value({from, written}));
    }
    Script& catch_up(std::int64_t from, const std::vector<etcd::Written>& written) {
        return add("catch-up", {}, etcd::Watching::as_value({from, written}));
    }
    sm::history::CheckResult judged() const {
        return sm::checkers::run_checker(etcd::watchers_agree(), "watch", operations_);
    }

 private:
    Script& add(const char* function, sm::history::Value value, sm::history::Value answer,
                sm::Ending ending = sm::Ending::answered) {
        sm::history::Operation operation;
        operation.function = function;
        operation.value = std::move(value);
        operation.answer = std::move(answer);
        operation.ending = ending;
        operation.invoked = now_++;
        operation.returned = operation.indeterminate() ? sm::never : now_++;
        operations_.push_back(std::move(operation));
        return *this;
    }

    sm::history::Operations operations_;
    sm::Timestamp now_ = 0;
};

TEST(EtcdWatch, WatchersWhoSeeTheSameAgree) {
    const auto found = Script()
                           .write(0)
                           .watch(1, {{4, "0"}})
                           .write(1)
                           .catch_up(1, {{4, "0"}, {6, "1"}})
                           .catch_up(5, {{6, "1"}})
                           .judged();
    EXPECT_EQ(found.verdict(), Verdict::valid) << to_string(found);
}

TEST(EtcdWatch, RevisionsThatDoNotGrowAreDisordered) {
    const auto found =
        Script().write(0).write(1).watch(1, {{6, "1"}, {4, "0"}}).catch_up(7, {}).judged();
    EXPECT_EQ(found.conclusion.reason, "a watcher saw revision 4 after 6");
    EXPECT_THAT(found.violations, ElementsAre(2));
}

TEST(EtcdWatch, ARevisionFromBeforeTheWatchIsDisordered) {
    const auto found = Script().write(0).watch(5, {{4, "0"}}).catch_up(5, {}).judged();
    EXPECT_EQ(found.conclusion.reason, "a watcher saw revision 4 after 4");
}

TEST(EtcdWatch, OneRevisionHasOneValue) {
    const auto found =
        Script().write(0).write(1).watch(1, {{4, "0"}}).catch_up(1, {{4, "1"}}).judged();
    EXPECT_EQ(found.conclusion.reason, "revision 4 was seen with the value 0, and with 1");
    EXPECT_THAT(found.violations, ElementsAre(2, 3));
}

TEST(EtcdWatch, AWatcherMissesWhatOnlyAnotherOneSaw) {
    const auto found =
        Script().write(0).write(1).watch(1, {{4, "0"}, {6, "1"}}).catch_up(1, {{6, "1"}}).judged();
    EXPECT_EQ(found.conclusion.reason,
              "a watcher from revision 1 on missed revision 4, 0, which another watcher saw");
    EXPECT_THAT(found.violations, ElementsAre(2, 3));
}

TEST(EtcdWatch, WhatComesAfterTheLastWriteSeenIsNotMissed) {
    const auto found = Script()
                           .write(0)
                           .watch(1, {{4, "0"}})
                           .write(1)
                           .watch(1, {})
                           .catch_up(1, {{4, "0"}, {6, "1"}})
                           .judged();
    EXPECT_EQ(found.verdict(), Verdict::valid) << to_string(found);
}

TEST(EtcdWatch, AnAnsweredWriteThatNobodySeesIsLost) {
    const auto found = Script().write(0).write(1).catch_up(1, {{4, "0"}}).judged();
    EXPECT_EQ(found.conclusion.reason, "no watcher saw the answered write of 1");
    EXPECT_THAT(found.violations, ElementsAre(1, 2));
}

TEST(EtcdWatch, AWriteOfUnknownOutcomeMayBeSeenOrNot) {
    const auto found = Script()
                           .write(0, sm::Ending::unknown)
                           .write(1, sm::Ending::unknown)
                           .catch_up(1, {{4, "0"}})
                           .judged();
    EXPECT_EQ(found.verdict(), Verdict::valid) << to_string(found);
}

TEST(EtcdWatch, WhatNobodyWroteIsUnexpected) {
    EXPECT_EQ(Script().catch_up(1, {{4, "3"}}).judged().conclusion.reason,
              "3 was seen, and nobody wrote it");
    EXPECT_EQ(
        Script().write(3, sm::Ending::refused).catch_up(1, {{4, "3"}}).judged().conclusion.reason,
        "3 was seen, and its write was refused");
}

TEST(EtcdWatch, AWriteIsSeenOnce) {
    const auto found = Script().write(0).catch_up(1, {{4, "0"}, {5, "0"}}).judged();
    EXPECT_EQ(found.conclusion.reason, "0, written once, was seen at revision 4 and at 5");
}

TEST(EtcdWatch, RevisionsGrowWithTime) {
    const auto found = Script().write(0).write(1).catch_up(1, {{4, "1"}, {6, "0"}}).judged();
    EXPECT_EQ(found.conclusion.reason,
              "0 had been written before the write of 1 began, and has the later revision");
    EXPECT_THAT(found.violations, ElementsAre(0, 1));
}

TEST(EtcdWatch, NobodyCanTellWhereNobodyCaughtUp) {
    EXPECT_EQ(Script().write(0).watch(1, {{4, "0"}}).judged().verdict(), Verdict::unknown);
}

}  // namespace
