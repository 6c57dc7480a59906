#include "run/ticket.hpp"

#include <gtest/gtest.h>

using sm::detail::Ticket;

TEST(Ticket, ShowsNoCallBetweenCalls) {
    Ticket ticket;
    EXPECT_FALSE(ticket.running_call());
    ticket.begin();
    EXPECT_TRUE(ticket.running_call());
    EXPECT_TRUE(ticket.end());
    EXPECT_FALSE(ticket.running_call());
}

TEST(Ticket, AWorkerLeftBehindIsToldSoWhenItComesBack) {
    Ticket ticket;
    ticket.begin();
    EXPECT_TRUE(ticket.leave_behind(*ticket.running_call()));
    EXPECT_TRUE(ticket.left_behind());
    EXPECT_FALSE(ticket.end());
}

TEST(Ticket, AWorkerThatCameBackIsNotLeftBehind) {
    Ticket ticket;
    ticket.begin();
    const auto call = ticket.running_call();
    EXPECT_TRUE(ticket.end());
    EXPECT_FALSE(ticket.leave_behind(*call));
    EXPECT_FALSE(ticket.left_behind());
}

TEST(Ticket, AnEarlierCallDoesNotStandForALaterOne) {
    Ticket ticket;
    ticket.begin();
    const auto first = ticket.running_call();
    EXPECT_TRUE(ticket.end());
    ticket.begin();
    EXPECT_FALSE(ticket.leave_behind(*first));
    EXPECT_TRUE(ticket.end());
}
