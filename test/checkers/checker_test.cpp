#include <sm/base/misuse.hpp>
#include <sm/checkers/checker.hpp>
#include <sm/checkers/linearizable_object.hpp>

#include <gtest/gtest.h>

#include <stdexcept>

#include "checkers/operations.hpp"

namespace {

using namespace operations;
using sm::Verdict;
using sm::checkers::Checker;
using sm::history::CheckResult;

Checker always(Verdict verdict, const std::string& reason,
               const std::vector<std::size_t>& violations = {}) {
    return [=](std::span<const Operation>) {
        return CheckResult{
            .checker = "inner", .conclusion = {verdict, reason}, .violations = violations};
    };
}

/// Convicts each operation that answered 0.
CheckResult no_zero(std::span<const Operation> operations) {
    CheckResult found{.checker = "no zero", .algorithm = "one by one"};
    for (std::size_t i = 0; i < operations.size(); ++i) {
        if (operations[i].answer == number(0)) found.violations.push_back(i);
    }
    if (!found.violations.empty()) {
        found.conclusion = {Verdict::invalid, std::to_string(found.violations.size()) + " zeros"};
        found.parts.push_back({.checker = "detail", .violations = found.violations});
    }
    return found;
}

TEST(RunChecker, NamesWhatHasNoName) {
    const auto unnamed = [](std::span<const Operation>) { return CheckResult{}; };
    EXPECT_EQ(sm::checkers::run_checker(unnamed, "mine", {}).checker, "mine");
    EXPECT_EQ(sm::checkers::run_checker(always(Verdict::valid, ""), "mine", {}).checker, "inner");
}

TEST(RunChecker, CannotTellIfTheCheckerThrows) {
    const auto throws = [](std::span<const Operation>) -> CheckResult {
        throw std::runtime_error("no such key");
    };
    const auto found = sm::checkers::run_checker(throws, "mine", {});
    EXPECT_EQ(found.checker, "mine");
    EXPECT_EQ(found.conclusion,
              (sm::Conclusion{Verdict::unknown, "the checker threw: no such key"}));
}

TEST(RunChecker, CannotTellIfTheCheckerThrowsSomethingElse) {
    const auto throws = [](std::span<const Operation>) -> CheckResult { throw 7; };
    EXPECT_EQ(sm::checkers::run_checker(throws, "mine", {}).conclusion,
              (sm::Conclusion{Verdict::unknown,
                              "the checker threw something that is not a std::exception"}));
}

TEST(AllOf, HasTheWorstVerdictAndItsReasonsAndViolations) {
    const auto found = sm::checkers::all_of({{"a", always(Verdict::valid, "fine", {9})},
                                             {"b", always(Verdict::invalid, "lost", {5, 2})},
                                             {"c", always(Verdict::unknown, "too long", {7})},
                                             {"d", always(Verdict::invalid, "stale", {2, 3})}})({});
    EXPECT_EQ(found.conclusion, (sm::Conclusion{Verdict::invalid, "b: lost; d: stale"}));
    EXPECT_EQ(found.violations, (std::vector<std::size_t>{2, 3, 5}));
    ASSERT_EQ(found.parts.size(), 4U);
    EXPECT_EQ(found.parts[0].checker, "a");
    EXPECT_EQ(found.parts[2].verdict(), Verdict::unknown);
}

TEST(AllOf, GoesOnAfterACheckerThatThrows) {
    const auto throws = [](std::span<const Operation>) -> CheckResult {
        throw std::runtime_error("broken");
    };
    const auto found = sm::checkers::all_of({{"a", throws}, {"b", always(Verdict::valid, "")}})({});
    EXPECT_EQ(found.conclusion, (sm::Conclusion{Verdict::unknown, "a: the checker threw: broken"}));
    EXPECT_EQ(found.parts.at(1).verdict(), Verdict::valid);
}

TEST(AllOf, OfNothingIsValid) { EXPECT_EQ(sm::checkers::all_of({})({}).verdict(), Verdict::valid); }

TEST(Independent, MapsViolationsBackToTheWholeHistory) {
    const auto found = sm::checkers::independent(no_zero)(Script()
                                                              .read(0, number(1))
                                                              .of(word("x"))
                                                              .read(0, number(0))
                                                              .of(word("y"))
                                                              .read(-1, number(0))
                                                              .of(word("z"))
                                                              .read(0, number(2))
                                                              .of(word("y"))
                                                              .read(0, number(0))
                                                              .of(word("y")));
    EXPECT_EQ(found.conclusion, (sm::Conclusion{Verdict::invalid, "key :y: 2 zeros"}));
    EXPECT_EQ(found.violations, (std::vector<std::size_t>{1, 4}));
    EXPECT_EQ(found.algorithm, "one by one");
    ASSERT_EQ(found.parts.size(), 1U);
    EXPECT_EQ(found.parts[0].checker, "key :y");
    EXPECT_EQ(found.parts[0].parts.at(0).violations, (std::vector<std::size_t>{1, 4}));
    EXPECT_EQ(to_string(found.details), "{keys=2, not valid=1}");
}

TEST(Independent, CannotTellOfAKeyWhoseCheckerThrows) {
    const auto throws_on_zero = [](std::span<const Operation> operations) -> CheckResult {
        for (const Operation& one : operations) {
            if (one.answer == number(0)) throw std::runtime_error("zero");
        }
        return {};
    };
    const auto found = sm::checkers::independent(throws_on_zero)(
        Script().read(0, number(1)).of(number(1)).read(0, number(0)).of(number(2)));
    EXPECT_EQ(found.conclusion,
              (sm::Conclusion{Verdict::unknown, "key 2: the checker threw: zero"}));
}

TEST(Independent, RefusesAHistoryThatTheCheckerRefuses) {
    const auto judge =
        sm::checkers::independent(sm::checkers::linearizable(sm::checkers::Object::plain_register));
    const Operations history = Script()
                                   .read(0, number(7))
                                   .of(word("x"))
                                   .ok(0, "enqueue", number(1))
                                   .of(word("y"))
                                   .ok(0, "push", number(1))
                                   .of(word("z"));
    try {
        judge(history);
        FAIL() << "nothing was thrown";
    } catch (const sm::Misuse& misuse) {
        EXPECT_STREQ(misuse.what(),
                     "among the operations of key :y: operation 0 of the history, `0 :enqueue :y 1 "
                     "→ :ok`, does not fit a register: its functions are :read, :write; rename "
                     "the function, choose another object, or leave the operation out");
    }
}

TEST(Independent, CannotTellFromViolationsThatAreNotThere) {
    const auto found = sm::checkers::independent(always(Verdict::invalid, "lost", {3}))(
        Script().read(0, number(1)).of(word("x")));
    EXPECT_EQ(found.conclusion,
              (sm::Conclusion{Verdict::unknown,
                              "key :x: the checker threw: inner names operation 3 "
                              "of 1; violations are counted from 0 on"}));
}

Script many_keys(int keys) {
    Script script;
    for (int i = 0; i < 3 * keys; ++i) {
        script.read(0, number(i % 7 == 0 ? 0 : 1)).of(number(i % keys));
    }
    return script;
}

TEST(Independent, TellsReasonsOfTheFirstKeysOnly) {
    const auto found =
        sm::checkers::independent(always(Verdict::invalid, "lost", {0}))(many_keys(12));
    EXPECT_EQ(found.conclusion.reason,
              "key 0: lost; key 1: lost; key 2: lost; key 3: lost; key 4: lost; key 5: lost; key "
              "6: lost; key 7: lost; and 4 more");
    EXPECT_EQ(found.violations, (std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 6, 7}));
    EXPECT_EQ(found.parts.size(), 12U);
}

