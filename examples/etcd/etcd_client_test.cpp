// The client against servers that answer, refuse, break off and keep silent as they are told.

#include <sm/history/outcome.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "../common/base64.hpp"
#include "../common/fake_server.hpp"
#include "client.hpp"

namespace {

using namespace std::chrono_literals;
using common::begins;
using common::break_off;
using common::FakeServer;
using common::Reaction;
using common::says;
using common::silence;
using etcd::Client;
using etcd::Get;
using etcd::Put;
using etcd::Reads;
using testing::ElementsAre;
using testing::HasSubstr;

const Reaction done = says(200, R"({"header":{"revision":"7"}})");
const Reaction one_entry =
    says(200, R"({"header":{"revision":"7"},"kvs":[{"key":"YQ==","create_revision":"2",)"
              R"("mod_revision":"5","version":"3","value":"MQ=="}],"count":"1"})");
const etcd::Limits quick{.answer = 50ms};

/// An error as gateways since 3.5 tell it.
Reaction error(unsigned status, int code, const std::string& message) {
    return says(status,
                R"({"code":)" + std::to_string(code) + R"(, "message":")" + message + R"("})");
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

std::int64_t write(const FakeServer& node) { return Client(node.address(), quick).put("a", "1"); }

std::optional<etcd::Entry> read(const FakeServer& node) {
    return Client(node.address(), quick).get("a");
}

TEST(EtcdClient, PutsAndTellsTheRevision) {
    FakeServer node(done);
    EXPECT_EQ(write(node), 7);
    EXPECT_THAT(node.requests(), ElementsAre(R"(POST /v3/kv/put {"key":"YQ==","value":"MQ=="})"));
}

TEST(EtcdClient, GetsAnEntryWithItsRevisions) {
    FakeServer node(one_entry);
    EXPECT_EQ(read(node), (etcd::Entry{"a", "1", 5, 2, 3}));
    EXPECT_THAT(node.requests(),
                ElementsAre(R"(POST /v3/kv/range {"key":"YQ==","serializable":false})"));
}

TEST(EtcdClient, GetsNothingOfAKeyThatIsNotThere) {
    FakeServer node(done);
    EXPECT_EQ(read(node), std::nullopt);
}

TEST(EtcdClient, AsksForALeaderUnlessTheReadIsSerializable) {
    std::vector<std::string> headers;
    FakeServer node([&](const FakeServer::Message& message) {
        headers.emplace_back(message["Grpc-Metadata-hasleader"]);
        return one_entry;
    });
    Client client(node.address());
    client.get("a");
    client.get("a", Reads::serializable);
    client.put("a", "1");
    client.txn({.then = {Get{"a"}}}, Reads::serializable);
    client.txn({.then = {Put{"a", "1"}}}, Reads::serializable);
    EXPECT_THAT(headers, ElementsAre("true", "", "true", "", "true"));
}

TEST(EtcdClient, ComparesAValueToSwapIt) {
    FakeServer node(says(200, R"({"header":{"revision":"7"},"succeeded":true})"));
    EXPECT_TRUE(Client(node.address()).cas("a", "1", "2"));
    EXPECT_THAT(node.requests(),
                ElementsAre(R"(POST /v3/kv/txn {"compare":[{"key":"YQ==","result":"EQUAL",)"
                            R"("target":"VALUE","value":"MQ=="}],"failure":[],"success":)"
                            R"([{"request_put":{"key":"YQ==","value":"Mg=="}}]})"));
}

TEST(EtcdClient, ComparesARevisionToSwapAValue) {
    FakeServer node(done);
    EXPECT_FALSE(Client(node.address()).cas("a", 12, "2"));
    EXPECT_THAT(node.requests(), ElementsAre(HasSubstr(R"("mod_revision":"12")")));
    EXPECT_THAT(node.requests(), ElementsAre(HasSubstr(R"("target":"MOD")")));
}

TEST(EtcdClient, TellsWhatATransactionGot) {
    FakeServer node(says(
        200, R"({"header":{"revision":"7"},"succeeded":true,"responses":[)"
             R"({"response_put":{"header":{"revision":"7"}}},)"
             R"({"response_range":{"kvs":[{"key":"YQ==","value":"MQ==","mod_revision":"7"}]}},)"
             R"({"response_range":{}}]})"));
    const auto answer = Client(node.address()).txn({.then = {Put{"a", "1"}, Get{"a"}, Get{"b"}}});
    EXPECT_TRUE(answer.held);
    EXPECT_EQ(answer.revision, 7);
    ASSERT_EQ(answer.got.size(), 2U);
    EXPECT_EQ(answer.got[0].value().value, "1");
    EXPECT_EQ(answer.got[1], std::nullopt);
}

TEST(EtcdClient, RemovesAPrefixUpToTheNextOne) {
    FakeServer node(says(200, R"({"header":{"revision":"7"},"deleted":"3"})"));
    Client client(node.address());
    EXPECT_EQ(client.remove_prefix("a/"), 3);
    client.remove_prefix("a\xff\xff");
    client.remove_prefix("");
    EXPECT_THAT(node.requests(), ElementsAre(HasSubstr(R"({"key":"YS8=","range_end":"YTA="})"),
                                             HasSubstr(R"({"key":"Yf//","range_end":"Yg=="})"),
                                             HasSubstr(R"({"key":"AA==","range_end":"AA=="})")));
}

TEST(EtcdClient, ReadsTheStatusOfTheNodeItself) {
    FakeServer node(says(200, R"({"header":{"member_id":"12"},"version":"3.7.3",)"
                              R"("leader":"13","raftTerm":"4","raftAppliedIndex":"99"})"));
    const auto status = Client(node.address()).status();
    EXPECT_EQ(status.member, 12U);
    EXPECT_EQ(status.leader, 13U);
    EXPECT_EQ(status.term, 4U);
    EXPECT_EQ(status.applied, 99U);
    EXPECT_EQ(status.version, "3.7.3");
}

TEST(EtcdClient, AddsAndRemovesMembers) {
    FakeServer node(says(200, R"({"header":{},"member":{"ID":"18446744073709551615"}})"));
    Client client(node.address());
    const auto id = client.member_add("http://10.0.0.4:2380");
    EXPECT_EQ(id, 18446744073709551615U);
    client.member_remove(id);
    EXPECT_THAT(node.requests(),
                ElementsAre(R"(POST /v3/cluster/member/add {"peerURLs":["http://10.0.0.4:2380"]})",
                            R"(POST /v3/cluster/member/remove {"ID":"18446744073709551615"})"));
}

/// A line of the answer to a watch that tells of a write.
std::string event(int revision, char value) {
    return R"({"result":{"header":{},"events":[{"kv":{"key":"YQ==","mod_revision":")" +
           std::to_string(revision) + R"(","value":")" + common::to_base64(std::string(1, value)) +
           R"("}}]}})"
           "\n";
}

