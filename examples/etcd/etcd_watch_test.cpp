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
class Told {
 public:
    Told& write(int value, sm::Ending ending = sm::Ending::answered) {
        return add("write", sm::history::Value::integer(value), {}, ending);
    }
    Told& watch(std::int64_t from, const std::vector<etcd::Written>& written) {
        return add("watch", {}, etcd::Watching::datum_of({from, written}));
    }
    Told& catch_up(std::int64_t from, const std::vector<etcd::Written>& written) {
        return add("catch-up", {}, etcd::Watching::datum_of({from, written}));
    }
    sm::history::CheckResult judged() const {
        return sm::checkers::run_checker(etcd::watchers_agree(), "watch", operations_);
    }

 private:
    Told& add(const char* function, sm::history::Value value, sm::history::Value answer,
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

TEST(EtcdWatch, WatchersWhoAreToldTheSameAgree) {
    const auto found = Told()
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
        Told().write(0).write(1).watch(1, {{6, "1"}, {4, "0"}}).catch_up(7, {}).judged();
    EXPECT_EQ(found.conclusion.reason, "a watcher is told revision 4 after 6");
    EXPECT_THAT(found.violations, ElementsAre(2));
}

TEST(EtcdWatch, ARevisionFromBeforeTheWatchIsDisordered) {
    const auto found = Told().write(0).watch(5, {{4, "0"}}).catch_up(5, {}).judged();
    EXPECT_EQ(found.conclusion.reason, "a watcher is told revision 4 after 4");
}

TEST(EtcdWatch, OneRevisionHasOneValue) {
    const auto found =
        Told().write(0).write(1).watch(1, {{4, "0"}}).catch_up(1, {{4, "1"}}).judged();
    EXPECT_EQ(found.conclusion.reason, "revision 4 is told with the value 0, and with 1");
    EXPECT_THAT(found.violations, ElementsAre(2, 3));
}

TEST(EtcdWatch, AWatcherWhoIsNotToldWhatAnotherOneIsMissesIt) {
    const auto found =
        Told().write(0).write(1).watch(1, {{4, "0"}, {6, "1"}}).catch_up(1, {{6, "1"}}).judged();
    EXPECT_EQ(found.conclusion.reason,
              "a watcher from revision 1 on is not told revision 4, 0, and another one is");
    EXPECT_THAT(found.violations, ElementsAre(2, 3));
}

TEST(EtcdWatch, WhatComesAfterTheLastWriteToldIsNotMissed) {
    const auto found = Told()
                           .write(0)
                           .watch(1, {{4, "0"}})
                           .write(1)
                           .watch(1, {})
                           .catch_up(1, {{4, "0"}, {6, "1"}})
                           .judged();
    EXPECT_EQ(found.verdict(), Verdict::valid) << to_string(found);
}

TEST(EtcdWatch, AnAnsweredWriteThatNobodyIsToldIsLost) {
    const auto found = Told().write(0).write(1).catch_up(1, {{4, "0"}}).judged();
    EXPECT_EQ(found.conclusion.reason, "nobody is told of the answered write of 1");
    EXPECT_THAT(found.violations, ElementsAre(1, 2));
}

TEST(EtcdWatch, AWriteOfUnknownOutcomeMayBeToldOrNot) {
    const auto found = Told()
                           .write(0, sm::Ending::unknown)
                           .write(1, sm::Ending::unknown)
                           .catch_up(1, {{4, "0"}})
                           .judged();
    EXPECT_EQ(found.verdict(), Verdict::valid) << to_string(found);
}

TEST(EtcdWatch, WhatNobodyWroteIsUnexpected) {
    EXPECT_EQ(Told().catch_up(1, {{4, "3"}}).judged().conclusion.reason,
              "3 is told, and nobody wrote it");
    EXPECT_EQ(
        Told().write(3, sm::Ending::refused).catch_up(1, {{4, "3"}}).judged().conclusion.reason,
        "3 is told, and its write was refused");
}

TEST(EtcdWatch, AWriteIsToldOnce) {
    const auto found = Told().write(0).catch_up(1, {{4, "0"}, {5, "0"}}).judged();
    EXPECT_EQ(found.conclusion.reason, "0, written once, is told of revision 4 and of 5");
}

TEST(EtcdWatch, RevisionsGrowWithTime) {
    const auto found = Told().write(0).write(1).catch_up(1, {{4, "1"}, {6, "0"}}).judged();
    EXPECT_EQ(found.conclusion.reason,
              "0 had been written before the write of 1 began, and has the later revision");
    EXPECT_THAT(found.violations, ElementsAre(0, 1));
}

TEST(EtcdWatch, NobodyCanTellWhereNobodyCaughtUp) {
    EXPECT_EQ(Told().write(0).watch(1, {{4, "0"}}).judged().verdict(), Verdict::unknown);
}

}  // namespace
