#include <sm/report/timeline.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>

#include "report/simulated.hpp"

namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using sm::Ending;
using sm::history::Operation;
using sm::history::Operations;
using sm::history::Value;
using sm::report::timeline_html;
using sm::report::TimelineOptions;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// What the page draws.
json data_of(const std::string& html) {
    const std::string begin = "<script type=\"application/json\" id=\"data\">";
    const auto at = html.find(begin) + begin.size();
    return json::parse(html.substr(at, html.find("</script>", at) - at));
}

json data_of(const Operations& operations, const TimelineOptions& options = {}) {
    return data_of(timeline_html(operations, options));
}

Operation write(Value value) {
    Operation operation;
    operation.function = "write";
    operation.value = std::move(value);
    operation.ending = Ending::answered;
    operation.began = 1ms;
    operation.ended = 3ms;
    return operation;
}

std::string text_of(const json& data, const char* column, std::size_t call) {
    return data["texts"][data["operations"][column][call].get<std::size_t>()];
}

TEST(Timeline, HasEachOperationOfAClientWithItsTimes) {
    auto read = write({});
    read.function = "read";
    read.answer = Value::integer(3);
    read.process = 1;
    read.began = 2ms;
    const auto data = data_of({write(Value::integer(3)), read});
    EXPECT_THAT(data["operations"]["began"], ElementsAre(1'000'000, 2'000'000));
    EXPECT_THAT(data["operations"]["took"], ElementsAre(2'000'000, 1'000'000));
    EXPECT_EQ(text_of(data, "function", 1), "read");
    EXPECT_EQ(text_of(data, "asked", 0), "3");
    EXPECT_EQ(text_of(data, "answer", 1), "3");
    EXPECT_EQ(data["lanes"], 2);
}

TEST(Timeline, TellsHowEachEnded) {
    auto refused = write({});
    refused.ending = Ending::refused;
    refused.error = Value::text("no leader");
    auto unknown = write({});
    unknown.ending = Ending::timed_out;
    const auto data = data_of({write({}), refused, unknown});
    EXPECT_THAT(data["operations"]["outcome"], ElementsAre(0, 1, 2));
    EXPECT_EQ(text_of(data, "error", 1), "no leader");
}

TEST(Timeline, FaultsAreReadOffTheNemesisWhichHasNoLane) {
    auto partition = write(Value::name("n1"));
    partition.process = Operation::nemesis;
    partition.function = "partition";
    const auto data = data_of({partition, write({})});
    EXPECT_EQ(data["operations"]["place"], json::array({1}));
    ASSERT_EQ(data["faults"].size(), 1U);
    EXPECT_EQ(data["faults"][0]["name"], "partition");
    EXPECT_EQ(data["faults"][0]["arguments"], ":n1");
}

TEST(Timeline, GivenFaultsReplaceThoseOfTheHistory) {
    TimelineOptions options;
    options.faults = {{.name = "slow disk", .began = 1s, .ended = 2s}};
    const auto data = data_of({write({})}, options);
    ASSERT_EQ(data["faults"].size(), 1U);
    EXPECT_EQ(data["faults"][0]["name"], "slow disk");
}

TEST(Timeline, ShowsTheResultAndNamesItsViolations) {
    TimelineOptions options;
    options.result = sm::history::CheckResult{.checker = "register",
                                              .algorithm = "zones",
                                              .conclusion = {sm::Verdict::invalid, "it is stale"},
                                              .violations = {1}};
    const auto data = data_of({write({}), write({})}, options);
    EXPECT_EQ(data["finding"]["verdict"], "invalid");
    EXPECT_EQ(data["finding"]["reason"], "it is stale");
    EXPECT_EQ(data["finding"]["algorithm"], "zones");
    EXPECT_THAT(data["operations"]["violations"], ElementsAre(1));
}

TEST(Timeline, AHostileTextEndsNoScriptAndComesBackAsItWas) {
    const std::string hostile = "</script><script>alert(1)</script>'\"\\ \u2028 <!-- -->";
    const auto html = timeline_html(Operations{write(Value::text(hostile))}, {.title = hostile});
    const auto data = data_of(html);
    EXPECT_EQ(data["title"], hostile);
    EXPECT_EQ(text_of(data, "asked", 0), to_string(Value::text(hostile)));
    EXPECT_THAT(html, Not(HasSubstr("<script>alert")));
}

TEST(Timeline, BytesThatAreNotUtf8AreWrittenAsNumbers) {
    const auto data = data_of({write(Value::text("\xff\x00z"))});
    EXPECT_EQ(text_of(data, "asked", 0), "\"\\xff\"");
}

TEST(Timeline, WithoutTimesTheEventsAreCounted) {
    auto operation = write({});
    operation.began = operation.ended = 0ns;
    operation.invoked = 4;
    operation.returned = 7;
    const auto data = data_of({operation});
    EXPECT_EQ(data["unit"], "events");
    EXPECT_THAT(data["operations"]["began"], ElementsAre(4));
    EXPECT_THAT(data["operations"]["took"], ElementsAre(3));
}

TEST(Timeline, ALongHistoryIsCutToWhatIsAroundTheViolations) {
    const auto run = simulated::run({.operations = 5000});
    const auto data = data_of(run.operations, {.result = run.result, .most_operations = 900});
    EXPECT_EQ(data["all"], 5000);
    EXPECT_EQ(data["operations"]["place"].size(), 900U);
    EXPECT_EQ(data["operations"]["violations"].size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
        const auto row = data["operations"]["violations"][i].get<std::size_t>();
        EXPECT_EQ(data["operations"]["place"][row], run.result.violations[i]);
    }
}

TEST(Timeline, LongTextsAreCutSoThatThePageStaysSmall) {
    Operations operations;
    for (int i = 0; i < 5000; ++i) {
        operations.push_back(write(Value::text(std::to_string(i) + std::string(10'000, 'x'))));
    }
    EXPECT_LT(timeline_html(operations).size(), 4'000'000U);
}

TEST(Timeline, TenThousandOperationsAreAboutAMegabyte) {
    const auto run = simulated::run();
    EXPECT_LT(timeline_html(run.operations, {.result = run.result}).size(), 1'500'000U);
}

TEST(Timeline, AsksTheNetworkForNothing) {
    const auto html = timeline_html(simulated::run({.operations = 300}).operations);
    EXPECT_THAT(html, HasSubstr("default-src 'none'"));
    EXPECT_THAT(html, Not(HasSubstr("http://")));
    EXPECT_THAT(html, Not(HasSubstr("https://")));
}

TEST(Timeline, TheSameHistoryGivesTheSamePage) {
    const auto run = simulated::run({.operations = 500, .keys = 4});
    EXPECT_EQ(timeline_html(run.operations), timeline_html(run.operations));
}

TEST(Timeline, AnEmptyHistoryIsAPageToo) { EXPECT_EQ(data_of(Operations{})["lanes"], 0); }

}  // namespace
