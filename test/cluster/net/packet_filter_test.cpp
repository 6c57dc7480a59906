#include "cluster/net/packet_filter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using sm::detail::filter_script;
using sm::detail::PacketFilter;
using sm::detail::parse_counters;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;
using testing::UnorderedElementsAre;

TEST(PacketFilter, ThatIsEmptyLeavesNoTable) {
    EXPECT_EQ(filter_script({.arriving = {{"10.0.0.2", 1.0}}}, {}),
              "add table inet sm_cuts\n"
              "delete table inet sm_cuts\n");
}

TEST(PacketFilter, IsOneTransactionThatReplacesAllRules) {
    EXPECT_EQ(filter_script({}, {.arriving = {{"10.0.0.2", 1.0}}, .leaving = {"10.0.0.3"}}),
              "add table inet sm_cuts\n"
              "add chain inet sm_cuts arriving { type filter hook prerouting priority raw; policy "
              "accept; }\n"
              "flush chain inet sm_cuts arriving\n"
              "add chain inet sm_cuts leaving { type filter hook output priority raw; policy "
              "accept; }\n"
              "flush chain inet sm_cuts leaving\n"
              "add counter inet sm_cuts from_10.0.0.2\n"
              "add rule inet sm_cuts arriving ip saddr 10.0.0.2 counter name "
              "\"from_10.0.0.2\" drop\n"
              "add rule inet sm_cuts leaving ip daddr 10.0.0.3 drop\n");
}

TEST(PacketFilter, ForgetsTheCountersOfWhatIsNotCutAnyMoreAndKeepsTheOthers) {
    const auto script = filter_script({.arriving = {{"10.0.0.2", 1.0}, {"10.0.0.3", 1.0}}},
                                      {.arriving = {{"10.0.0.3", 1.0}}});
    EXPECT_THAT(script, HasSubstr("delete counter inet sm_cuts from_10.0.0.2\n"));
    EXPECT_THAT(script, Not(HasSubstr("delete counter inet sm_cuts from_10.0.0.3\n")));
}

TEST(PacketFilter, DropsAShareByChanceAndNeverRoundsItToNothing) {
    EXPECT_THAT(filter_script({}, {.arriving = {{"10.0.0.2", 0.25}}}),
                HasSubstr("ip saddr 10.0.0.2 numgen random mod 1000000 < 250000 counter name"));
    EXPECT_THAT(filter_script({}, {.arriving = {{"10.0.0.2", 1e-9}}}), HasSubstr(" < 1 counter"));
}

TEST(PacketFilter, ReadsItsCountersAndNobodyElses) {
    EXPECT_THAT(parse_counters("table inet sm_cuts {\n"
                               "\tcounter from_10.0.0.2 {\n\t\tpackets 3 bytes 180\n\t}\n"
                               "\tcounter other {\n\t\tpackets 9 bytes 9\n\t}\n"
                               "\tcounter from_10.0.0.3 {\n\t\tpackets 0 bytes 0\n\t}\n}\n"),
                UnorderedElementsAre(Pair("10.0.0.2", 3), Pair("10.0.0.3", 0)));
    EXPECT_TRUE(parse_counters("").empty());
}

}  // namespace
