#include <sm/value/difference.hpp>

#include <gtest/gtest.h>

#include "samples.hpp"

using samples::Key;
using sm::difference;

namespace {

struct Model {
    std::map<Key, int> kv;
    std::set<int> up;
    samples::Put last{};
};

}  // namespace

TEST(Difference, TellsOnlyWhatChanged) {
    const Model before{{{Key::x, 2}, {Key::y, 1}}, {1}};
    const Model after{{{Key::y, 4}, {Key::z, 5}}, {1}};
    EXPECT_EQ(difference(before, after), "kv: {y: 1 → 4, z: added 5, x: removed 2}");
}

TEST(Difference, IsNoneBetweenEquals) {
    EXPECT_EQ(difference(Model{}, Model{}), "no change");
    EXPECT_EQ(difference(5, 5), "no change");
}

TEST(Difference, GoesIntoRecords) {
    EXPECT_EQ(difference(Model{}, Model{.kv = {}, .up = {}, .last = {Key::x, 3}}),
              "last: {value: 0 → 3}");
    EXPECT_EQ(difference(Model{}, Model{.kv = {}, .up = {4}, .last = {Key::y, 0}}),
              "up: [] → [4], last: {key: x → y}");
}

TEST(Difference, TellsMembersOfSets) {
    using Set = std::set<int>;
    EXPECT_EQ(difference(Set{1, 2, 5}, Set{2, 3, 5, 9}), "[added 3, added 9, removed 1]");
}

TEST(Difference, TellsItemsOfLists) {
    using List = std::vector<int>;
    EXPECT_EQ(difference(List{3, 1, 2}, List{3, 4, 2}), "[[1]: 1 → 4]");
    EXPECT_EQ(difference(List{3, 1}, List{3, 1, 0}), "[[2]: added 0]");
    EXPECT_EQ(difference(List{3, 1, 2, 2}, List{3, 2, 2}), "[[1]: removed 1]");
}

TEST(Difference, ShowsBothListsWhereTheItemsWouldBeLonger) {
    using Lists = std::vector<std::vector<int>>;
    struct Log {
        Lists entries;
    };
    EXPECT_EQ(difference(Log{{{2}, {1}, {0}}}, Log{{{0}, {2}, {1}}}),
              "entries: [[2], [1], [0]] → [[0], [2], [1]]");
    EXPECT_EQ(difference(Lists{{1, 2, 3}, {9, 5, 6, 7, 8, 4}, {7}}, Lists{{1, 2, 3}, {4}, {7}}),
              "[[1]: [9, 5, 6, 7, 8, 4] → [4]]");
    const std::vector<samples::Put> before{{Key::x, 100}, {Key::y, 200}};
    const std::vector<samples::Put> after{{Key::x, 101}, {Key::y, 202}};
    EXPECT_EQ(difference(before, after), "[[0]: {value: 100 → 101}, [1]: {value: 200 → 202}]");
}

TEST(Difference, ShowsBothWhereKindsDiffer) {
    EXPECT_EQ(difference(std::optional<int>{}, std::optional<int>{5}), "none → 5");
    EXPECT_EQ(
        difference(samples::Command{samples::Flush{}}, samples::Command{samples::Get{Key::x}}),
        "Flush → Get{key=x}");
    EXPECT_EQ(difference(samples::Command{samples::Put{Key::x, 1}},
                         samples::Command{samples::Put{Key::x, 2}}),
              "value: 1 → 2");
}
