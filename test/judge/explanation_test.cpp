#include <sm/judge/explanation.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "judge/columns.hpp"

namespace {

using sm::DrawnCall;
using sm::Explanation;
using sm::Mark;
using Calls = std::vector<DrawnCall>;

constexpr auto kOpen = std::numeric_limits<std::int64_t>::max();

Calls stale_read() {
    return {{"worker 1", 0, 10, "Put{key=y, value=1}", ""},
            {"worker 2", 20, 60, "Cas{key=y, from=1, to=2}", "true"},
            {"worker 3", 30, 50, "Put{key=y, value=4}", ""},
            {"worker 1", 70, 80, "Get{key=y}", "2", Mark::non_linearizable}};
}

Explanation explanation(Calls calls) {
    return {.calls = std::move(calls),
            .prefix = {{0, "kv: {y: added 1}"}, {1, "kv: {y: 1 → 2}"}, {2, "kv: {y: 2 → 4}"}},
            .refusals = {"in state {kv: {y: 4}} the model answers 4, the system answered 2"}};
}

Calls many(int calls, std::int64_t length) {
    Calls result;
    for (int i = 0; i < calls; ++i) {
        result.push_back({"worker " + std::to_string(i % 3 + 1), 10 * i, 10 * i + length,
                          "Put{value=" + std::to_string(i) + "}", "ok"});
    }
    return result;
}

std::size_t widest_line(const std::string& text) {
    std::istringstream lines(text);
    std::size_t widest = 0;
    for (std::string line; std::getline(lines, line);) {
        widest = std::max(widest, sm::detail::columns(line));
    }
    return widest;
}

TEST(Drawn, ShowsConcurrentCallsAsOverlappingBars) {
    EXPECT_EQ(sm::drawn(stale_read()),
              "  worker 1  ├ Put{key=y, value=1} ┤\n"
              "  worker 2                           ├ Cas{key=y, from=1, to=2} → true ┤\n"
              "  worker 3                            ├ Put{key=y, value=4} ┤\n"
              "✗ worker 1                                                                "
              "├ Get{key=y} → 2 ┤\n");
}

TEST(Drawn, StretchesTheBarOfACallThatLastedLonger) {
    const Calls calls{
        {"a", 0, 100, "Slow", ""}, {"b", 1, 2, "Quick", "1"}, {"b", 3, 4, "Quick", "2"}};
    EXPECT_EQ(sm::drawn(calls),
              "  a  ├─────────── Slow ───────────┤\n"
              "  b   ├ Quick → 1 ┤\n"
              "  b                  ├ Quick → 2 ┤\n");
}

TEST(Drawn, GivesOpenCallsNoEnd) {
    const Calls calls{
        {"a", 0, kOpen, "Put{1}", "?"}, {"b", 1, 2, "Get", "1"}, {"b", 3, 4, "Get", "0"}};
    EXPECT_EQ(sm::drawn(calls),
              "  a  ├ Put{1} → ? ╌╌╌╌╌╌╌╌╌╌╌╌\n"
              "  b   ├ Get → 1 ┤\n"
              "  b                ├ Get → 0 ┤\n");
}

TEST(Drawn, LetsCallsThatMeetInOneStampOverlap) {
    const Calls calls{{"a", 0, 5, "Put", ""}, {"b", 5, 7, "Get", "0"}};
    EXPECT_EQ(sm::drawn(calls),
              "  a  ├ Put ┤\n"
              "  b   ├ Get → 0 ┤\n");
}

TEST(Drawn, DrawsACallThatTookNoTime) {
    EXPECT_EQ(sm::drawn(Calls{{"a", 5, 5, "Put", ""}, {"b", 6, 6, "Get", ""}}),
              "  a  ├ Put ┤\n"
              "  b           ├ Get ┤\n");
}

TEST(Drawn, PutsCallsBesideShortBarsWhereTheyAreTooWide) {
    EXPECT_EQ(sm::drawn(stale_read(), {.width = 70}),
              "  worker 1  ├┤      Put{key=y, value=1}\n"
              "  worker 2    ├┤    Cas{key=y, from=1, to=2} → true\n"
              "  worker 3    ├┤    Put{key=y, value=4}\n"
              "✗ worker 1      ├┤  Get{key=y} → 2\n");
}

TEST(Drawn, KeepsPrecedenceInShortBars) {
    const Calls calls{{"a", 0, 40, std::string(60, 'x'), ""},
                      {"b", 10, 20, std::string(60, 'y'), ""},
                      {"b", 30, 50, "z", ""},
                      {"c", 35, kOpen, "w", "?"}};
    EXPECT_EQ(sm::drawn(calls, {.width = 40}),
              "  a  ├──┤  xxxxxxxxxxxxxxxxxxxxxxxxxxxx…\n"
              "  b  ├┤    yyyyyyyyyyyyyyyyyyyyyyyyyyyy…\n"
              "  b    ├┤  z\n"
              "  c    ├╌  w → ?\n");
}

TEST(Drawn, CutsTheCommandBeforeTheOutcome) {
    const Calls calls{{"a", 0, 9, "Put{name=\"a long name\", value=1}", "refused"},
                      {"b", 1, 9, "Get", "1"}};
    EXPECT_EQ(sm::drawn(calls, {.width = 36}),
              "  a  ├┤  Put{name=\"a long… → refused\n"
              "  b  ├┤  Get → 1\n");
}

TEST(Drawn, LeavesOutTheMiddleOfALongHistory) {
    auto calls = many(100, 15);
    calls[90].mark = Mark::non_linearizable;
    EXPECT_EQ(sm::drawn(calls, {.calls = 8}),
              "  worker 1  ├┤            Put{value=0} → ok\n"
              "  worker 2  ├┤            Put{value=1} → ok\n"
              "  … 84 calls not shown\n"
              "  worker 3    ├┤          Put{value=86} → ok\n"
              "  worker 1    ├──┤        Put{value=87} → ok\n"
              "  worker 2      ├──┤      Put{value=88} → ok\n"
              "  worker 3        ├──┤    Put{value=89} → ok\n"
              "✗ worker 1          ├──┤  Put{value=90} → ok\n"
              "  worker 2            ├┤  Put{value=91} → ok\n"
              "  … 8 calls not shown\n");
}

TEST(Drawn, AlwaysShowsTheNonLinearizableCall) {
    auto calls = many(100, 2'000);  // all overlap
    calls[50].mark = Mark::non_linearizable;
    EXPECT_NE(sm::drawn(calls, {.calls = 8}).find("✗ worker 3"), std::string::npos);
}

TEST(Drawn, StaysWithinTheWidth) {
    for (const std::int64_t length : {5, 15, 200, 2'000}) {
        for (const std::size_t width : {100U, 80U, 50U}) {
            const auto text = sm::drawn(many(120, length), {.width = width});
            EXPECT_LE(widest_line(text), width) << text;
        }
    }
}

TEST(Drawn, OfNothingIsEmpty) { EXPECT_EQ(sm::drawn({}), ""); }

TEST(Drawn, CountsColumnsAndNotBytes) {
    const Calls calls{{"ä", 0, 2, "Put{\"日本\"}", "é"}, {"b", 1, 3, "Get", "1"}};
    EXPECT_EQ(sm::drawn(calls),
              "  ä  ├ Put{\"日本\"} → é ┤\n"
              "  b   ├──── Get → 1 ────┤\n");
}

TEST(Drawn, KeepsALineALine) {
    EXPECT_EQ(sm::drawn(Calls{{"a", 0, 1, "Run", "error:\n\tbroken"}}),
              "  a  ├ Run → error:  broken ┤\n");
}

TEST(Listed, NumbersTheCalls) {
    Calls calls{{"", 0, 1, "Put{value=1}", ""}, {"", 2, 3, "Get", "2", Mark::non_linearizable}};
    EXPECT_EQ(sm::listed(calls),
              "  1  Put{value=1}\n"
              "✗ 2  Get → 2\n");
}

TEST(Listed, PutsChangesBelowEachOther) {
    const Calls calls{
        {"", 0, 1, "Put{value=1}", ""}, {"", 2, 3, "Get", "1"}, {"", 4, 5, "Add", ""}};
    const std::vector<sm::LinearizedCall> changes{{0, "0 → 1"}, {2, "1 → 2"}};
    EXPECT_EQ(sm::listed(calls, changes),
              "  1  Put{value=1}  0 → 1\n"
              "  2  Get → 1\n"
              "  3  Add           1 → 2\n");
}

TEST(Listed, LeavesOutTheMiddleOfALongHistory) {
    EXPECT_EQ(sm::listed(many(1'000, 5), {}, {.calls = 4}),
              "     1  Put{value=0} → ok\n"
              "  … 996 calls not shown\n"
              "   998  Put{value=997} → ok\n"
              "   999  Put{value=998} → ok\n"
              "  1000  Put{value=999} → ok\n");
}

TEST(Listed, StaysWithinTheWidth) {
    const Calls calls{{"", 0, 1, std::string(300, 'x'), "1"},
                      {"", 2, 3, "Get", std::string(300, 'y')}};
    const std::vector<sm::LinearizedCall> changes{{0, std::string(300, 'c')}};
    EXPECT_EQ(widest_line(sm::listed(calls, changes, {.width = 60})), 60U);
}

TEST(ExplanationText, TellsTheOrderAndWhereItEnds) {
    const auto calls = stale_read();
    EXPECT_EQ(sm::to_string(explanation(calls)),
              sm::drawn(calls) +
                  "\n"
                  "  linearized up to Get: in state {kv: {y: 4}} the model answers 4, the system "
                  "answered 2\n"
                  "  in this order:\n"
                  "    1  worker 1  Put{key=y, value=1}              kv: {y: added 1}\n"
                  "    2  worker 2  Cas{key=y, from=1, to=2} → true  kv: {y: 1 → 2}\n"
                  "    3  worker 3  Put{key=y, value=4}              kv: {y: 2 → 4}\n");
}

TEST(ExplanationText, ListsASequentialHistoryWithItsChanges) {
    const Explanation sequential{
        .calls = {{"worker 1", 0, 1, "Put{key=y, value=1}", ""},
                  {"worker 1", 2, 3, "Get{key=y}", "2", Mark::non_linearizable}},
        .prefix = {{0, "kv: {y: added 1}"}},
        .refusals = {"in state {kv: {y: 1}} the model answers 1, the system answered 2"}};
    EXPECT_EQ(sm::to_string(sequential),
              "  1  Put{key=y, value=1}  kv: {y: added 1}\n"
              "✗ 2  Get{key=y} → 2\n"
              "\n"
              "  at Get: in state {kv: {y: 1}} the model answers 1, the system answered 2\n");
}

TEST(ExplanationText, NamesEachModelThatRefuses) {
    auto all = explanation(stale_read());
    all.prefix.clear();
    all.refusals = {"in state 4 the model answers 4", "in state 7 the model answers 7"};
    const auto text = sm::to_string(all);
    EXPECT_EQ(text.substr(text.find("\n\n") + 2),
              "  linearized up to Get, which no possible state of the model allows:\n"
              "    in state 4 the model answers 4\n"
              "    in state 7 the model answers 7\n");
}

TEST(Columns, OfCombiningAndWideCharacters) {
    using sm::detail::columns;
    EXPECT_EQ(columns("→ ┤"), 3U);
    EXPECT_EQ(columns("e\xcc\x81"), 1U);
    EXPECT_EQ(columns("日本"), 4U);
    EXPECT_EQ(columns("😀"), 2U);
    EXPECT_EQ(columns("a\xff\xc3"), 3U);
}

TEST(Columns, CutNeverSplitsACharacter) {
    using sm::detail::cut;
    EXPECT_EQ(cut("abc", 3), "abc");
    EXPECT_EQ(cut("abcd", 3), "ab…");
    EXPECT_EQ(cut("日本語", 5), "日本…");
    EXPECT_EQ(cut("日本語", 4), "日…");
    EXPECT_EQ(cut("abc", 0), "");
}

}  // namespace
