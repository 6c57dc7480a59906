// The client against servers that answer, refuse, break off and keep silent as they are told.

#include <sm/run/outcome.hpp>

#include <boost/asio.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "client.hpp"

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using namespace std::chrono_literals;
using asio::ip::tcp;
using rqlite::Client;
using rqlite::Level;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Message = http::request<http::string_body>;
using Answer = http::response<http::string_body>;

/// What a server does with a request: `answer`, or nothing at all, or it breaks off.
struct Reaction {
    enum Kind { answers, is_silent, breaks_off } kind = answers;
    Answer answer{};
};

Reaction says(unsigned status, std::string body, const std::string& location = "") {
    Reaction reaction;
    reaction.answer.result(status);
    if (!location.empty()) reaction.answer.set(http::field::location, location);
    reaction.answer.body() = std::move(body);
    reaction.answer.prepare_payload();
    return reaction;
}

/// A server that greets, and reacts to all other requests as told.
class FakeNode {
 public:
    explicit FakeNode(std::function<Reaction(const Message&)> react) : react_(std::move(react)) {
        thread_ = std::thread([this] { serve(); });
    }
    explicit FakeNode(Reaction always) : FakeNode([always](const Message&) { return always; }) {}
    FakeNode(const FakeNode&) = delete;
    FakeNode& operator=(const FakeNode&) = delete;
    ~FakeNode() {
        {
            const std::lock_guard lock(mutex_);
            ended_ = true;
            boost::system::error_code ignored;
            for (auto* open : open_) open->shutdown(tcp::socket::shutdown_both, ignored);
        }
        // An accept that waits is ended by a connection.
        boost::system::error_code ignored;
        tcp::socket last(context_);
        last.connect(acceptor_.local_endpoint(), ignored);
        thread_.join();
        for (auto& worker : workers_) worker.join();
    }

    rqlite::Address address() const { return {"127.0.0.1", acceptor_.local_endpoint().port()}; }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(address().port); }

    /// The requests that came, greetings excluded, as "METHOD TARGET BODY".
    std::vector<std::string> requests() const {
        const std::lock_guard lock(mutex_);
        return requests_;
    }

 private:
    void serve() {
        for (;;) {
            tcp::socket socket = acceptor_.accept();
            const std::lock_guard lock(mutex_);
            if (ended_) return;
            workers_.emplace_back(
                [this](tcp::socket taken) {
                    enter(taken);
                    talk(taken);
                    leave(taken);
                },
                std::move(socket));
        }
    }

    void enter(tcp::socket& socket) {
        const std::lock_guard lock(mutex_);
        open_.push_back(&socket);
        boost::system::error_code ignored;
        if (ended_) socket.shutdown(tcp::socket::shutdown_both, ignored);
    }
    void leave(tcp::socket& socket) {
        const std::lock_guard lock(mutex_);
        std::erase(open_, &socket);
    }

    void talk(tcp::socket& socket) {
        boost::beast::flat_buffer buffer;
        boost::system::error_code failed;
        for (;;) {
            Message message;
            http::read(socket, buffer, message, failed);
            if (failed) return;
            if (message.method() == http::verb::head) {
                http::response<http::empty_body> hello(http::status::not_found, 11);
                http::write(socket, hello, failed);
            } else if (!handle(socket, message)) {
                return;
            }
        }
    }

    bool handle(tcp::socket& socket, const Message& message) {
        {
            const std::lock_guard lock(mutex_);
            requests_.push_back(std::string(message.method_string()) + " " +
                                std::string(message.target()) + " " + message.body());
        }
        auto reaction = react_(message);
        boost::system::error_code ignored;
        if (reaction.kind == Reaction::answers) http::write(socket, reaction.answer, ignored);
        return reaction.kind != Reaction::breaks_off;
    }

    std::function<Reaction(const Message&)> react_;
    asio::io_context context_;
    tcp::acceptor acceptor_{context_, {asio::ip::address_v4::loopback(), 0}};
    mutable std::mutex mutex_;
    std::vector<std::string> requests_;
    std::vector<tcp::socket*> open_;
    std::vector<std::thread> workers_;
    std::thread thread_;
    bool ended_ = false;
};

