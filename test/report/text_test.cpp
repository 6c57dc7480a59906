#include "report/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/axis.hpp"
#include "report/links.hpp"
#include "store/wall_time.hpp"

namespace {

using namespace std::chrono_literals;
using namespace sm::report;
using namespace sm::store;
using testing::HasSubstr;

TEST(Text, BytesThatAreNotUtf8AreWrittenAsNumbers) {
    EXPECT_EQ(readable("a\xff\xc3(\x01"
                       "é"),
              "a\\xff\\xc3(\\x01é");
}

TEST(Text, MarkupIsEscaped) {
    EXPECT_EQ(escaped("<a href=\"x\">'&'</a>"),
              "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
}

TEST(Text, JsonEndsNoScriptAndOpensNoComment) {
    EXPECT_EQ(json_text("</script><!--\n\"\\"), "\"\\u003c/script\\u003e\\u003c!--\\n\\\"\\\\\"");
}

TEST(Text, ALongOneKeepsItsEnds) {
    const auto text = shortened(std::string(500, 'a') + std::string(500, 'z'), 90);
    EXPECT_THAT(text, testing::StartsWith("aaaa"));
    EXPECT_THAT(text, testing::EndsWith("zzzz"));
    EXPECT_THAT(text, HasSubstr("(910 bytes more)"));
    EXPECT_EQ(shortened("short", 90), "short");
}

TEST(Text, NoCharacterIsCutInTwo) {
    std::string accents;
    for (int i = 0; i < 300; ++i) accents += "é";
    for (std::size_t most = 60; most < 70; ++most) {
        EXPECT_THAT(readable(shortened(accents, most)), testing::Not(HasSubstr("\\x")));
    }
}

TEST(Text, CountsHaveTheirThousandsApart) {
    EXPECT_EQ(counted(0), "0");
    EXPECT_EQ(counted(999), "999");
    EXPECT_EQ(counted(1000), "1,000");
    EXPECT_EQ(counted(1234567), "1,234,567");
}

TEST(Text, ALinkNamesAnyPathAndComesBack) {
    const std::string path = "a b/ü%#?.html";
    EXPECT_EQ(link_to(path), "a%20b/%C3%BC%25%23%3F.html");
    EXPECT_EQ(unescaped(link_to(path)), path);
    EXPECT_EQ(unescaped("%zz"), std::nullopt);
    EXPECT_EQ(unescaped("%2"), std::nullopt);
}

TEST(Text, DurationsAreInTheUnitThatSuits) {
    EXPECT_EQ(duration_text(0ns), "0 s");
    EXPECT_EQ(duration_text(250us), "250 µs");
    EXPECT_EQ(duration_text(20ms), "20 ms");
    EXPECT_EQ(duration_text(90s), "90 s");
    EXPECT_EQ(duration_text(15min), "15 min");
}

TEST(Text, WallTimesComeBack) {
    const WallTime time =
        std::chrono::sys_days{std::chrono::year{2026} / 2 / 28} + 23h + 59min + 58s + 7ms;
    EXPECT_EQ(wall_time_text(time), "2026-02-28T23:59:58.007Z");
    EXPECT_EQ(wall_time_name(time), "20260228T235958.007Z");
    EXPECT_EQ(parse_wall_time(wall_time_text(time)), time);
    EXPECT_EQ(parse_wall_time("2026-02-30T00:00:00.000Z"), std::nullopt);
    EXPECT_EQ(parse_wall_time("yesterday"), std::nullopt);
}

TEST(Text, WallTimesAreShortToReadWhicheverWayTheyWereWritten) {
    EXPECT_EQ(short_wall_time("2026-02-28T23:59:58.007Z"), "2026-02-28 23:59:58");
    EXPECT_EQ(short_wall_time("20260228T235958.007Z"), "2026-02-28 23:59:58");
    EXPECT_EQ(short_wall_time("my run"), "my run");
}

TEST(Axis, TicksOfTimeAreRoundAndWithinTheAxis) {
    const Axis axis(Axis::Kind::linear, 0, 70.8e9, 0, 708);
    const auto ticks = time_ticks(axis, true, 10);
    ASSERT_EQ(ticks.size(), 8U);
    EXPECT_EQ(ticks[1].label, "10");
    EXPECT_DOUBLE_EQ(ticks[1].at, 100);
}

TEST(Axis, LatenciesAreBetweenRoundOnes) {
    const auto axis = latency_axis(300us, 900ms, 100, 0);
    EXPECT_DOUBLE_EQ(axis.from(), 200e3);
    EXPECT_DOUBLE_EQ(axis.to(), 1e9);
    EXPECT_DOUBLE_EQ(axis(200e3), 100);
    EXPECT_DOUBLE_EQ(axis(1e9), 0);
    EXPECT_DOUBLE_EQ(axis(0), 100);
}

}  // namespace