const std::string watch_created = R"({"result":{"header":{},"created":true}})"
                                  "\n";

std::vector<etcd::Written> watch(const FakeServer& node, etcd::WatchOptions options) {
    return Client(node.address(), quick).watch("a", options);
}

TEST(EtcdClient, WatchesFromARevisionOnForAsLongAsItIsTold) {
    FakeServer node(begins({watch_created, event(5, '0'), event(7, '1')}));
    EXPECT_THAT(watch(node, {.from = 5, .lasts = 50ms}),
                ElementsAre(etcd::Written{5, "0"}, etcd::Written{7, "1"}));
    EXPECT_THAT(
        node.requests(),
        ElementsAre(R"(POST /v3/watch {"create_request":{"key":"YQ==","start_revision":"5"}})"));
}

TEST(EtcdClient, WatchesUntilARevision) {
    FakeServer node(begins({watch_created, event(5, '0')}));
    EXPECT_THAT(watch(node, {.lasts = 1h, .until = 5}), ElementsAre(etcd::Written{5, "0"}));
}

TEST(EtcdClient, TakesNoPartOfALineForALine) {
    const auto whole = event(6, '1');
    FakeServer node(begins({event(5, '0'), whole.substr(0, whole.size() - 9)}));
    EXPECT_THAT(watch(node, {.lasts = 50ms}), ElementsAre(etcd::Written{5, "0"}));
}

