#include <sm/base/misuse.hpp>
#include <sm/workload/workers.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace {

using sm::gen::Worker;
using sm::gen::WorkerSet;
using testing::ElementsAre;

TEST(WorkerSet, ListsItsWorkersInOrderTheNemesisFirst) {
    const WorkerSet set{1022, 64, 63, 5, sm::gen::nemesis_worker, 62};
    EXPECT_THAT(std::vector<Worker>(set.begin(), set.end()), ElementsAre(-1, 5, 62, 63, 64, 1022));
}

TEST(WorkerSet, FindsTheWorkerAtAPlaceAsTheListingDoes) {
    const WorkerSet set{1022, 64, 63, 5, sm::gen::nemesis_worker, 62, 700};
    std::size_t place = 0;
    for (const Worker worker : set) EXPECT_EQ(set.nth(place++), worker);
    EXPECT_EQ(place, set.size());
}

TEST(WorkerSet, IsEmptyAgainWhenAllAreErased) {
    WorkerSet set{3};
    EXPECT_FALSE(set.empty());
    set.erase(3);
    set.erase(4);
    EXPECT_TRUE(set.empty());
    EXPECT_TRUE(set.begin() == set.end());
}

TEST(WorkerSet, UnitesIntersectsAndSubtracts) {
    const WorkerSet a{1, 2, 100};
    const WorkerSet b{2, 100, 200};
    EXPECT_EQ((a | b), (WorkerSet{1, 2, 100, 200}));
    EXPECT_EQ((a & b), (WorkerSet{2, 100}));
    EXPECT_EQ((a - b), WorkerSet{1});
}

TEST(WorkerSet, RefusesWorkersThatCannotBe) {
    WorkerSet set;
    EXPECT_THROW(set.insert(sm::gen::most_clients), sm::Misuse);
    EXPECT_THROW(set.insert(-2), sm::Misuse);
    EXPECT_FALSE(set.contains(-2));
    EXPECT_THROW(WorkerSet::clients(-1), sm::Misuse);
    EXPECT_EQ(WorkerSet::clients(sm::gen::most_clients).size(), std::size_t{sm::gen::most_clients});
}

TEST(WorkerSet, ShowsNeighboursAsSpans) {
    EXPECT_EQ(to_string(WorkerSet{-1, 0, 1, 2, 7}), "the nemesis and clients 0 to 2, 7");
    EXPECT_EQ(to_string(WorkerSet{4}), "client 4");
    EXPECT_EQ(to_string(WorkerSet{-1}), "the nemesis");
    EXPECT_EQ(to_string(WorkerSet{}), "nobody");
}

}  // namespace
