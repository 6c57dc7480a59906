#include <sm/base/misuse.hpp>
#include <sm/simulation/filters.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulation/posts.hpp"

namespace {

using namespace std::chrono_literals;
using posts::Kind;
using posts::Message;
using posts::Office;
using sm::simulation::FilterCounts;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSubsetOf;
using testing::SizeIs;
using testing::UnorderedElementsAre;

TEST(NoFilter, LetsAllThroughInOrder) {
    Office office;
    EXPECT_THAT(office.send({2, 4, 6}), ElementsAre("2", "4", "6"));
}

TEST(Drop, LetsNothingThrough) {
    Office office;
    auto filters = office.cluster().add_send_filter(1, sm::simulation::filter::drop());
    EXPECT_THAT(office.send({2, 4}), IsEmpty());
    EXPECT_EQ(filters.counts(), (FilterCounts{.seen = 2, .dropped = 2}));
}

TEST(Drop, OfAShareLetsTheOthersThrough) {
    Office office;
    std::vector<int> even;
    for (int number = 0; number < 2000; number += 2) even.push_back(number);
    auto filters = office.cluster().add_send_filter(1, sm::simulation::filter::drop(0.3));
    const auto arrived = office.send(even).size();
    EXPECT_GT(arrived, 620U);
    EXPECT_LT(arrived, 780U);
    EXPECT_EQ(filters.counts(),
              (FilterCounts{.seen = 1000, .passed = arrived, .dropped = 1000 - arrived}));
}

TEST(Delay, MakesAMessageLate) {
    Office office;
    office.cluster().add_send_filter(1, sm::simulation::filter::delay(5s));
    EXPECT_THAT(office.send({2}), IsEmpty());
    office.cluster().clock().wait(4s);
    EXPECT_THAT(office.arrived(), IsEmpty());
    office.cluster().clock().wait(1s);
    EXPECT_THAT(office.arrived(), ElementsAre("2"));
}

TEST(Delay, OnReceiveMakesAMessageLateToo) {
    Office office;
    office.cluster().add_receive_filter(2, sm::simulation::filter::delay(5s));
    EXPECT_THAT(office.send({2, 3}), ElementsAre("3"));
    office.cluster().clock().wait(5s);
    EXPECT_THAT(office.arrived(), ElementsAre("3", "2"));
}

TEST(RandomLatency, ChangesWhoArrivesFirstButNotTheOrderOfALink) {
    Office office;
    auto in_order = office.send({2, 4, 6, 8, 3, 5, 7, 9});
    office.cluster().add_send_filter(1, sm::simulation::filter::random_latency(0ms, 500ms));
    const auto mixed = office.send({2, 4, 6, 8, 3, 5, 7, 9});
    EXPECT_THAT(mixed, testing::UnorderedElementsAreArray(in_order));
    EXPECT_NE(mixed, in_order);
    std::vector<std::string> even;
    for (const auto& number : mixed)
        if (std::stoi(number) % 2 == 0) even.push_back(number);
    EXPECT_THAT(even, ElementsAre("2", "4", "6", "8"));
}

TEST(Reorder, LetsMessagesOvertakeOthersOfTheirLink) {
    Office office;
    office.cluster().add_send_filter(1, sm::simulation::filter::reorder(0.5, 100ms));
    const auto arrived = office.send({2, 4, 6, 8, 10, 12});
    EXPECT_THAT(arrived, UnorderedElementsAre("2", "4", "6", "8", "10", "12"));
    EXPECT_NE(arrived, (std::vector<std::string>{"2", "4", "6", "8", "10", "12"}));
}

TEST(Filters, RefuseSharesAndTimesOutOfRange) {
    EXPECT_THROW(sm::simulation::filter::drop(30), sm::Misuse);
    EXPECT_THROW(sm::simulation::filter::drop(-1), sm::Misuse);
    EXPECT_THROW(sm::simulation::filter::duplicate(1.5), sm::Misuse);
    EXPECT_THROW(sm::simulation::filter::reorder(2, 1ms), sm::Misuse);
    EXPECT_THROW(sm::simulation::filter::delay(-1ms), sm::Misuse);
    EXPECT_THROW(sm::simulation::filter::random_latency(10ms, 1ms), sm::Misuse);
    try {
        sm::simulation::filter::drop(30);
    } catch (const sm::Misuse& misuse) {
        EXPECT_STREQ(misuse.what(), "filter::drop: the share is 30; it is from 0 to 1");
    }
}

TEST(Duplicate, LetsEachArriveTwice) {
    Office office;
    auto filters = office.cluster().add_send_filter(1, sm::simulation::filter::duplicate());
    EXPECT_THAT(office.send({2, 4}), ElementsAre("2", "2", "4", "4"));
    EXPECT_EQ(filters.counts(), (FilterCounts{.seen = 2, .passed = 4}));
}

TEST(Where, LeavesAloneWhatDoesNotMatch) {
    Office office;
    office.cluster().add_send_filter(
        1, sm::simulation::filter::where([](const Message& message) { return message.number > 3; },
                                         sm::simulation::filter::duplicate()));
    EXPECT_THAT(office.send({2, 4}), ElementsAre("2", "4", "4"));
}

TEST(DropIf, MayLookAtTheWholePacket) {
    Office office;
    office.cluster().add_send_filter(
        1, sm::simulation::filter::drop_if(
               [](const sm::simulation::Packet<Message>& packet) { return packet.to == 3; }));
    EXPECT_THAT(office.send({2, 3}), ElementsAre("2"));
}

TEST(OfType, ActsOnMessagesOfOneTypeOnly) {
    Office office;
    office.cluster().add_send_filter(
        1, sm::simulation::filter::of_type(&Message::kind, Kind::bill,
                                           sm::simulation::filter::drop()));
    EXPECT_THAT(office.send({2}, Kind::letter), ElementsAre("2"));
    EXPECT_THAT(office.send({2}, Kind::bill), IsEmpty());
}

TEST(When, ActsWhileItIsSwitchedOn) {
    Office office;
    sm::simulation::filter::Switch on(false);
    office.cluster().add_send_filter(
        1, sm::simulation::filter::when(on, sm::simulation::filter::drop()));
    EXPECT_THAT(office.send({2}), ElementsAre("2"));
    on.turn(true);
    EXPECT_THAT(office.send({2}), IsEmpty());
    on.turn(false);
    EXPECT_THAT(office.send({2}), ElementsAre("2"));
}

TEST(Count, LetsThatManyThroughAndNoMore) {
    Office office;
    auto filters = office.cluster().add_send_filter(1, sm::simulation::filter::count(2));
    EXPECT_THAT(office.send({2, 4, 6, 8}), ElementsAre("2", "4"));
    EXPECT_EQ(filters.counts(), (FilterCounts{.seen = 4, .passed = 2, .dropped = 2}));
}

TEST(Skip, LeavesTheFirstOnesAlone) {
    Office office;
    office.cluster().add_send_filter(
        1, sm::simulation::filter::skip(2, sm::simulation::filter::duplicate()));
    EXPECT_THAT(office.send({2, 4, 6}), ElementsAre("2", "4", "6", "6"));
}

TEST(First, ActsOnTheFirstOnesOnly) {
    Office office;
    office.cluster().add_send_filter(
        1, sm::simulation::filter::first(2, sm::simulation::filter::drop()));
    EXPECT_THAT(office.send({2, 4, 6, 8}), ElementsAre("6", "8"));
}

TEST(Hold, KeepsMessagesUntilTheyAreReleased) {
    Office office;
    sm::simulation::filter::Gate<Message> gate;
    auto filters = office.cluster().add_send_filter(1, sm::simulation::filter::hold(gate));
    EXPECT_THAT(office.send({2, 4, 6}), IsEmpty());
    EXPECT_EQ(gate.held(), 3U);
    EXPECT_EQ(filters.counts(), (FilterCounts{.seen = 3, .kept = 3}));
    gate.release(1);
    office.cluster().clock().wait(1s);
    EXPECT_THAT(office.arrived(), ElementsAre("2"));
    gate.release();
    office.cluster().clock().wait(1s);
    EXPECT_THAT(office.arrived(), ElementsAre("2", "4", "6"));
    EXPECT_EQ(filters.counts(), (FilterCounts{.seen = 3, .passed = 3}));
}

TEST(Hold, OnReceiveReleasesToTheNode) {
    Office office;
    sm::simulation::filter::Gate<Message> gate;
    office.cluster().add_receive_filter(2, sm::simulation::filter::hold(gate));
    EXPECT_THAT(office.send({2, 4}), IsEmpty());
    gate.release();
    EXPECT_THAT(office.arrived(), IsEmpty()) << "a node does nothing while somebody else acts";
    office.cluster().clock().wait(1ms);
    EXPECT_THAT(office.arrived(), ElementsAre("2", "4"));
}

TEST(Hold, LosesWhatItKeepsWhenItIsRemoved) {
    Office office;
    sm::simulation::filter::Gate<Message> gate;
    auto filters = office.cluster().add_send_filter(1, sm::simulation::filter::hold(gate));
    office.send({2});
    filters.remove();
    gate.release();
    office.cluster().clock().wait(1s);
    EXPECT_THAT(office.arrived(), IsEmpty());
    EXPECT_EQ(filters.counts(), (FilterCounts{.seen = 1, .dropped = 1}));
}

TEST(Capture, CopiesWhatComesByAndLetsItThrough) {
    Office office;
    sm::simulation::filter::Captured<Message> captured;
    office.cluster().add_receive_filter(3, sm::simulation::filter::capture(captured));
    EXPECT_THAT(office.send({2, 3}), ElementsAre("2", "3"));
    ASSERT_THAT(captured.packets(), SizeIs(1));
    EXPECT_EQ(captured.packets()[0].message.number, 3);
    EXPECT_EQ(captured.packets()[0].from, 1);
}

TEST(Notify, CallsAFunctionThatMayActOnTheCluster) {
    Office office;
    office.cluster().add_send_filter(
        1, sm::simulation::filter::notify([&](const auto&) { office.cluster().kill("n3"); }));
    EXPECT_THAT(office.send({3}), IsEmpty());
    EXPECT_EQ(office.cluster().state("n3"), sm::NodeState::stopped);
}

TEST(Notify, MayEndTheNodeThatSends) {
    Office office;
    office.cluster().add_send_filter(
        1, sm::simulation::filter::notify([&](const auto&) { office.cluster().kill("n1"); }));
    EXPECT_THAT(office.send({3, 5}), IsEmpty());
    EXPECT_EQ(office.cluster().state("n1"), sm::NodeState::stopped);
    office.cluster().clear_filters();
    office.cluster().start("n1");
    EXPECT_THAT(office.send({3, 5}), ElementsAre("3", "5"));
}

}  // namespace