TEST(EtcdClient, IsRefusedAWatchThatTheServerEnds) {
    FakeServer node(begins({R"({"result":{"canceled":true,"compact_revision":"9"}})"
                            "\n"}));
    EXPECT_THAT(text_of<sm::Refused>([&] { watch(node, {}); }), HasSubstr("compact_revision"));
}

TEST(EtcdClient, IsRefusedAWatchThatNobodyAnswers) {
    FakeServer node(silence);
    EXPECT_THAT(text_of<sm::Refused>([&] { watch(node, {}); }), HasSubstr("did not answer"));
}

TEST(EtcdClient, HasALeaderHandOver) {
    FakeServer node(says(200, R"({"header":{}})"));
    Client(node.address()).move_leader(18446744073709551615U);
    EXPECT_THAT(node.requests(), ElementsAre(R"(POST /v3/maintenance/transfer-leadership )"
                                             R"({"targetID":"18446744073709551615"})"));
}

TEST(EtcdClient, KeepsItsConnection) {
    FakeServer node(done);
    Client client(node.address());
    for (int i = 0; i < 3; ++i) client.put("a", "1");
    EXPECT_EQ(node.connections(), 1U);
}

TEST(EtcdClient, ConnectsAnewWhereTheServerHasHungUp) {
    FakeServer node(done);
    Client client(node.address());
    client.put("a", "1");
    node.hang_up();
    EXPECT_EQ(client.put("a", "1"), 7);
    EXPECT_EQ(node.connections(), 2U);
}

TEST(EtcdClient, ConnectsAnewAfterASilence) {
    bool silent = true;
    FakeServer node(
        [&](const FakeServer::Message&) { return std::exchange(silent, false) ? silence : done; });
    Client client(node.address(), quick);
    EXPECT_THROW(client.put("a", "1"), sm::Unknown);
    EXPECT_EQ(client.put("a", "1"), 7);
    EXPECT_EQ(node.connections(), 2U);
}

TEST(EtcdClient, GivesEachCopyItsOwnConnection) {
    FakeServer node(done);
    Client client(node.address());
    client.put("a", "1");
    auto copy = client;
    copy.put("a", "1");
    client.put("a", "1");
    EXPECT_EQ(node.connections(), 2U);
}

TEST(EtcdClient, IsRefusedWhereNobodyListens) {
    etcd::Address nobody;
    { nobody = FakeServer(done).address(); }
    EXPECT_THAT(text_of<sm::Refused>([&] { Client(nobody).put("a", "1"); }),
                HasSubstr("cannot be reached"));
}

TEST(EtcdClient, DoesNotKnowOfAWriteThatWasSentAndNotAnswered) {
    FakeServer silent(silence);
    EXPECT_THAT(text_of<sm::Unknown>([&] { write(silent); }), HasSubstr("it took too long"));
    FakeServer broken(break_off);
    EXPECT_THROW(write(broken), sm::Unknown);
}

TEST(EtcdClient, DoesNotKnowOfAWriteWhoseAnswerIsBroken) {
    for (const auto* body : {"", "{}", "[]", R"({"header":)", R"({"header":{"revision":"x"}})"}) {
        FakeServer node(says(200, body));
        EXPECT_THROW(write(node), sm::Unknown) << body;
    }
}

TEST(EtcdClient, TakesABrokenAnswerToAReadForNoAnswer) {
    for (const auto* body :
         {"", "{}", "[]", R"({"header":)", R"({"header":{},"kvs":[{"key":"YQ==","value":"?"}]})"}) {
        FakeServer node(says(200, body));
        EXPECT_THROW(read(node), sm::Refused) << body;
    }
}

