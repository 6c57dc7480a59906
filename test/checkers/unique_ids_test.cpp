#include <sm/checkers/unique_ids.hpp>

#include <gtest/gtest.h>

#include <map>

#include "checkers/operations.hpp"
#include "checkers/systems_of_operations.hpp"

namespace {

using namespace operations;
using sm::Verdict;
using sm::history::CheckResult;

CheckResult check(const Operations& history) { return sm::checkers::unique_ids()(history); }

Script generated(std::initializer_list<int> ids) {
    Script script;
    for (const int id : ids) script.ok(0, "generate", {}, number(id));
    return script;
}

TEST(UniqueIds, AreValidIfAllDiffer) {
    const auto found = check(generated({3, 1, 2}).info(1, "generate", {}));
    EXPECT_EQ(found.verdict(), Verdict::valid);
    EXPECT_EQ(to_string(found.details),
              "{attempts=4, acknowledged=3, duplicated={count=0, fraction=0.0}, most often=[], "
              "lowest=\"1\", highest=\"3\"}");
}

TEST(UniqueIds, TellWhichWasGivenMostOften) {
    const auto found = check(generated({5, 7, 5, 6, 7, 7}));
    EXPECT_EQ(found.verdict(), Verdict::invalid);
    EXPECT_EQ(found.conclusion.reason,
              "2 ids were given more than once, for example 7, 3 times: by operation 1 (0 "
              ":generate) and by "
              "operation 4 (0 :generate)");
    EXPECT_EQ(found.violations, (std::vector<std::size_t>{1, 4, 5}));
    EXPECT_EQ(to_string(*found.details.find("most often")),
              "[{id=\"7\", times=3}, {id=\"5\", times=2}]");
}

TEST(UniqueIds, TellOneDuplicate) {
    EXPECT_EQ(check(generated({5, 5})).conclusion.reason,
              "1 id was given more than once, for example 5, 2 times: by operation 0 (0 :generate) "
              "and by "
              "operation 1 (0 :generate)");
}

TEST(UniqueIds, OfWhichNoneWasGeneratedAreUnknown) {
    const auto found = check(Script().info(0, "generate", {}).fail(1, "generate", {}));
    EXPECT_EQ(found.verdict(), Verdict::unknown);
    EXPECT_EQ(found.conclusion.reason, "no id was ever generated");
}

TEST(UniqueIds, AreFoundByComparingAllPairs) {
    int invalid = 0;
    for_random_histories(ids_system(), [&](const Operations& history) {
        int duplicated = 0;
        for (std::size_t i = 0; i < history.size(); ++i) {
            int before = 0;
            int after = 0;
            for (std::size_t j = 0; j < history.size(); ++j) {
                if (i == j || !history[i].answered() || !history[j].answered()) continue;
                if (!(history[i].answer == history[j].answer)) continue;
                ++(j < i ? before : after);
            }
            duplicated += before == 0 && after > 0 ? 1 : 0;
        }
        const auto found = check(history);
        ASSERT_EQ(count(found, "duplicated"), std::to_string(duplicated));
        ASSERT_EQ(found.verdict() == Verdict::invalid, duplicated > 0);
        if (duplicated > 0) {
            ASSERT_FALSE(has_order(ids_system(), history));
        }
        invalid += duplicated > 0 ? 1 : 0;
    });
    EXPECT_GT(invalid, 100'000 / toys::kShare / 50);
}

}  // namespace
