#include <sm/base/misuse.hpp>
#include <sm/simulation/filters.hpp>
#include <sm/simulation/trace.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulation/counters.hpp"

namespace {

using namespace std::chrono_literals;
using counters::Counter;
using sm::simulation::EventKind;
using sm::simulation::TraceEntry;
using testing::HasSubstr;
using testing::Not;

sm::simulation::Trace trace_of(std::uint64_t seed) {
    sm::simulation::Simulation<Counter> simulation({.record = true}, sm::Seed{seed});
    auto client = simulation.client(1);
    client.add(1, 5);
    client.cluster().kill("n2");
    client.cluster().clock().wait(2s);
    return client.cluster().trace();
}

TEST(Trace, TellsWhatHappened) {
    const auto text = to_string(trace_of(1));
    EXPECT_THAT(text, HasSubstr("0.0ms  n1  started\n"));
    EXPECT_THAT(text, HasSubstr("c1 → n1  sent  Message{kind=add, number=5}\n"));
    EXPECT_THAT(text, HasSubstr("c1 → n1  arrived  Message{kind=add, number=5}\n"));
    EXPECT_THAT(text, HasSubstr("n1 → c1  arrived  Message{kind=answer, number=5}\n"));
    EXPECT_THAT(text, HasSubstr("n2  killed\n"));
    EXPECT_THAT(text, HasSubstr("n1 → n2  refused  Message{kind=tick, number=0}\n"));
}

TEST(Trace, TellsWhatFiltersHaveLost) {
    sm::simulation::Simulation<Counter> simulation({.record = true}, sm::Seed{1});
    auto& cluster = simulation.cluster();
    cluster.add_send_filter(1, sm::simulation::filter::drop());
    cluster.add_receive_filter(3, sm::simulation::filter::drop());
    cluster.clock().wait(2s);
    const auto text = to_string(cluster.trace());
    EXPECT_THAT(text, HasSubstr("n1 → n2  lost  Message{kind=tick, number=0}, by a filter\n"));
    EXPECT_THAT(text, HasSubstr("n2 → n3  lost  Message{kind=tick, number=0}, by a filter\n"));
}

TEST(Trace, IsEmptyUnlessItIsRecorded) {
    sm::simulation::Simulation<Counter> simulation({}, sm::Seed{1});
    simulation.client(1).add(1, 5);
    EXPECT_TRUE(simulation.cluster().trace().empty());
}

TEST(Trace, IsWholeWhereItIsAskedForBeforeTimePasses) {
    const auto trace = [](bool by_option) {
        sm::simulation::Simulation<Counter> simulation({.record = by_option}, sm::Seed{1});
        if (!by_option) simulation.record_log();
        simulation.client(1).add(1, 5);
        return simulation.cluster().trace();
    };
    EXPECT_EQ(trace(true), trace(false));
}

TEST(Trace, IsRefusedOnceTimeHasPassed) {
    sm::simulation::Simulation<Counter> simulation({}, sm::Seed{1});
    simulation.client(1).add(1, 5);
    EXPECT_THROW(simulation.record_log(), sm::Misuse);
}

TEST(Trace, RecordedOrNotTheSameHappens) {
    const auto digest = [](bool record) {
        sm::simulation::Simulation<Counter> simulation({.record = record}, sm::Seed{1});
        simulation.client(1).add(1, 5);
        return simulation.cluster().digest();
    };
    EXPECT_EQ(digest(false), digest(true));
}

TEST(TraceDifference, IsNoneBetweenRunsOfOneSeed) {
    for (std::uint64_t seed = 0; seed < 20; ++seed)
        EXPECT_EQ(first_difference(trace_of(seed), trace_of(seed)), std::nullopt);
}

TEST(TraceDifference, NamesTheFirstEventThatIsAnother) {
    const sm::simulation::Trace first{{1ms, EventKind::started, 1, 1, {}},
                                      {2ms, EventKind::sent, 1, 2, "a"}};
    auto second = first;
    second[1].text = "b";
    const auto difference = first_difference(first, second);
    ASSERT_TRUE(difference);
    EXPECT_EQ(difference->entry, 1U);
    EXPECT_THAT(to_string(*difference),
                testing::StartsWith("two runs of one seed differ at event 1:\n"
                                    "  the first:  2.0ms  n1 → n2  sent  a\n"
                                    "  the second: 2.0ms  n1 → n2  sent  b\n"));
    second.pop_back();
    EXPECT_THAT(to_string(*first_difference(first, second)), HasSubstr("the second: it had ended"));
}

TEST(SequenceDiagram, DrawsALineForEachAndAnArrowForEachMessage) {
    const sm::simulation::Trace trace{{1ms, EventKind::sent, 1001, 1, "Put{<x>}"},
                                      {2ms, EventKind::arrived, 1001, 1, "Put{<x>}"},
                                      {3ms, EventKind::lost, 1, 2, "Append{}"},
                                      {4ms, EventKind::killed, 2, 2, {}}};
    const auto svg = sequence_diagram(trace, {.title = "a & b"});
    EXPECT_THAT(svg, testing::StartsWith("<svg "));
    EXPECT_THAT(svg, testing::EndsWith("</svg>\n"));
    EXPECT_THAT(svg, HasSubstr(">a &amp; b</text>"));
    EXPECT_THAT(svg, HasSubstr(">client 1</text>"));
    EXPECT_THAT(svg, HasSubstr(">n2</text>"));
    EXPECT_THAT(svg, HasSubstr(">Put{&lt;x&gt;}</text>"));
    EXPECT_THAT(svg, HasSubstr("stroke-dasharray"));
    EXPECT_THAT(svg, HasSubstr(">Append{} (lost)</text>"));
    EXPECT_THAT(svg, HasSubstr(">killed </text>"));
}

TEST(SequenceDiagram, OfALongTraceDrawsTheEnd) {
    sm::simulation::Trace trace;
    for (int number = 0; number < 10; ++number)
        trace.push_back({1ms, EventKind::noted, 1, 1, "note " + std::to_string(number) + "."});
    const auto svg = sequence_diagram(trace, {.most = 3});
    EXPECT_THAT(svg, Not(HasSubstr("note 6.")));
    EXPECT_THAT(svg, HasSubstr("note 7."));
}

}  // namespace