TEST(Independent, SaysTheSameHoweverItsKeysAreSharedOut) {
    const Operations history = many_keys(200);
    const auto first = sm::to_tree(sm::checkers::independent(no_zero)(history));
    for (int i = 0; i < 20; ++i) {
        ASSERT_EQ(sm::to_tree(sm::checkers::independent(no_zero)(history)), first);
    }
}

TEST(Independent, OfNothingIsValid) {
    EXPECT_EQ(sm::checkers::independent(no_zero)({}).verdict(), Verdict::valid);
}

TEST(CheckResult, IsShownWithItsParts) {
    const auto found = sm::checkers::independent(sm::checkers::all_of({{"zeros", no_zero}}))(
        Script().read(0, number(0)).of(word("x")).read(0, number(1)).of(word("y")));
    EXPECT_EQ(to_string(found),
              "independent keys: invalid\n"
              "  keys: 2\n"
              "  not valid: 1\n"
              "  key :x: invalid\n"
              "    zeros: invalid (one by one)\n"
              "      detail: valid\n");
}

TEST(CheckResult, IsATreeForJson) {
    CheckResult found = always(Verdict::invalid, "lost", {4})({});
    found.details.add("lost", sm::Tree(1));
    EXPECT_EQ(to_string(sm::to_tree(found)),
              "CheckResult{checker=\"inner\", verdict=invalid, reason=\"lost\", violations=[4], "
              "details={lost=1}}");
}

}  // namespace