TEST(EtcdClient, KnowsThatAReadHasNoEffect) {
    for (const auto& reaction :
         {silence, break_off, says(500, ""), error(503, 14, "etcdserver: request timed out"),
          error(503, 14, "etcdserver: leader changed")}) {
        FakeServer node(reaction);
        EXPECT_THROW(read(node), sm::Refused);
        EXPECT_THROW(Client(node.address(), quick).txn({.then = {Get{"a"}}}), sm::Refused);
    }
}

TEST(EtcdClient, CallsAWrongRequestAMistake) {
    FakeServer node(error(400, 3, "etcdserver: duplicate key given in txn request"));
    EXPECT_THROW(write(node), std::logic_error);
    EXPECT_THROW(read(node), std::logic_error);
}

/// What etcd says, by gRPC's code and HTTP's status, and whether it means that nothing happened.
struct Said {
    unsigned status;
    int code;
    const char* message;

    friend std::ostream& operator<<(std::ostream& out, const Said& said) {
        return out << said.status << " " << said.code << " " << said.message;
    }
};

class EtcdClientRefusals : public testing::TestWithParam<Said> {};
class EtcdClientSilences : public testing::TestWithParam<Said> {};

TEST_P(EtcdClientRefusals, AreBeforeTheRequestIsPassedOn) {
    const auto [status, code, message] = GetParam();
    FakeServer node(error(status, code, message));
    EXPECT_EQ(text_of<sm::Refused>([&] { write(node); }), message);
}

TEST_P(EtcdClientSilences, LeaveOpenWhatHappened) {
    const auto [status, code, message] = GetParam();
    FakeServer node(error(status, code, message));
    EXPECT_EQ(text_of<sm::Unknown>([&] { write(node); }), message);
}

INSTANTIATE_TEST_SUITE_P(
    , EtcdClientRefusals,
    testing::Values(Said{503, 14, "etcdserver: no leader"}, Said{400, 9, "etcdserver: not capable"},
                    Said{500, 2, "etcdserver: too many requests"},
                    Said{429, 8, "etcdserver: too many requests"},
                    Said{400, 9, "etcdserver: rpc not supported for learner"},
                    Said{503, 14, "etcdserver: unhealthy cluster"},
                    Said{400, 9,
                         "etcdserver: re-configuration failed due to not enough started members"},
                    Said{400, 9, "etcdserver: Peer URLs already exists"},
                    Said{400, 9, "etcdserver: member ID already exist"},
                    Said{404, 5, "etcdserver: member not found"},
                    Said{500, 2, "raft proposal dropped"}));

INSTANTIATE_TEST_SUITE_P(
    , EtcdClientSilences,
    testing::Values(Said{503, 14, "etcdserver: request timed out"},
                    Said{503, 14,
                         "etcdserver: request timed out, possibly due to previous leader failure"},
                    Said{503, 14, "etcdserver: request timed out, possibly due to connection lost"},
                    Said{503, 14, "etcdserver: leader changed"},
                    Said{503, 14, "etcdserver: server stopped"}, Said{500, 2, "raft: stopped"},
                    Said{504, 4, "context deadline exceeded"},
                    Said{499, 1, "etcdserver: request canceled"},
                    Said{429, 8, "etcdserver: mvcc: database space exceeded"},
                    Said{500, 15, "etcdserver: corrupt cluster"},
                    Said{503, 14, "error reading from server: EOF"},
                    Said{500, 13, "something that no version says"}));

TEST(EtcdClient, UnderstandsErrorsOfGatewaysBefore35) {
    FakeServer node(says(503, R"({"error":"etcdserver: no leader","code":14})"));
    EXPECT_EQ(text_of<sm::Refused>([&] { write(node); }), "etcdserver: no leader");
}

TEST(EtcdClient, DoesNotKnowWhatAnErrorWithoutWordsMeans) {
    for (const auto* body : {"", "upstream gone", "{}", "[]"}) {
        FakeServer node(says(503, body));
        EXPECT_THAT(text_of<sm::Unknown>([&] { write(node); }), HasSubstr("503"));
    }
}

}  // namespace
