// Messages a second through a simulated network, beside a bare priority queue of events of the
// same size with as many in it; and how much faster than time itself an idle cluster passes.
//
//   ours MESSAGES    prints `messages N`, `queue N` (both a second) and `idle_seconds N` (simulated
//                    ones in a real one), with so many messages under way at a time

#include <sm/simulation/simulation.hpp>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <queue>
#include <vector>

namespace {

using namespace std::chrono_literals;
using Wall = std::chrono::steady_clock;

struct Ping {
    std::int64_t number = 0;
};

/// Sends on what it gets, to the next; so as many messages as were put in stay under way.
class Relay {
 public:
    using Message = Ping;
    struct Client {
        explicit Client(sm::simulation::Mailbox<Ping>& given) : box(given) {}
        sm::simulation::Mailbox<Ping>& box;
    };

    Relay(sm::simulation::Host<Ping>& host, std::uint64_t* relayed)
        : host_(host), relayed_(relayed) {}

    void receive(sm::simulation::NodeId, Ping ping) {
        ++*relayed_;
        ++ping.number;
        host_.send(host_.self() % 3 + 1, ping);
    }
    void timer(sm::simulation::TimerId) {}

 private:
    sm::simulation::Host<Ping>& host_;
    std::uint64_t* relayed_;
};

/// Heartbeats to the others ten times a second, and a time limit that each of them puts off: what
/// replicas do when nobody asks anything of them.
class Idler {
 public:
    using Message = Ping;
    using Client = Relay::Client;

    explicit Idler(sm::simulation::Host<Ping>& host) : host_(host) { host_.set_timer(beat, 100ms); }

    void receive(sm::simulation::NodeId, Ping) { host_.set_timer(limit, 1s); }
    void timer(sm::simulation::TimerId timer) {
        if (timer != beat || host_.self() != 1) return;
        host_.send(2, {});
        host_.send(3, {});
        host_.set_timer(beat, 100ms);
    }

 private:
    enum Timer { beat, limit };
    sm::simulation::Host<Ping>& host_;
};

/// What the body does in a second of real time, by what `count` counts.
template <class Body, class Count>
double per_second(const Body& body, const Count& count) {
    const double before = count();
    const auto begin = Wall::now();
    Wall::time_point end = begin;
    while (end - begin < 1s) {
        body();
        end = Wall::now();
    }
    return (count() - before) / std::chrono::duration<double>(end - begin).count();
}

double messages_per_second(int under_way) {
    std::uint64_t relayed = 0;
    sm::simulation::Simulation<Relay> simulation({}, sm::Seed{1}, &relayed);
    auto client = simulation.client(0);
    for (int number = 0; number < under_way; ++number) client.box.send(number % 3 + 1, {number});
    return per_second([&] { simulation.cluster().clock().wait(1s); },
                      [&] { return static_cast<double>(relayed); });
}

double idle_seconds_per_second() {
    sm::simulation::Simulation<Idler> simulation({}, sm::Seed{1});
    return per_second(
        [&] { simulation.cluster().clock().wait(100s); },
        [&] { return std::chrono::duration<double>(simulation.cluster().clock().now()).count(); });
}

/// As large as an event of the simulation's.
struct Event {
    std::int64_t time;
    std::uint64_t sequence;
    void* who;
    std::uint64_t what;

    bool operator>(const Event& other) const {
        return time != other.time ? time > other.time : sequence > other.sequence;
    }
};

double queue_per_second(int size) {
    std::priority_queue<Event, std::vector<Event>, std::greater<>> queue;
    sm::Random random(1);
    std::vector<std::int64_t> latencies(4096);
    for (auto& latency : latencies) latency = random.between(200'000, 1'000'000);
    std::uint64_t sequence = 0;
    for (int number = 0; number < size; ++number)
        queue.push({latencies[sequence % latencies.size()], ++sequence, nullptr, 0});
    return per_second(
        [&] {
            for (int round = 0; round < 10'000; ++round) {
                auto event = queue.top();
                queue.pop();
                event.time += latencies[sequence % latencies.size()];
                event.sequence = ++sequence;
                queue.push(event);
            }
        },
        [&] { return static_cast<double>(sequence); });
}

}  // namespace

int main(int count, char** words) {
    const int under_way = count > 1 ? std::atoi(words[1]) : 12;
    std::printf("messages %.0f\n", messages_per_second(under_way));
    std::printf("queue %.0f\n", queue_per_second(under_way));
    std::printf("idle_seconds %.0f\n", idle_seconds_per_second());
}
