// The client against servers that answer, refuse, break off and keep silent as they are told.

#include <sm/history/outcome.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "../common/fake_server.hpp"
#include "client.hpp"

namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using asio::ip::tcp;
using common::break_off;
using common::FakeServer;
using common::Reaction;
using common::says;
using common::silence;
using rqlite::Client;
using rqlite::Level;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Reaction inserted = says(200, R"({"results":[{"last_insert_id":1,"rows_affected":1}]})");
const std::string posted = R"---(POST /db/execute ["INSERT INTO t VALUES(1)"])---";
const Reaction not_leader = says(503, "not leader\n");

rqlite::Result write(const FakeServer& node, rqlite::Limits limits = {.steps = {.answer = 50ms}}) {
    return Client(node.address(), limits).execute("INSERT INTO t VALUES(1)");
}

template <class Thrown, class Body>
std::string text_of(Body body) {
    try {
        body();
    } catch (const Thrown& thrown) {
        return thrown.what();
    }
    ADD_FAILURE() << "nothing was thrown";
    return {};
}

TEST(RqliteClient, PostsAStatementAsAList) {
    FakeServer node(inserted);
    EXPECT_EQ(write(node).rows_affected, 1);
    EXPECT_THAT(node.requests(), ElementsAre(posted));
}

TEST(RqliteClient, AsksQueriesAtTheirLevel) {
    FakeServer node(says(200, R"({"results":[{"columns":["n"],"values":[["ann"],[7],[null]]}]})"));
    const auto result = Client(node.address()).query("SELECT n FROM t", Level::strong);
    EXPECT_THAT(node.requests(),
                ElementsAre("GET /db/query?level=strong&q=SELECT%20n%20FROM%20t "));
    EXPECT_THAT(result.columns, ElementsAre("n"));
    EXPECT_THAT(result.rows,
                ElementsAre(ElementsAre("ann"), ElementsAre("7"), ElementsAre(std::nullopt)));
}

TEST(RqliteClient, TakesAnErrorOfTheDatabaseForAnAnswer) {
    FakeServer node(says(200, R"({"results":[{"error":"UNIQUE constraint failed: t.n"}]})"));
    EXPECT_EQ(write(node).error, "UNIQUE constraint failed: t.n");
}

TEST(RqliteClient, FollowsTheLeaderAndRepeatsAPostAsAPost) {
    FakeServer leader(inserted);
    FakeServer follower(says(301, "", leader.url() + "/db/execute"));
    EXPECT_EQ(write(follower).rows_affected, 1);
    EXPECT_THAT(leader.requests(), ElementsAre(posted));
}

TEST(RqliteClient, FollowsABoundedNumberOfTimes) {
    std::string url;
    FakeServer circle(
        [&](const FakeServer::Message&) { return says(301, "", url + "/db/execute"); });
    url = circle.url();
    EXPECT_THAT(text_of<sm::Refused>([&] { write(circle, {.hops = 2}); }),
                HasSubstr("more than 2 times"));
    EXPECT_EQ(circle.requests().size(), 3U);
}

TEST(RqliteClient, IsRefusedWhereNobodyListens) {
    rqlite::Address nobody;
    {
        FakeServer gone(inserted);
        nobody = gone.address();
    }
    EXPECT_THAT(text_of<sm::Refused>([&] { Client(nobody).execute("x"); }),
                HasSubstr("cannot be reached"));
}

TEST(RqliteClient, IsRefusedByALeaderThatIsRedirectedToAndGone) {
    std::string gone;
    { gone = FakeServer(inserted).url(); }
    FakeServer follower(says(301, "", gone + "/db/execute"));
    EXPECT_THROW(write(follower), sm::Refused);
}

TEST(RqliteClient, IsRefusedByANodeThatIsNotTheLeader) {
    FakeServer node(not_leader);
    EXPECT_THROW(write(node), sm::Refused);
}

TEST(RqliteClient, DoesNotKnowWhatAnother503Means) {
    FakeServer node(says(503, "upstream gone"));
    EXPECT_THROW(write(node), sm::Unknown);
}

