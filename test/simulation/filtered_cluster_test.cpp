#include <sm/base/misuse.hpp>
#include <sm/simulation/filtered_cluster.hpp>
#include <sm/simulation/filters.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulation/posts.hpp"

namespace {

using namespace std::chrono_literals;
using posts::Message;
using posts::Office;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::ThrowsMessage;
using testing::UnorderedElementsAre;

TEST(FilteredCluster, FiltersActInTheOrderOfTheirAttachment) {
    Office office;
    office.cluster().add_send_filter(1, sm::simulation::filter::duplicate());
    office.cluster().add_send_filter(1, sm::simulation::filter::count(3));
    EXPECT_THAT(office.send({2, 4}), ElementsAre("2", "2", "4"));

    Office other;
    other.cluster().add_send_filter(1, sm::simulation::filter::count(3));
    other.cluster().add_send_filter(1, sm::simulation::filter::duplicate());
    EXPECT_THAT(other.send({2, 4}), ElementsAre("2", "2", "4", "4"));
}

TEST(FilteredCluster, AFilterActsOnItsNodeOnly) {
    Office office;
    office.cluster().add_send_filter(2, sm::simulation::filter::drop());
    office.cluster().add_receive_filter(3, sm::simulation::filter::drop());
    EXPECT_THAT(office.send({2, 3}), ElementsAre("2"));
}

TEST(FilteredCluster, AFilterMayBeAFunctionOfTheTests) {
    Office office;
    office.cluster().add_send_filter(1, [](sm::simulation::Packet<Message> packet,
                                           sm::simulation::FilterContext<Message>& context) {
        packet.message.number += 100;
        context.pass(std::move(packet));
    });
    EXPECT_THAT(office.send({2}), ElementsAre("102"));
}

TEST(FilteredCluster, AClientMayHaveFilters) {
    Office office;
    office.cluster().add_send_filter(office.client().self(), sm::simulation::filter::count(1));
    EXPECT_THAT(office.send({2, 4}), ElementsAre("2"));
}

TEST(FilteredCluster, ClearedFiltersDoNotAct) {
    Office office;
    office.cluster().add_send_filter(1, sm::simulation::filter::drop());
    office.cluster().add_receive_filter(2, sm::simulation::filter::drop());
    office.cluster().clear_send_filters(1);
    EXPECT_THAT(office.send({2, 3}), ElementsAre("3"));
    office.cluster().clear_receive_filters(2);
    EXPECT_THAT(office.send({2, 3}), UnorderedElementsAre("2", "3"));
    office.cluster().isolate(1);
    office.cluster().clear_filters();
    EXPECT_THAT(office.send({2, 3}), UnorderedElementsAre("2", "3"));
}

TEST(FilteredCluster, TellsWhatAllItsFiltersDidAlsoThoseThatAreGone) {
    Office office;
    auto sending = office.cluster().add_send_filter(1, sm::simulation::filter::count(1));
    office.cluster().add_receive_filter(2, sm::simulation::filter::duplicate());
    office.send({2, 4});
    sending.remove();
    office.send({2});
    const auto counts = office.cluster().filter_counts();
    EXPECT_EQ(counts, (sm::simulation::FilterCounts{.seen = 4, .passed = 5, .dropped = 1}));
}

TEST(FilteredCluster, AClientIsOnNoSideOfAPartition) {
    Office office;
    EXPECT_THAT([&] { office.cluster().partition({office.client().self()}, {1}); },
                ThrowsMessage<sm::Misuse>(HasSubstr("1001 is a client")));
}

TEST(FilteredCluster, WhatAFilterThrowsIsThrownToWhoeverWaits) {
    const auto unhappy = [](auto, auto&) { throw std::runtime_error("unhappy"); };
    Office sending;
    sending.cluster().add_send_filter(1, unhappy);
    EXPECT_THAT([&] { sending.send({2}); },
                ThrowsMessage<std::runtime_error>(HasSubstr("unhappy")));
    Office receiving;
    receiving.cluster().add_receive_filter(2, unhappy);
    EXPECT_THAT([&] { receiving.send({2}); },
                ThrowsMessage<std::runtime_error>(HasSubstr("unhappy")));
}

TEST(FilteredCluster, AHealthyCoreHasNoFilters) {
    Office office({.nodes = 2, .network = {.latency = {1ms, 1ms}}});
    office.cluster().add_send_filter(office.client().self(), sm::simulation::filter::drop());
    office.cluster().add_send_filter(1, sm::simulation::filter::drop());
    ASSERT_THAT(office.cluster().heal_core(), ElementsAre("n1", "n2"));
    EXPECT_THAT(office.send({2}), ElementsAre("2"));
}

TEST(FilteredCluster, AScopedFilterEndsWithItsScope) {
    Office office;
    {
        const sm::simulation::ScopedFilters scoped(
            office.cluster().add_send_filter(1, sm::simulation::filter::drop()));
        EXPECT_THAT(office.send({2}), IsEmpty());
        EXPECT_EQ(scoped.counts().dropped, 1U);
    }
    EXPECT_THAT(office.send({2}), ElementsAre("2"));
}

TEST(FilteredCluster, APartitionCutsBothSidesAndNotTheClients) {
    Office office;
    auto cut = office.cluster().partition({1, 2}, {3});
    EXPECT_THAT(office.send({2, 3}), ElementsAre("2"));
    EXPECT_EQ(cut.counts().dropped, 1U);
    cut.remove();
    EXPECT_THAT(office.send({2, 3}), ElementsAre("2", "3"));
}

TEST(FilteredCluster, AnIsolatedNodeReachesNobody) {
    Office office;
    const sm::simulation::ScopedFilters isolated(office.cluster().isolate(1));
    EXPECT_THAT(office.send({2, 3}), IsEmpty());
    EXPECT_EQ(isolated.counts().dropped, 2U);
}

TEST(FilteredCluster, AFilterWhereNothingIsSentIsMisuse) {
    Office office;
    EXPECT_THAT([&] { office.cluster().add_send_filter(4, sm::simulation::filter::drop()); },
                ThrowsMessage<sm::Misuse>("add_send_filter: there is no node 4; nodes are 1 to 3, "
                                          "clients 1001 to 1001"));
    EXPECT_THAT([&] { office.cluster().add_receive_filter(0, sm::simulation::filter::drop()); },
                ThrowsMessage<sm::Misuse>(HasSubstr("there is no node 0")));
    EXPECT_THAT([&] { office.cluster().add_send_filter(1002, sm::simulation::filter::drop()); },
                ThrowsMessage<sm::Misuse>(HasSubstr("there is no node 1002")));
    EXPECT_THAT(
        [&] {
            office.cluster().partition({1}, {2, 7});
        },
        ThrowsMessage<sm::Misuse>(HasSubstr("there is no node 7")));
    EXPECT_THAT([&] { office.cluster().isolate(9); },
                ThrowsMessage<sm::Misuse>("isolation of 9: nodes are 1, 2, 3"));
}

}  // namespace