const Reaction inserted = says(200, R"({"results":[{"last_insert_id":1,"rows_affected":1}]})");
const std::string posted = R"---(POST /db/execute ["INSERT INTO t VALUES(1)"])---";
const Reaction not_leader = says(503, "not leader\n");
const Reaction silence{.kind = Reaction::is_silent};
const Reaction break_off{.kind = Reaction::breaks_off};

rqlite::Result write(const FakeNode& node, rqlite::Limits limits = {.answer = 50ms}) {
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
    FakeNode node(inserted);
    EXPECT_EQ(write(node).rows_affected, 1);
    EXPECT_THAT(node.requests(), ElementsAre(posted));
}

TEST(RqliteClient, AsksQueriesAtTheirLevel) {
    FakeNode node(says(200, R"({"results":[{"columns":["n"],"values":[["ann"],[7],[null]]}]})"));
    const auto result = Client(node.address()).query("SELECT n FROM t", Level::strong);
    EXPECT_THAT(node.requests(),
                ElementsAre("GET /db/query?level=strong&q=SELECT%20n%20FROM%20t "));
    EXPECT_THAT(result.columns, ElementsAre("n"));
    EXPECT_THAT(result.rows,
                ElementsAre(ElementsAre("ann"), ElementsAre("7"), ElementsAre(std::nullopt)));
}

TEST(RqliteClient, TakesAnErrorOfTheDatabaseForAnAnswer) {
    FakeNode node(says(200, R"({"results":[{"error":"UNIQUE constraint failed: t.n"}]})"));
    EXPECT_EQ(write(node).error, "UNIQUE constraint failed: t.n");
}

TEST(RqliteClient, FollowsTheLeaderAndRepeatsAPostAsAPost) {
    FakeNode leader(inserted);
    FakeNode follower(says(301, "", leader.url() + "/db/execute"));
    EXPECT_EQ(write(follower).rows_affected, 1);
    EXPECT_THAT(leader.requests(), ElementsAre(posted));
}

TEST(RqliteClient, FollowsABoundedNumberOfTimes) {
    std::string url;
    FakeNode circle([&](const Message&) { return says(301, "", url + "/db/execute"); });
    url = circle.url();
    EXPECT_THAT(text_of<sm::Refused>([&] { write(circle, {.hops = 2}); }),
                HasSubstr("more than 2 times"));
    EXPECT_EQ(circle.requests().size(), 3U);
}

TEST(RqliteClient, IsRefusedWhereNobodyListens) {
    rqlite::Address nobody;
    {
        FakeNode gone(inserted);
        nobody = gone.address();
    }
    EXPECT_THAT(text_of<sm::Refused>([&] { Client(nobody).execute("x"); }),
                HasSubstr("cannot be reached"));
}

TEST(RqliteClient, IsRefusedByALeaderThatIsRedirectedToAndGone) {
    std::string gone;
    { gone = FakeNode(inserted).url(); }
    FakeNode follower(says(301, "", gone + "/db/execute"));
    EXPECT_THROW(write(follower), sm::Refused);
}

TEST(RqliteClient, IsRefusedByANodeThatIsNotTheLeader) {
    FakeNode node(not_leader);
    EXPECT_THROW(write(node), sm::Refused);
}

TEST(RqliteClient, DoesNotKnowWhatAnother503Means) {
    FakeNode node(says(503, "upstream gone"));
    EXPECT_THROW(write(node), sm::Unknown);
}

