#include <sm/base/misuse.hpp>
#include <sm/cluster/connection.hpp>
#include <sm/history/outcome.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <string>

#include "cluster/tcp_server.hpp"

namespace {

using namespace std::chrono_literals;
using sm_test::nobody;
using sm_test::TcpServer;
using testing::HasSubstr;
using Peer = TcpServer::Peer;

constexpr sm::ConnectionLimits quick{.answer = 30ms};

template <class Error>
std::string text_of(const std::function<void()>& body) {
    try {
        body();
    } catch (const Error& error) {
        return error.what();
    }
    return "nothing of that kind was thrown";
}

/// Answers each line with the same, twice.
void echo(Peer& peer) {
    for (auto line = peer.read_until("\n"); !line.empty(); line = peer.read_until("\n"))
        peer.send(line + line);
}

TEST(Connection, ReadsLinesBytesAndWhatThereIs) {
    TcpServer server(echo);
    sm::Connection connection(server.endpoint());
    connection.send("hello\r\n");
    EXPECT_EQ(connection.read_line(), "hello");
    EXPECT_EQ(connection.read(3), "hel");
    EXPECT_EQ(connection.read_line(), "lo");
    connection.send("x\n");
    EXPECT_THAT(connection.read_some(), testing::StartsWith("x"));
}

TEST(Connection, IsRefusedWhereNobodyListens) {
    const auto server = nobody();
    sm::Connection connection(server);
    EXPECT_EQ(
        text_of<sm::Refused>([&] { connection.send("x"); }),
        "127.0.0.1:" + std::to_string(server.port) + " cannot be reached: Connection refused");
}

TEST(Connection, IsRefusedByAHostThatIsNotKnown) {
    sm::Connection connection({.host = "no-such-host.invalid", .port = 1});
    EXPECT_THAT(text_of<sm::Refused>([&] { connection.open(); }),
                HasSubstr("no-such-host.invalid:1 is not known: "));
}

TEST(Connection, DoesNotKnowWhatBecameOfARequestThatIsNotAnswered) {
    TcpServer silent([](Peer& peer) { peer.wait_for_end(); });
    sm::Connection connection(silent.endpoint(), quick);
    connection.send("x\n");
    EXPECT_THAT(text_of<sm::Unknown>([&] { connection.read_line(); }),
                HasSubstr("did not answer: it took too long"));
    EXPECT_FALSE(connection.is_open());
}

TEST(Connection, DoesNotKnowWhatBecameOfARequestWhoseAnswerBreaksOff) {
    TcpServer short_spoken([](Peer& peer) { peer.send(peer.read_until("\n").substr(0, 2)); });
    sm::Connection connection(short_spoken.endpoint());
    connection.send("hello\n");
    EXPECT_THAT(text_of<sm::Unknown>([&] { connection.read_line(); }),
                HasSubstr("did not answer: it closed the connection"));
}

TEST(Connection, ConnectsAgainWhenTheServerHasHungUp) {
    TcpServer once([](Peer& peer) { peer.send(peer.read_until("\n")); });
    sm::Connection connection(once.endpoint());
    for (const std::string line : {"one", "two"}) {
        connection.send(line + "\n");
        EXPECT_EQ(connection.read_line(), line);
        EXPECT_EQ(connection.read_some(), "");  // it has hung up
    }
}

TEST(Connection, LeavesBehindAnAnswerThatCameTooLate) {
    int connections = 0;
    TcpServer late([&](Peer& peer) {
        if (++connections == 1) return peer.wait_for_end();
        echo(peer);
    });
    sm::Connection connection(late.endpoint(), quick);
    connection.send("first\n");
    EXPECT_THROW(connection.read_line(), sm::Unknown);
    connection.send("second\n");
    EXPECT_EQ(connection.read_line(), "second");
}

TEST(Connection, ReadingNeedsASendBeforeIt) {
    sm::Connection connection(nobody());
    EXPECT_THROW(connection.read_line(), sm::Misuse);
}

}  // namespace
