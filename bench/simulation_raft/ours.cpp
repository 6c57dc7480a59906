// How fast the Raft of the examples passes in a simulation, on one core: three servers that nobody
// asks, and three that clients write to as fast as they are answered.
//
//   ours CLIENTS     prints `idle_events N`, `idle_seconds N`, `events N`, `seconds N` and
//                    `writes N`: of events, simulated seconds and writes in a real second

#include <sm/simulation/simulation.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "raft/client.hpp"
#include "raft/node.hpp"

namespace {

using namespace std::chrono_literals;
using Wall = std::chrono::steady_clock;
using Raft = sm::simulation::Simulation<raft::Node>;

struct Speed {
    double events = 0;
    double seconds = 0;
    double rounds = 0;
};

/// What the body, a round of which takes little, does in a second of real time.
Speed speed_of(Raft& cluster, const std::function<void()>& body) {
    const auto events = cluster.cluster().events();
    const auto time = cluster.cluster().clock().now();
    const auto begin = Wall::now();
    auto end = begin;
    double rounds = 0;
    for (; end - begin < 1s; end = Wall::now(), ++rounds) body();
    const std::chrono::duration<double> took = end - begin;
    const std::chrono::duration<double> passed = cluster.cluster().clock().now() - time;
    return {.events = static_cast<double>(cluster.cluster().events() - events) / took.count(),
            .seconds = passed / took,
            .rounds = rounds / took.count()};
}

void idle() {
    Raft cluster({}, sm::Seed{1});
    cluster.client(0).put("x", "1");
    const auto speed = speed_of(cluster, [&] { cluster.cluster().clock().wait(1000s); });
    std::printf("idle_events %.0f\nidle_seconds %.0f\n", speed.events, speed.seconds);
}

void loaded(int clients) {
    Raft cluster({}, sm::Seed{1});
    std::vector<Raft::Client> all;
    for (int number = 0; number < clients; ++number) all.push_back(cluster.client(number));
    constexpr int writes = 100;
    const auto round = [&] {
        std::vector<std::function<void()>> tasks;
        for (auto& client : all)
            tasks.push_back([&client] {
                for (int write = 0; write < writes; ++write) client.put("key", "value");
            });
        cluster.scheduler().run(std::move(tasks));
    };
    const auto speed = speed_of(cluster, round);
    std::printf("events %.0f\nseconds %.1f\nwrites %.0f\n", speed.events, speed.seconds,
                speed.rounds * writes * clients);
}

}  // namespace

int main(int count, char** words) {
    idle();
    loaded(count > 1 ? std::atoi(words[1]) : 10);
}