TEST(RqliteClient, SendsNoWriteToAServerThatDoesNotGreet) {
    asio::io_context context;
    tcp::acceptor frozen(context, {asio::ip::address_v4::loopback(), 0});  // accepts in the kernel
    const Client client({"127.0.0.1", frozen.local_endpoint().port()}, {.greeting = 50ms});
    EXPECT_THAT(text_of<sm::Refused>([&] { client.execute("x"); }), HasSubstr("does not answer"));
}

TEST(RqliteClient, DoesNotKnowOfAWriteThatWasSentAndNotAnswered) {
    FakeNode silent(silence);
    EXPECT_THAT(text_of<sm::Unknown>([&] { write(silent); }), HasSubstr("it took too long"));
    FakeNode broken(break_off);
    EXPECT_THROW(write(broken), sm::Unknown);
}

TEST(RqliteClient, DoesNotKnowWhatAnEmptyAnswerMeans) {
    FakeNode node(says(200, ""));
    EXPECT_THROW(write(node), sm::Unknown);
}

TEST(RqliteClient, DoesNotKnowOfAnEntryWhoseLeaderLostItsOffice) {
    FakeNode node(says(200, R"({"error":"leadership lost while committing log"})"));
    EXPECT_THROW(write(node), sm::Unknown);
}

TEST(RqliteClient, KnowsThatWhatWasNotEnqueuedDidNotHappen) {
    FakeNode node(says(200, R"({"error":"timed out enqueuing operation"})"));
    EXPECT_THROW(write(node), sm::Refused);
}

TEST(RqliteClient, KnowsThatAReadHasNoEffect) {
    for (const auto& reaction : {silence, break_off, not_leader, says(500, ""), says(200, "")}) {
        FakeNode node(reaction);
        const Client client(node.address(), {.answer = 50ms});
        EXPECT_THROW(client.query("SELECT 1", Level::weak), sm::Refused);
    }
}

TEST(RqliteClient, TriesAgainWhatWasRefused) {
    int left = 3;
    FakeNode node([&](const Message&) { return left-- > 0 ? not_leader : inserted; });
    EXPECT_EQ(write(node, {.patience = 10s}).rows_affected, 1);
    EXPECT_EQ(node.requests().size(), 4U);
}

TEST(RqliteClient, NeverTriesAgainWhatMayHaveHappened) {
    FakeNode node(break_off);
    EXPECT_THROW(write(node, {.patience = 10s}), sm::Unknown);
    EXPECT_EQ(node.requests().size(), 1U);
}

TEST(RqliteClient, DoesNotFollowALocationThatIsNone) {
    for (const auto* location : {"", "/db/execute", "https://127.0.0.1:1/", "http://127.0.0.1/",
                                 "http://:4001/", "http://127.0.0.1:99999/"}) {
        FakeNode node(says(301, "", location));
        EXPECT_THAT(text_of<sm::Refused>([&] { write(node); }), HasSubstr("to nowhere"))
            << location;
    }
}

TEST(RqliteClient, CallsAWrongRequestAMistake) {
    FakeNode node(says(400, "bad query"));
    EXPECT_THROW(write(node), std::logic_error);
}

TEST(RqliteClient, ReadsTheStatusOfTheNodeItself) {
    FakeNode node(says(200, R"({"store":{"leader":"10.0.0.1:4002","raft":{"state":"Follower",)"
                            R"("applied_index":"12"}}})"));
    const auto status = Client(node.address()).status();
    EXPECT_EQ(status.state, "Follower");
    EXPECT_EQ(status.leader, "10.0.0.1:4002");
    EXPECT_EQ(status.applied, 12U);
    EXPECT_THAT(node.requests(), ElementsAre("GET /status "));
}

TEST(RqliteClient, HasTheClusterForgetANode) {
    FakeNode node(says(200, ""));
    Client(node.address()).remove("10.0.0.1:4002");
    EXPECT_THAT(node.requests(), ElementsAre(R"(DELETE /remove {"addr":"10.0.0.1:4002"})"));
}

}  // namespace