TEST(RqliteClient, SendsNoWriteToAServerThatDoesNotGreet) {
    asio::io_context context;
    tcp::acceptor frozen(context, {asio::ip::address_v4::loopback(), 0});  // accepts in the kernel
    const Client client({"127.0.0.1", frozen.local_endpoint().port()}, {.greeting = 50ms});
    EXPECT_THAT(text_of<sm::Refused>([&] { client.execute("x"); }), HasSubstr("did not answer"));
}

TEST(RqliteClient, DoesNotKnowOfAWriteThatWasSentAndNotAnswered) {
    FakeServer silent(silence);
    EXPECT_THAT(text_of<sm::Unknown>([&] { write(silent); }), HasSubstr("it took too long"));
    FakeServer broken(break_off);
    EXPECT_THROW(write(broken), sm::Unknown);
}

TEST(RqliteClient, DoesNotKnowWhatAnEmptyAnswerMeans) {
    FakeServer node(says(200, ""));
    EXPECT_THROW(write(node), sm::Unknown);
}

TEST(RqliteClient, DoesNotKnowOfAnEntryWhoseLeaderLostItsOffice) {
    FakeServer node(says(200, R"({"error":"leadership lost while committing log"})"));
    EXPECT_THROW(write(node), sm::Unknown);
}

TEST(RqliteClient, KnowsThatWhatWasNotEnqueuedDidNotHappen) {
    FakeServer node(says(200, R"({"error":"timed out enqueuing operation"})"));
    EXPECT_THROW(write(node), sm::Refused);
}

TEST(RqliteClient, KnowsThatAReadHasNoEffect) {
    for (const auto& reaction : {silence, break_off, not_leader, says(500, ""), says(200, "")}) {
        FakeServer node(reaction);
        const Client client(node.address(), {.steps = {.answer = 50ms}});
        EXPECT_THROW(client.query("SELECT 1", Level::weak), sm::Refused);
    }
}

TEST(RqliteClient, TriesAgainWhatWasRefused) {
    int left = 3;
    FakeServer node([&](const FakeServer::Message&) { return left-- > 0 ? not_leader : inserted; });
    EXPECT_EQ(write(node, {.patience = 10s}).rows_affected, 1);
    EXPECT_EQ(node.requests().size(), 4U);
}

TEST(RqliteClient, NeverTriesAgainWhatMayHaveHappened) {
    FakeServer node(break_off);
    EXPECT_THROW(write(node, {.patience = 10s}), sm::Unknown);
    EXPECT_EQ(node.requests().size(), 1U);
}

TEST(RqliteClient, DoesNotFollowALocationThatIsNone) {
    for (const auto* location : {"", "/db/execute", "https://127.0.0.1:1/", "http://127.0.0.1/",
                                 "http://:4001/", "http://127.0.0.1:99999/"}) {
        FakeServer node(says(301, "", location));
        EXPECT_THAT(text_of<sm::Refused>([&] { write(node); }), HasSubstr("to nowhere"))
            << location;
    }
}

TEST(RqliteClient, CallsAWrongRequestAMistake) {
    FakeServer node(says(400, "bad query"));
    EXPECT_THROW(write(node), std::logic_error);
}

TEST(RqliteClient, ReadsTheStatusOfTheNodeItself) {
    FakeServer node(says(200, R"({"store":{"leader":"10.0.0.1:4002","raft":{"state":"Follower",)"
                              R"("applied_index":"12"}}})"));
    const auto status = Client(node.address()).status();
    EXPECT_EQ(status.state, "Follower");
    EXPECT_EQ(status.leader, "10.0.0.1:4002");
    EXPECT_EQ(status.applied, 12U);
    EXPECT_THAT(node.requests(), ElementsAre("GET /status "));
}

TEST(RqliteClient, HasTheClusterForgetANode) {
    FakeServer node(says(200, ""));
    Client(node.address()).remove("10.0.0.1:4002");
    EXPECT_THAT(node.requests(), ElementsAre(R"(DELETE /remove {"addr":"10.0.0.1:4002"})"));
}

}  // namespace
