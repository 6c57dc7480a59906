#include <sm/base/misuse.hpp>
#include <sm/simulation/filters.hpp>
#include <sm/simulation/simulation.hpp>
#include <sm/simulation/streams.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::ThrowsMessage;

/// n1 opens a stream to n2 when it starts, and sends on it what a client tells it: a number, or to
/// close the stream at zero. Both note what they see.
class Talker {
 public:
    using Message = int;
    struct Client {
        explicit Client(sm::simulation::Mailbox<int>& given) : box(given) {}
        sm::simulation::Mailbox<int>& box;
    };

    Talker(sm::simulation::StreamHost<int>& host, std::vector<std::string>* seen)
        : host_(host), seen_(seen) {
        if (host_.self() == 1) stream_ = host_.connect(2);
    }

    void receive(sm::simulation::NodeId, int number) {
        number == 0 ? host_.close(stream_) : host_.send_on(stream_, number);
    }
    void timer(sm::simulation::TimerId) {}
    void opened(sm::simulation::StreamId stream, sm::simulation::NodeId peer) {
        stream_ = stream;
        see("opened with " + std::to_string(peer));
    }
    void received_on(sm::simulation::StreamId, int number) { see(std::to_string(number)); }
    void closed(sm::simulation::StreamId) { see("closed"); }

 private:
    void see(const std::string& what) {
        seen_->push_back("n" + std::to_string(host_.self()) + ": " + what);
    }

    sm::simulation::StreamHost<int>& host_;
    std::vector<std::string>* seen_;
    sm::simulation::StreamId stream_ = 0;
};

struct Streams : testing::Test {
    explicit Streams(sm::simulation::ClusterOptions options = {.nodes = 2})
        : simulation(options, sm::Seed{1}, &seen) {
        wait(100ms);
    }

    void wait(sm::Duration duration) { cluster.clock().wait(duration); }
    std::vector<std::string> what_is_seen_in(sm::Duration duration) {
        seen.clear();
        wait(duration);
        return seen;
    }
    void say(const std::vector<int>& numbers, sm::simulation::NodeId node = 1) {
        for (const int number : numbers) client.box.send(node, number);
    }

    std::vector<std::string> seen;
    sm::simulation::Simulation<Talker> simulation;
    sm::simulation::FilteredCluster<int>& cluster = simulation.cluster();
    sm::simulation::Simulation<Talker>::Client client = simulation.client(1);
};

TEST_F(Streams, AreOpenedAtBothEnds) {
    EXPECT_THAT(seen, ElementsAre("n2: opened with 1", "n1: opened with 2"));
}

TEST_F(Streams, CarryMessagesInBothDirectionsInOrder) {
    say({1, 2, 3, 4, 5});
    EXPECT_THAT(what_is_seen_in(100ms), ElementsAre("n2: 1", "n2: 2", "n2: 3", "n2: 4", "n2: 5"));
    say({7}, 2);
    EXPECT_THAT(what_is_seen_in(100ms), ElementsAre("n1: 7"));
}

TEST_F(Streams, TellTheOtherEndThatTheyAreClosedAfterAllThatWasSent) {
    say({1, 0, 2});
    EXPECT_THAT(what_is_seen_in(1s), ElementsAre("n2: 1", "n2: closed"));
}

TEST_F(Streams, GoOnAfterACutThatTheirPatienceOutlasts) {
    cluster.cut({{"n1", "n2"}});
    say({1, 2});
    EXPECT_THAT(what_is_seen_in(5s), IsEmpty());
    cluster.restore_all();
    EXPECT_THAT(what_is_seen_in(10s), ElementsAre("n2: 1", "n2: 2"));
}

TEST_F(Streams, AreInTheTraceWithWhatTheyCarry) {
    sm::simulation::Simulation<Talker> recorded({.nodes = 2, .record = true}, sm::Seed{1}, &seen);
    auto teller = recorded.client(1);
    recorded.cluster().clock().wait(100ms);
    teller.box.send(1, 5);
    recorded.cluster().clock().wait(100ms);
    const auto text = to_string(recorded.cluster().trace());
    EXPECT_THAT(text, HasSubstr("n1 → n2  sent  5\n"));
    EXPECT_THAT(text, HasSubstr("n1 → n2  arrived  5\n"));
}

