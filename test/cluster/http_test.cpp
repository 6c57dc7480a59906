#include <sm/cluster/http.hpp>
#include <sm/history/outcome.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "cluster/tcp_server.hpp"

namespace {

using namespace std::chrono_literals;
using sm_test::nobody;
using sm_test::TcpServer;
using testing::ElementsAre;
using testing::HasSubstr;
using Peer = TcpServer::Peer;

constexpr sm::ConnectionLimits quick{.answer = 40ms};

/// Answers each request, of which it keeps the heads, with these bytes.
class Answering {
 public:
    explicit Answering(std::string bytes) : bytes_(std::move(bytes)) {}
    sm::Endpoint endpoint() const { return server_.endpoint(); }
    std::vector<std::string> heads;

 private:
    void talk(Peer& peer) {
        for (;;) {
            const auto head = peer.read_until("\r\n\r\n");
            if (head.empty()) return;
            heads.push_back(head);
            peer.send(bytes_);
        }
    }

    std::string bytes_;
    TcpServer server_{[this](Peer& peer) { talk(peer); }};
};

TEST(HttpConnection, AsksAndReadsTheAnswer) {
    Answering server("HTTP/1.1 404 Not Found\r\nLocation: /there\r\nContent-Length: 4\r\n\r\nnone");
    sm::HttpConnection connection(server.endpoint());
    for (int i = 0; i < 2; ++i) {  // on the same connection
        const auto response = connection.ask({.target = "/x", .headers = {{"A", "b"}}});
        EXPECT_EQ(response.status, 404U);
        EXPECT_EQ(response.headers.at("location"), "/there");
        EXPECT_EQ(response.body, "none");
    }
    EXPECT_THAT(server.heads,
                ElementsAre("GET /x HTTP/1.1\r\nHost: 127.0.0.1\r\nA: b\r\n\r\n", testing::_));
}

TEST(HttpConnection, ReadsAnAnswerInChunks) {
    Answering server(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    EXPECT_EQ(sm::HttpConnection(server.endpoint()).ask({}).body, "abcde");
}

TEST(HttpConnection, ReadsAnAnswerThatEndsWithTheConnection) {
    TcpServer server([](Peer& peer) {
        peer.read_until("\r\n\r\n");
        peer.send("HTTP/1.0 200 OK\r\n\r\nto the end");
    });
    EXPECT_EQ(sm::HttpConnection(server.endpoint()).ask({}).body, "to the end");
}

TEST(HttpConnection, SendsABodyWithItsLength) {
    std::string got;
    TcpServer server([&](Peer& peer) {
        got = peer.read_until("body");
        peer.send("HTTP/1.1 204 No Content\r\n\r\n");
    });
    EXPECT_EQ(sm::HttpConnection(server.endpoint()).ask({.method = "POST", .body = "body"}).status,
              204U);
    EXPECT_THAT(got, HasSubstr("Content-Length: 4\r\n\r\nbody"));
}

TEST(HttpConnection, IsRefusedWhereNobodyListens) {
    EXPECT_THROW(sm::HttpConnection(nobody()).ask({}), sm::Refused);
}

TEST(HttpConnection, DoesNotKnowWhatBecameOfARequestWithoutAWholeAnswer) {
    for (const char* begun :
         {"", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "no HTTP\r\n"}) {
        Answering server(begun);
        EXPECT_THROW(sm::HttpConnection(server.endpoint(), quick).ask({}), sm::Unknown) << begun;
    }
}

TEST(HttpConnection, DoesNotKnowWhatBecameOfARequestAfterWhichTheServerHangsUp) {
    TcpServer server([](Peer& peer) { peer.read_until("\r\n\r\n"); });
    EXPECT_THROW(sm::HttpConnection(server.endpoint()).ask({}), sm::Unknown);
}

TEST(HttpConnection, GreetsAndIsRefusedBySilence) {
    Answering server("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");  // HEAD has no body
    sm::HttpConnection(server.endpoint()).greet();
    Answering silent("");
    EXPECT_THROW(sm::HttpConnection(silent.endpoint()).greet(20ms), sm::Refused);
}

TEST(HttpConnection, HandsOverThePartsOfAnAnswerThatGoesOn) {
    Answering server(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\none\n\r\n4\r\ntwo\n\r\n");
    sm::HttpConnection connection(server.endpoint());
    connection.send({});
    std::string got;
    const auto response = connection.receive_parts(50ms, [&](const std::string& part) {
        got += part;
        return true;
    });
    EXPECT_EQ(response.status, 200U);
    EXPECT_EQ(got, "one\ntwo\n");
}

TEST(HttpConnection, EndsAnAnswerThatGoesOnOnceEnoughHasCome) {
    Answering server("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\none\n\r\n");
    sm::HttpConnection connection(server.endpoint());
    connection.send({});
    int parts = 0;
    connection.receive_parts(1h, [&](const std::string&) { return ++parts < 1; });
    EXPECT_EQ(parts, 1);
}

}  // namespace
