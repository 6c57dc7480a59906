#include <sm/base/random.hpp>
#include <sm/report/performance.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <string>

#include "report/simulated.hpp"

namespace {

using namespace std::chrono_literals;
using sm::Duration;
using sm::Ending;
using sm::history::Operation;
using sm::history::Operations;
using sm::report::latency_svg;
using sm::report::rate_svg;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

constexpr std::size_t most_bytes = 2'000'000;

Operation operation(std::string function, Duration began, Duration took,
                    Ending ending = Ending::answered) {
    Operation made;
    made.function = std::move(function);
    made.began = began;
    made.ended = began + took;
    made.ending = ending;
    return made;
}

/// The commands of the paths of exactly these classes.
std::string path_of(const std::string& svg, const std::string& classes) {
    const auto begin = "<path class=\"" + classes + "\" d=\"";
    // The first is the legend's.
    const auto at = svg.rfind(begin);
    if (at == std::string::npos) return "";
    const auto from = at + begin.size();
    return svg.substr(from, svg.find('"', from) - from);
}

std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
    return count;
}

Operations ten_thousand() {
    Operations operations;
    for (int i = 0; i < 10'000; ++i) {
        operations.push_back(operation("read", i * 1ms, i == 9'999 ? 500ms : 2ms));
    }
    return operations;
}

TEST(Latency, EachOutcomeHasItsOwnShape) {
    const auto svg = latency_svg(
        Operations{operation("read", 0s, 2ms), operation("read", 1s, 2ms, Ending::refused),
                   operation("read", 2s, 2ms, Ending::unknown), operation("read", 3s, 2ms)});
    EXPECT_EQ(count_of(path_of(svg, "point ok"), "M"), 2U);
    EXPECT_EQ(count_of(path_of(svg, "mark refused"), "M"), 1U);
    EXPECT_THAT(path_of(svg, "mark refused"), HasSubstr("l4.2 4.2m-4.2 0l4.2-4.2"));
    EXPECT_THAT(path_of(svg, "mark unknown"), HasSubstr("z"));
}

TEST(Latency, PointsThatFallOnEachOtherAreDrawnOnce) {
    Operations operations(1000, operation("read", 1s, 2ms));
    operations.push_back(operation("read", 5s, 5ms));
    const auto svg = latency_svg(operations);
    EXPECT_EQ(count_of(path_of(svg, "point ok many"), "M"), 1U);
    EXPECT_EQ(count_of(path_of(svg, "point ok"), "M"), 1U);
}

TEST(Latency, TheHighestQuantileSeesTheOneSlowOperationAndTheOthersDoNot) {
    const auto svg = latency_svg(ten_thousand());
    const auto lowest = [&](const std::string& classes) {
        const auto path = path_of(svg, classes);
        const std::regex point("[ML][0-9.]+ ([0-9.]+)");
        double least = 1e9;
        for (std::sregex_iterator i(path.begin(), path.end(), point), end; i != end; ++i) {
            least = std::min(least, std::stod((*i)[1]));
        }
        return least;
    };
    EXPECT_LT(lowest("curve q3"), lowest("curve q2") - 50);
    EXPECT_DOUBLE_EQ(lowest("curve q0"), lowest("curve q1"));
}

TEST(Latency, WindowsWithoutOperationsAreGaps) {
    Operations operations;
    for (int i = 0; i < 10; ++i) operations.push_back(operation("read", i * 1s, 2ms));
    for (int i = 50; i < 60; ++i) operations.push_back(operation("read", i * 1s, 2ms));
    EXPECT_EQ(count_of(path_of(latency_svg(operations), "curve q0"), "M"), 2U);
}

TEST(Latency, WithoutTimesItSaysSo) {
    Operation unrecorded;
    unrecorded.function = "read";
    unrecorded.invoked = 1;
    unrecorded.returned = 2;
    EXPECT_THAT(latency_svg(Operations{unrecorded}), HasSubstr("no times"));
}

TEST(Rate, HasAPanelForEachFunctionTheMostFrequentFirst) {
    auto operations = ten_thousand();
    operations.push_back(operation("write", 1s, 1ms));
    const auto svg = rate_svg(operations);
    EXPECT_LT(svg.find("read: 10,000 operations, per second"),
              svg.find("write: 1 operation, per second"));
}

TEST(Rate, RareFunctionsShareTheLastPanel) {
    Operations operations;
    for (int i = 0; i < 9; ++i) {
        for (int n = 0; n <= i; ++n) {
            operations.push_back(operation("f" + std::to_string(i), n * 1s, 1ms));
        }
    }
    const auto svg = rate_svg(operations);
    EXPECT_EQ(count_of(svg, "class=\"frame\""), 6U);
    EXPECT_THAT(svg, HasSubstr("f3, f0, f1, f2: 10 operations"));
}

TEST(Rate, IsPerSecondWhateverTheWindow) {
    // A thousand a second for ten seconds: the axis ends just above.
    const auto svg = rate_svg(ten_thousand());
    EXPECT_THAT(svg, HasSubstr(">1,000<"));
    EXPECT_THAT(svg, Not(HasSubstr(">1,500<")));
}

TEST(Plots, FaultsAreShadedAndNamed) {
    const auto run = simulated::run({.operations = 2000});
    for (const auto& svg : {latency_svg(run.operations), rate_svg(run.operations)}) {
        EXPECT_THAT(svg, HasSubstr("class=\"fault\""));
        EXPECT_THAT(svg, HasSubstr(">fault: partition ("));
        EXPECT_THAT(svg, HasSubstr("url(#h0)"));
    }
}

TEST(Plots, TextsAreEscaped) {
    auto hostile = operation("</text><script>alert(1)</script>\xff", 0s, 1ms);
    const auto svg = rate_svg(Operations{hostile}, {.title = "<b>\"&"});
    EXPECT_THAT(svg, Not(HasSubstr("<script>")));
    EXPECT_THAT(svg, HasSubstr("&lt;b&gt;&quot;&amp;"));
    EXPECT_THAT(svg, HasSubstr("\\xff"));
}

TEST(Plots, StandAlone) {
    const auto svg = latency_svg(ten_thousand());
    EXPECT_THAT(svg, testing::StartsWith("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    EXPECT_THAT(svg, Not(HasSubstr("href")));
    EXPECT_THAT(svg, HasSubstr("prefers-color-scheme: dark"));
}

TEST(Plots, TheSameHistoryGivesTheSameFile) {
    const auto run = simulated::run({.operations = 2000});
    EXPECT_EQ(latency_svg(run.operations), latency_svg(run.operations));
    EXPECT_EQ(rate_svg(run.operations), rate_svg(run.operations));
}

TEST(Plots, AnEmptyHistoryIsDrawnToo) {
    EXPECT_THAT(latency_svg({}), HasSubstr("</svg>"));
    EXPECT_THAT(rate_svg({}), HasSubstr("no operations"));
}

TEST(Plots, AHundredThousandScatteredPointsOfEachOutcomeStaySmall) {
    // The worst there is: they fill the whole panel.
    sm::Random random(7);
    Operations operations;
    for (const auto ending : {Ending::answered, Ending::refused, Ending::unknown}) {
        for (int i = 0; i < 100'000; ++i) {
            const auto magnitude = static_cast<unsigned>(random.below(20));
            operations.push_back(operation("read", Duration{random.below(100'000'000'000)},
                                           Duration{1000 + random.below(1000ULL << magnitude)},
                                           ending));
        }
    }
    EXPECT_LT(latency_svg(operations).size(), most_bytes);
    EXPECT_LT(rate_svg(operations).size(), most_bytes);
}

}  // namespace