/// A filter that is there and does nothing would be believed in.
TEST_F(Streams, AreNotForFilters) {
    cluster.isolate(2);
    say({1});
    EXPECT_THAT([&] { wait(1s); },
                ThrowsMessage<sm::Misuse>(HasSubstr(
                    "node 1 has send filters and talks on a stream, which they do not act on: "
                    "cut, clog or delay its links instead, as by cluster.cut({{.from = \"n1\"")));
}

TEST_F(Streams, AreNotForFiltersOfWhatArrives) {
    cluster.add_receive_filter(2, sm::simulation::filter::drop());
    say({1});
    EXPECT_THAT([&] { wait(1s); },
                ThrowsMessage<sm::Misuse>(HasSubstr("node 2 has receive filters")));
}

TEST_F(Streams, MayBeUsedByANodeWhoseDatagramsAreFilteredTheOtherWay) {
    cluster.add_receive_filter(1,
                               sm::simulation::filter::delay(10ms));  // of what the client tells it
    say({1});
    EXPECT_THAT(what_is_seen_in(1s), ElementsAre("n2: 1"));
}

TEST_F(Streams, BreakWhenACutLastsTooLong) {
    cluster.cut({{"n1", "n2"}});
    say({1});
    EXPECT_THAT(what_is_seen_in(60s), ElementsAre("n1: closed"));
    cluster.restore_all();
    say({7}, 2);
    EXPECT_THAT(what_is_seen_in(60s), ElementsAre("n2: closed"));
}

TEST_F(Streams, AreClosedWhenOneEndIsStopped) {
    cluster.stop("n1");
    EXPECT_THAT(what_is_seen_in(1s), ElementsAre("n2: closed"));
}

TEST_F(Streams, AreFoundClosedAfterAWhileWhenOneEndIsKilled) {
    cluster.kill("n2");
    EXPECT_THAT(what_is_seen_in(10s), IsEmpty());
    EXPECT_THAT(what_is_seen_in(10s), ElementsAre("n1: closed"));
}

TEST_F(Streams, AreFoundClosedBySendingToWhoHasForgottenThem) {
    cluster.kill("n2");
    cluster.start("n2");
    say({1});
    EXPECT_THAT(what_is_seen_in(1s), ElementsAre("n1: closed"));
}

TEST_F(Streams, GetThroughAClogWhenItIsGone) {
    cluster.clog({{"n1", "n2"}});
    say({1, 2});
    EXPECT_THAT(what_is_seen_in(5s), IsEmpty());
    cluster.unclog({{"n1", "n2"}});
    EXPECT_THAT(what_is_seen_in(10s), ElementsAre("n2: 1", "n2: 2"));
}

struct LossyStreams : Streams {
    LossyStreams() : Streams({.nodes = 2, .network = {.loss = 0.3, .reordered = 0.5}}) {}
};

TEST_F(LossyStreams, LoseNothingAndKeepTheOrder) {
    wait(1min);
    for (int number = 1; number <= 50; ++number) {
        // Datagrams to n1 may be lost; what it has got arrives.
        say({number});
        wait(1s);
    }
    std::vector<int> numbers;
    for (const auto& one : seen)
        if (one.starts_with("n2: ") && one.size() < 7) numbers.push_back(std::stoi(one.substr(4)));
    EXPECT_GT(numbers.size(), 20U);
    EXPECT_TRUE(std::is_sorted(numbers.begin(), numbers.end()));
    EXPECT_EQ(std::adjacent_find(numbers.begin(), numbers.end()), numbers.end());
}

/// Connects to where there is nobody to talk to.
struct Stray {
    using Message = int;
    struct Client {
        explicit Client(sm::simulation::Mailbox<int>&) {}
    };
    explicit Stray(sm::simulation::StreamHost<int>& host) { host.connect(5); }
    void receive(sm::simulation::NodeId, int) {}
    void timer(sm::simulation::TimerId) {}
};

TEST_F(Streams, GoToAnotherReplicaOnly) {
    sm::simulation::Simulation<Stray> stray({.nodes = 2}, sm::Seed{1});
    EXPECT_THAT([&] { stray.cluster().clock().wait(1s); },
                ThrowsMessage<sm::Misuse>(HasSubstr("connect(5) by n1")));
}

}  // namespace
