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
    const WorkerSet set{1023, 65, 64, 6, sm::gen::nemesis_worker, 63};
    EXPECT_THAT(std::vector<Worker>(set.begin(), set.end()), ElementsAre(0, 6, 63, 64, 65, 1023));
}

TEST(WorkerSet, FindsTheWorkerAtAPlaceAsTheListingDoes) {
    const WorkerSet set{1023, 65, 64, 6, sm::gen::nemesis_worker, 63, 701};
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
    EXPECT_THROW(set.insert(sm::gen::most_clients + 1), sm::Misuse);
    EXPECT_THROW(set.insert(-1), sm::Misuse);
    EXPECT_FALSE(set.contains(-1));
    EXPECT_THROW(WorkerSet::clients(-1), sm::Misuse);
    EXPECT_EQ(WorkerSet::clients(sm::gen::most_clients).size(), std::size_t{sm::gen::most_clients});
}

TEST(WorkerSet, ShowsNeighboursAsSpans) {
    EXPECT_EQ(to_string(WorkerSet{0, 1, 2, 3, 7}), "the nemesis and clients 1 to 3, 7");
    EXPECT_EQ(to_string(WorkerSet{4}), "client 4");
    EXPECT_EQ(to_string(WorkerSet{0}), "the nemesis");
    EXPECT_EQ(to_string(WorkerSet{}), "nobody");
}

}  // namespace
