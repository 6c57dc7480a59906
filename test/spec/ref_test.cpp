#include <sm/spec/detail/refs.hpp>
#include <sm/spec/ref.hpp>
#include <sm/value/to_string.hpp>

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

namespace {

TEST(Ref, IsShownByTheNumberOfItsCall) {
    EXPECT_EQ(sm::to_string(sm::Ref<int>{3}), "#3");
    EXPECT_EQ(sm::parse<sm::Ref<int>>("#3"), sm::Ref<int>{3});
}

TEST(Ref, IsReadFromNothingElse) {
    for (const char* text : {"3", "\"#\"", "\"#x\"", "\"#3x\"", "\"#-1\"", "\"#4294967296\""}) {
        EXPECT_THROW(sm::parse<sm::Ref<int>>(text), sm::BadValue) << text;
    }
}

TEST(Results, HaveWhatWasKept) {
    sm::Results results;
    results.keep(3, std::string("answer"));
    EXPECT_TRUE(results.has(3));
    EXPECT_FALSE(results.has(4));
    EXPECT_EQ(results[sm::Ref<std::string>{3}], "answer");
}

TEST(Results, GoOnFromThoseOfACommonBeginning) {
    sm::Results prefix;
    prefix.keep(1, 10);
    sm::Results one(&prefix);
    sm::Results other(&prefix);
    one.keep(2, 20);
    EXPECT_EQ(one[sm::Ref<int>{1}], 10);
    EXPECT_EQ(one[sm::Ref<int>{2}], 20);
    EXPECT_TRUE(other.has(1));
    EXPECT_FALSE(other.has(2));
    EXPECT_FALSE(prefix.has(2));
}

TEST(Results, RefuseAReferenceWithoutAValueByItsName) {
    try {
        static_cast<void>(sm::Results()[sm::Ref<int>{7}]);
        FAIL() << "nothing was refused";
    } catch (const sm::Misuse& misuse) {
        EXPECT_NE(std::string(misuse.what()).find("#7"), std::string::npos);
    }
}

struct Inner {
    std::vector<sm::Ref<int>> list;
    std::optional<sm::Ref<int>> maybe;
};
struct Holds {
    sm::Ref<int> own;
    Inner inner;
    std::map<sm::Ref<int>, std::variant<int, sm::Ref<int>>> map;
    std::pair<int, sm::Ref<std::string>> pair;
    std::set<sm::Ref<int>> set;
    std::string text;
};

TEST(Refs, AreFoundWhereverTheyAre) {
    const Holds holds{
        {1},  {{{2}, {3}}, sm::Ref<int>{4}}, {{{5}, sm::Ref<int>{6}}, {{7}, 0}}, {0, {8}}, {{9}},
        "#10"};
    std::vector<sm::StepId> found;
    auto visit = [&](const auto& ref) { found.push_back(ref.id); };
    sm::detail::for_each_ref(holds, visit);
    EXPECT_EQ(found, (std::vector<sm::StepId>{1, 2, 3, 4, 5, 6, 7, 8, 9}));
}

struct Keeps {
    std::set<sm::Ref<int>> set;
    std::map<sm::Ref<int>, sm::Ref<int>> map;
    std::unordered_set<sm::Ref<int>> unordered;
    std::map<std::string, std::set<std::pair<int, sm::Ref<int>>>> deep;
};

TEST(Refs, AreChangedInSetsAndAsKeysOfMaps) {
    Keeps keeps{{{1}, {2}}, {{{3}, {4}}, {{5}, {6}}}, {{7}}, {{"a", {{0, {8}}, {0, {9}}}}}};
    std::vector<sm::StepId> found;
    auto turn = [&](sm::Ref<int>& ref) {
        found.push_back(ref.id);
        ref.id = 10 - ref.id;
    };
    sm::detail::for_each_ref(keeps, turn);
    EXPECT_EQ(found, (std::vector<sm::StepId>{1, 2, 3, 4, 5, 6, 7, 8, 9}));
    EXPECT_EQ(keeps.set, (std::set<sm::Ref<int>>{{8}, {9}}));
    EXPECT_EQ(keeps.map, (std::map<sm::Ref<int>, sm::Ref<int>>{{{7}, {6}}, {{5}, {4}}}));
    EXPECT_TRUE(keeps.unordered.contains(sm::Ref<int>{3}));
    EXPECT_TRUE(keeps.deep["a"].contains({0, {1}}));
}

}  // namespace
